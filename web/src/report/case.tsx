/** One case: verdict, cause, remedy; then what happened, down to the bytes. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useShell } from '../shared/context.ts';
import { curl_command } from '../shared/curl.ts';
import { diff_tab } from '../shared/diff_view.tsx';
import { HopPane, hop_tabs } from '../shared/hop_pane.tsx';
import { HopTable } from '../shared/hop_table.tsx';
import { blamed_hops, cause_check, hop_of, level_of } from '../shared/model.ts';
import { case_address, list_address } from '../shared/router.ts';
import * as S from '../shared/strings.ts';
import { Timeline } from '../shared/timeline.tsx';
import { Level, Text, Verdict } from '../shared/ui.tsx';
import { CauseCard } from './cause_card.tsx';
import { Contents, type Section } from './contents.tsx';
import { ChecksPart, ReplayPart, RequirementPart, SourcePart, StepsPart, TurnsPart } from './case_parts.tsx';
import type { Case } from '../shared/types.ts';

/** What the keys do on a case's page. */
export interface CaseKeys { actions(): Record<string, () => void> }

interface CasePageProps {
    item: Case;
    hop: number | null;
    check: string | null;
    keys: { current: CaseKeys | null };
    /** the tab of the hop pane, which stays from case to case */
    tab: string;
    choose_tab(tab: string): void;
}

export function CasePage({ item, hop, check, keys, tab, choose_tab }: CasePageProps): JSX.Element {
    const shell = useShell();
    const { model } = shell;
    const blamed = useMemo(() => blamed_hops(item), [item]);
    const first = [...blamed.keys()][0] ?? cause_check(item)?.observed.hops[0] ?? null;
    const selected = hop_of(item, hop ?? first ?? item.hops[0]?.n ?? 0) ?? null;
    const prompt = model.report.prompts?.[item.id];

    keys.current = {
        actions: () => ({
            ...Object.fromEntries(hop_tabs.map((name, i) => [String(i + 1), () => choose_tab(name)])),
            'r': () => shell.copy(S.copy_replay, item.replay.command),
            'R': () => shell.copy(S.copy_replay, item.replay.command),
            ...(selected ? { 'c': () => shell.copy(S.copy_curl(selected.n), curl_command(selected, model.body(selected.request.body))) } : {}),
            ...(prompt ? { 'P': () => shell.copy(S.copy_prompt, prompt) } : {}),
        }),
    };

    // An address of a hop or check brings it into view.
    const body = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (hop !== null) {
            const row = document.getElementById(`hop-${hop}`);
            if (row) show_hop(row);
            else document.getElementById('hops')?.scrollIntoView({ block: 'start' });
        } else if (check !== null) {
            const row = document.getElementById(check);
            row?.scrollIntoView({ block: 'center' });
            row?.focus({ preventScroll: true });
        }
    }, [hop, check, item]);

    const sections: Section[] = [
        { id: 'verdict', name: S.sections.verdict },
        { id: 'timeline', name: S.sections.timeline, shown: item.hops.length > 0 },
        { id: 'hops', name: S.sections.hops, count: item.hops.length },
        { id: 'checks', name: S.sections.checks, count: item.checks.length, shown: item.checks.length > 0 },
        { id: 'steps', name: S.sections.steps, count: item.steps.length, shown: item.steps.length > 0 },
        { id: 'source', name: S.sections.source },
        { id: 'requirement', name: S.sections.requirement, count: item.requirements.length + item.facts.length, shown: item.requirements.length + item.facts.length > 0 },
        { id: 'replay', name: S.sections.replay },
        { id: 'turns', name: S.sections.turns, count: item.other_turns.length, shown: item.other_turns.length > 0 },
    ];
    return (
        <article class="case" data-case-page={item.id}>
            <CaseBar item={item} />
            <div class="case-body" ref={body}>
                <Contents id={item.id} sections={sections.filter((section) => section.shown !== false)} steps={item.steps} />
                <div class="case-main">
                    <section id="verdict" tabIndex={-1}><CauseCard item={item} selected={selected} prompt={prompt ?? null} /></section>
                    {item.hops.length > 0 && (
                        <section id="timeline" class="card" tabIndex={-1} aria-labelledby="timeline-title">
                            <h2 id="timeline-title">{S.sections.timeline}</h2>
                            <Timeline case_id={item.id} hops={item.hops} blamed={blamed} selected={selected?.n ?? null} />
                        </section>
                    )}
                    <Hops item={item} blamed={blamed} selected={selected?.n ?? null} tab={tab} choose_tab={choose_tab} />
                    {item.checks.length > 0 && <ChecksPart item={item} marked={check} />}
                    {item.steps.length > 0 && <StepsPart item={item} />}
                    <SourcePart item={item} />
                    {item.requirements.length + item.facts.length > 0 && <RequirementPart item={item} />}
                    <ReplayPart item={item} />
                    {item.other_turns.length > 0 && <TurnsPart item={item} />}
                </div>
            </div>
        </article>
    );
}

