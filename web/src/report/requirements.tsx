import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useShell } from '../shared/context.ts';
import { quoted } from '../shared/filter.ts';
import { outcomes, type Model, type Outcome } from '../shared/model.ts';
import { list_address } from '../shared/router.ts';
import { outcome_word } from '../shared/strings.ts';
import * as S from '../shared/strings.ts';
import { by_text } from '../shared/text.ts';
import { Fold, Glyph, Level, Prose, Text, Verdict } from '../shared/ui.tsx';
import type { Case, Requirement } from '../shared/types.ts';

/** What the cases of a requirement came to, the gravest outcome first. */
export interface Coverage { id: string; cases: Case[]; worst: Outcome; counts: [Outcome, number][] }

export function coverage(model: Model, ids_of: (item: Case) => string[]): Map<string, Coverage> {
    const by_id = new Map<string, Case[]>();
    for (const item of model.cases) for (const id of ids_of(item)) by_id.set(id, [...(by_id.get(id) ?? []), item]);
    const out = new Map<string, Coverage>();
    for (const [id, cases] of by_id) {
        const counts = outcomes
            .map((outcome): [Outcome, number] => [outcome, cases.filter((item) => model.outcome(item) === outcome).length])
            .filter(([, count]) => count > 0);
        // What holds somewhere and could not be asked elsewhere, holds.
        const judged = counts.filter(([outcome]) => outcome !== 'skipped');
        out.set(id, { id, cases, worst: (judged[0] ?? counts[0])![0], counts });
    }
    return out;
}

export function Requirements({ id }: { id: string | null }): JSX.Element {
    const { model } = useShell();
    const covered = useMemo(() => coverage(model, (item) => item.requirements), [model]);
    const facts = useMemo(() => coverage(model, (item) => item.facts), [model]);
    const rows = useMemo(() => {
        const known = new Map((model.report.catalogue ?? []).map((entry) => [entry.id, entry]));
        for (const name of covered.keys()) {
            if (!known.has(name)) known.set(name, { id: name, area: name.replace(/-\d+$/, ''), level: '', text: '', source: '', url: '' });
        }
        const areas = new Map<string, Requirement[]>();
        for (const entry of known.values()) areas.set(entry.area, [...(areas.get(entry.area) ?? []), entry]);
        return [...areas.entries()].sort((a, b) => by_text(a[0], b[0]));
    }, [model, covered]);
    useEffect(() => {
        if (id === null) return;
        const row = document.getElementById(`req-${id}`);
        row?.scrollIntoView({ block: 'center' });
        row?.focus({ preventScroll: true });
    }, [id]);
    const all = [...covered.values()];
    return (
        <>
            <h1 tabIndex={-1} class="view-title">{S.req_title}</h1>
            {all.length > 0 ? <p class="lead">{S.req_intro(all.filter((entry) => entry.worst === 'passed').length, all.length)}</p> : <p class="card">{S.req_none}</p>}
            {rows.map(([area, entries]) => (
                <section class="card flush" key={area} aria-labelledby={`area-${area}`}>
                    <h2 id={`area-${area}`}>{area}</h2>
                    <table class="reqs" data-list>
                        <caption class="offscreen">{S.req_caption(area)}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{S.req_columns.id}</th>
                                <th scope="col">{S.req_columns.level}</th>
                                <th scope="col">{S.req_columns.text}</th>
                                <th scope="col">{S.req_columns.verdict}</th>
                                <th scope="col">{S.req_columns.cases}</th>
                            </tr>
                        </thead>
                        <tbody>
                            {entries.map((entry) => {
                                const found = covered.get(entry.id);
                                return (
                                    <tr key={entry.id} id={`req-${entry.id}`} tabIndex={-1} class={id === entry.id ? 'marked' : undefined}>
                                        <th scope="row"><code>{entry.id}</code></th>
                                        <td>{entry.level && <Level level={entry.level} />}</td>
                                        <td>
                                            <Prose text={entry.text} />
                                            {entry.source && <span class="muted source"> <Prose text={entry.source} /></span>}
                                            {entry.url && <> <a href={entry.url} rel="noreferrer" target="_blank">{S.requirement_source} ↗</a></>}
                                        </td>
                                        <td class="state">{found ? <Verdict outcome={found.worst} /> : '–'}</td>
                                        <td class="by-outcome">{found && <Counts found={found} />}</td>
                                    </tr>
                                );
                            })}
                        </tbody>
                    </table>
                </section>
            ))}
            {facts.size > 0 && <Facts facts={facts} id={id} />}
        </>
    );
}

function Counts({ found }: { found: Coverage }): JSX.Element {
    return (
        <>
            {found.counts.map(([outcome, count]) => (
                <a key={outcome} data-row href={list_address(`r:${quoted(`=${found.id}`)} s:${outcome}`)} data-count={count}>
                    <Glyph outcome={outcome} /> {count}<span class="offscreen"> {outcome_word[outcome]}, {found.id}</span>
                </a>
            ))}
        </>
    );
}

function Facts({ facts, id }: { facts: Map<string, Coverage>; id: string | null }): JSX.Element {
    const { model } = useShell();
    const pages = useMemo(() => {
        const out = new Map<string, Coverage[]>();
        for (const entry of facts.values()) {
            const page = entry.id.split('/')[0] ?? '';
            out.set(page, [...(out.get(page) ?? []), entry]);
        }
        return [...out.entries()].sort((a, b) => by_text(a[0], b[0]));
    }, [facts]);
    return (
        <section class="card" aria-labelledby="facts-title">
            <h2 id="facts-title">{S.req_facts} <span class="count">{facts.size}</span></h2>
            <p class="muted">{S.req_facts_intro}</p>
            {pages.map(([page, entries]) => {
                const bad = entries.filter((entry) => entry.worst !== 'passed').length;
                return (
                    <Fold key={page} open={id !== null && id.startsWith(`${page}/`)} summary={<><Glyph outcome={bad ? 'failed' : 'passed'} /> {page} <span class="count">{S.passed_of(entries.length - bad, entries.length)}</span></>}>
                        {() => (
                            <table class="reqs" data-list>
                                <caption class="offscreen">{S.req_caption(page)}</caption>
                                <thead class="unseen"><tr><th scope="col"><span class="offscreen">{S.fact}</span></th><th scope="col"><span class="offscreen">{S.req_columns.text}</span></th><th scope="col"><span class="offscreen">{S.req_columns.verdict}</span></th><th scope="col"><span class="offscreen">{S.req_columns.cases}</span></th></tr></thead>
                                <tbody>
                                    {entries.map((entry) => (
                                        <tr key={entry.id} id={`req-${entry.id}`} tabIndex={-1} class={id === entry.id ? 'marked' : undefined}>
                                            <th scope="row"><code>{entry.id}</code></th>
                                            <td><Text text={model.fact(entry.id) ?? ''} /></td>
                                            <td class="state"><Verdict outcome={entry.worst} /></td>
                                            <td class="by-outcome"><Counts found={entry} /></td>
                                        </tr>
                                    ))}
                                </tbody>
                            </table>
                        )}
                    </Fold>
                );
            })}
        </section>
    );
}