/** Into the middle of a list that scrolls by itself, the pane below it in view; else where it can be seen. */
function show_hop(row: HTMLElement): void {
    const table = row.closest('.hops-table');
    if (table && getComputedStyle(table).overflowY !== 'visible') {
        row.closest('section')?.scrollIntoView({ block: 'start' });
        table.scrollTop += row.getBoundingClientRect().top - table.getBoundingClientRect().top - table.clientHeight / 2;
    } else {
        const { top, bottom } = row.getBoundingClientRect();
        if (top < 100 || bottom > innerHeight) row.scrollIntoView({ block: 'center' });
    }
    row.focus({ preventScroll: true });
}

function CaseBar({ item }: { item: Case }): JSX.Element {
    const { model } = useShell();
    const failures = model.failures();
    const at = failures.indexOf(item);
    const previous = at > 0 ? failures[at - 1] : null;
    const next = at < 0 ? failures[0] : failures[at + 1];
    return (
        <div class="case-bar">
            <Verdict outcome={model.outcome(item)} />
            <Level level={level_of(item)} />
            <h1 tabIndex={-1}><Text text={item.title} /> <span class="case-id"><Text text={item.id} /></span></h1>
            {failures.length > 0 && (
                <nav class="steps-nav" aria-label={S.failures}>
                    {previous && <a href={case_address(previous.id)} aria-label={S.previous_failure} title={S.previous_failure}>◂</a>}
                    <a href={list_address('is:failure')} data-count={failures.length}>{at < 0 ? S.not_among(failures.length) : S.position(at + 1, failures.length)}</a>
                    {next && <a href={case_address(next.id)} aria-label={S.next_failure} title={S.next_failure}>▸</a>}
                </nav>
            )}
        </div>
    );
}

interface HopsProps { item: Case; blamed: Map<number, string[]>; selected: number | null; tab: string; choose_tab(tab: string): void }

function Hops({ item, blamed, selected, tab, choose_tab }: HopsProps): JSX.Element {
    const [only_tool, set_only_tool] = useState(false);
    const [only_blamed, set_only_blamed] = useState(false);
    const shown = item.hops.filter((hop) => (!only_tool || hop.from === 'tool' || hop.to === 'tool') && (!only_blamed || blamed.has(hop.n)));
    const hop = selected === null ? undefined : hop_of(item, selected);
    return (
        <section id="hops" class="card hops-part" tabIndex={-1} aria-labelledby="hops-title">
            <div class="row between">
                <h2 id="hops-title">{S.sections.hops} <span class="count">{shown.length === item.hops.length ? item.hops.length : S.hops_left(shown.length, item.hops.length)}</span></h2>
                {item.hops.length > 0 && (
                    <p class="row">
                        <label class="check"><input type="checkbox" checked={only_tool} onChange={(event) => set_only_tool(event.currentTarget.checked)} /> {S.only_tool}</label>
                        {blamed.size > 0 && <label class="check"><input type="checkbox" checked={only_blamed} onChange={(event) => set_only_blamed(event.currentTarget.checked)} /> {S.only_blamed}</label>}
                    </p>
                )}
            </div>
            {item.hops.length === 0 ? (
                <p class="muted">{S.no_hops}</p>
            ) : (
                <div class="hops-split">
                    <div class="hops-table" data-region="hops" tabIndex={-1}>
                        {shown.length ? <HopTable case_id={item.id} hops={shown} blamed={blamed} selected={selected} /> : <p class="muted">{S.no_hops_left}</p>}
                    </div>
                    {hop && <HopPane item={item} hop={hop} tab={tab} choose={choose_tab} diff={diff_tab} />}
                </div>
            )}
        </section>
    );
}
