/** One case: as it was recorded, and as it goes now. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { bare_case } from '../shared/bare_case.ts';
import { ShellContext, useShell } from '../shared/context.ts';
import { curl_command } from '../shared/curl.ts';
import { diff_tab } from '../shared/diff_view.tsx';
import { keep_drafts } from '../shared/drafts.ts';
import { E } from '../shared/held_strings.ts';
import { HopPane, hop_tabs } from '../shared/hop_pane.tsx';
import { HopTable } from '../shared/hop_table.tsx';
import { blamed_hops, hop_of, level_of } from '../shared/model.ts';
import { case_address } from '../shared/router.ts';
import * as S from '../shared/strings.ts';
import { Fold, Level, Text, Verdict } from '../shared/ui.tsx';
import { CauseCard } from '../report/cause_card.tsx';
import { read_changes } from './changes.ts';
import { ApiError, case_path, post } from './api.ts';
import { DiffPart } from './diff_part.tsx';
import { HeldPart, held_key } from './held_part.tsx';
import { live_hops, model_of, type Live, type Store } from './live.ts';
import { Word } from './rail.tsx';
import { SaveDialog } from './save_dialog.tsx';
import { C } from './strings.ts';
import { WorldPart } from './world_part.tsx';
import type { Recorded } from './types.ts';

/** What keys do while a case is open. */
export interface CaseKeys { actions(): Record<string, (() => void) | undefined> }

interface CaseViewProps {
    store: Store;
    live: Live;
    id: string;
    hop: number | null;
    keys: { current: CaseKeys | null };
    attempt(work: Promise<unknown>): void;
}

export function CaseView({ store, live, id, hop, keys, attempt }: CaseViewProps): JSX.Element {
    const shell = useShell();
    const [recorded, set_recorded] = useState<Recorded | null>(null);
    const [trouble, set_trouble] = useState<string | null>(null);
    const line = live.lines.find((one) => one.id === id);
    useEffect(() => {
        store.case_of(id).then(set_recorded, (error: unknown) => set_trouble(error instanceof ApiError ? error.message : String(error)));
    }, [id, line]);
    const model = useMemo(() => recorded && model_of(live, recorded), [recorded, live.extras, live.whole]);

    const runs = live.runs.filter((run) => run.case === id);
    const latest = runs[runs.length - 1] ?? null;
    const playing = latest?.state === 'running' ? latest : null;
    const held = playing && live.held?.run === playing.run ? live.held : null;
    const [changes, set_changes] = useState('');
    const [kind, set_kind] = useState('case');
    const [tab, choose_tab] = useState('request');
    const [edited, set_edited] = useState(0); // counts reverts: the editor begins anew
    const [saving, set_saving] = useState<number | null>(null);

    const item = recorded?.case ?? null;
    const blamed = useMemo(() => (item ? blamed_hops(item) : new Map<number, string[]>()), [item]);
    const selected = item ? (hop_of(item, hop ?? [...blamed.keys()][0] ?? item.hops[0]?.n ?? 0) ?? null) : null;
    const now = useNow(store, latest?.state === 'finished' ? latest.run : null);

    const start = (more: Record<string, unknown> = {}): void => {
        const what_if = read_changes(changes);
        const body = { kind: Object.keys(what_if).length ? 'what-if' : kind, what_if, ...more };
        attempt(post(`${case_path(id)}/replay`, body));
    };
    const to_here = (): void => {
        if (selected) start({ kind: 'from-hop', from_hop: selected.n, what_if: {} });
    };
    const toggle_break = (): void => {
        if (!selected) return;
        const hops = live.breaks.hops.includes(selected.n) ? live.breaks.hops.filter((n) => n !== selected.n) : [...live.breaks.hops, selected.n];
        attempt(post('breaks', { hops }));
    };
    const go_on = (then: 'next' | 'run'): void => {
        if (playing) attempt(post(`runs/${playing.run}/continue`, { then }));
    };
    const send_recorded = (): void => {
        if (playing && held && held.recorded.lacking === null) attempt(post(`runs/${playing.run}/continue`, { recorded: true, then: 'run' }));
    };
    const abort = (): void => {
        if (playing) attempt(post(`runs/${playing.run}/abort`));
    };
    const revert = (): void => {
        keep_drafts(() => false);
        set_edited(edited + 1);
    };
    const focus_editor = (): void => document.querySelector<HTMLElement>('.held input, .held select, .held textarea')?.focus();

    keys.current = {
        actions: () => ({
            ...Object.fromEntries(hop_tabs.map((name, i) => [String(i + 1), () => choose_tab(name)])),
            'r': () => start(),
            'R': to_here,
            'b': toggle_break,
            '.': () => go_on('next'),
            'x': abort,
            'w': send_recorded,
            'v': revert,
            'e': focus_editor,
            ...(selected && model ? { 'c': () => shell.copy(S.copy_curl(selected.n), curl_command(selected, model.body(selected.request.body))) } : {}),
            ...(model?.report.prompts?.[id] ? { 'P': () => shell.copy(S.copy_prompt, model.report.prompts![id]!) } : {}),
        }),
    };

    if (trouble !== null) return <section class="card"><h1 tabIndex={-1}>{id}</h1><p role="alert">{trouble}</p></section>;
    if (!item || !model) return <p class="muted" role="status">{C.loading}</p>;
    const lines = latest ? (live.hops.get(latest.run) ?? []) : [];
    const at_break = selected !== null && live.breaks.hops.includes(selected.n);
    return (
        <ShellContext.Provider value={{ ...shell, model }}>
            <article class="case" data-case-page={id}>
                <div class="case-bar">
                    <Verdict outcome={model.outcome(item)} />
                    <Level level={level_of(item)} />
                    <h1 tabIndex={-1}><Text text={item.title} /> <span class="case-id"><Text text={id} /></span></h1>
                    {latest?.word && <Word word={latest.word} />}
                </div>
                {live.whole.can_play ? (
                    <div class="controls row" role="group" aria-label={C.controls}>
                        <label>{C.kind} <select value={kind} onChange={(event) => set_kind(event.currentTarget.value)}>{C.kinds.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select></label>
                        <button type="button" class="button primary" disabled={playing !== null} onClick={() => start()}>▶ {C.replay} <kbd>r</kbd></button>
                        <button type="button" class="button" disabled={playing !== null || !selected} onClick={to_here}>{selected ? C.to_here(selected.n) : C.to_here_short} <kbd>R</kbd></button>
                        <button type="button" class="button" aria-pressed={at_break} disabled={!selected} onClick={toggle_break}>{selected ? (at_break ? C.break_off(selected.n) : C.break_at(selected.n)) : C.breaks} <kbd>b</kbd></button>
                        <button type="button" class="button" disabled={!held} onClick={() => go_on('run')}>{C.go_on}</button>
                        <button type="button" class="button" disabled={!held} onClick={() => go_on('next')}>{C.step} <kbd>.</kbd></button>
                        <button type="button" class="button" disabled={!playing} onClick={abort}>{C.abort} <kbd>x</kbd></button>
                        <button type="button" class="button" disabled={!held} onClick={revert}>{E.revert} <kbd>v</kbd></button>
                        <button type="button" class="button" disabled={!latest} onClick={() => set_saving(latest!.run)}>{C.save}</button>
                    </div>
                ) : (
                    <p class="muted">{C.read_only}</p>
                )}
                {latest && latest.edits.length > 0 && <ul class="chips" aria-label={C.edits(latest.edits.length)}>{latest.edits.map((chip, i) => <li class="chip" key={i}><Text text={chip} /></li>)}</ul>}
                {latest?.word && (
                    <section class={`card outcome w-${latest.word.toLowerCase()}`} aria-labelledby="outcome-title">
                        <h2 id="outcome-title">#{latest.run}: <Word word={latest.word} /></h2>
                        <p><Text text={latest.why || C.verdicts[latest.word] || ''} /></p>
                    </section>
                )}
                {held && <HeldPart key={`${held_key(held)} ${edited}`} held={held} attempt={attempt} />}
                <CauseCard item={item} selected={selected} prompt={model.report.prompts?.[id] ?? null} />
                <div class="then-now">
                    <section class="card" aria-labelledby="then-title" data-region="hops" tabIndex={-1}>
                        <h2 id="then-title">{C.recorded}</h2>
                        {item.hops.length ? (
                            <HopTable case_id={id} hops={item.hops} blamed={blamed} selected={selected?.n ?? null} compact note={(one) => (live.breaks.hops.includes(one.n) ? '‖ break' : null)} />
                        ) : (
                            <p class="muted">{S.no_hops}</p>
                        )}
                    </section>
                    <section class="card" aria-labelledby="now-title" tabIndex={-1}>
                        <h2 id="now-title">{latest ? C.this_run(latest.run) : C.this_run(runs.length + 1)}</h2>
                        {latest === null && <p class="muted">{C.no_run}</p>}
                        {latest && (
                            <HopTable
                                case_id={id} hops={live_hops(lines)} blamed={now ? blamed_hops(now.case) : new Map()} selected={null}
                                address={(one) => case_address(id, { hop: one.n })} id_prefix="now" compact
                            />
                        )}
                        {held && <p class="held-line"><span aria-hidden="true">‖ </span>{C.held_title[held.what](held.hop)} · {held.request.method} <Text text={held.request.url} /></p>}
                    </section>
                </div>
                {live.whole.can_play && <WorldPart live={live} held={held} changes={changes} set_changes={set_changes} attempt={attempt} />}
                {latest?.state === 'finished' && <DiffPart store={store} run={latest.run} />}
                {selected && <section class="card"><HopPane item={item} hop={selected} tab={tab} choose={choose_tab} diff={diff_tab} heading={<p class="muted">{C.recorded}</p>} /></section>}
                {now && <NowPane live={live} id={id} now={now} hop={hop} />}
                <Fold summary={C.log}>
                    {() => <ol class="log" aria-label={C.log_label}>{live.log.map((one) => <li key={one.id}><Text text={one.text} /></li>)}</ol>}
                </Fold>
            </article>
            {saving !== null && <SaveDialog run={saving} close={() => set_saving(null)} />}
        </ShellContext.Provider>
    );
}

/** What the run found out, once it has ended. */
function useNow(store: Store, run: number | null): Recorded | null {
    const [now, set_now] = useState<Recorded | null>(null);
    useEffect(() => {
        set_now(null);
        if (run !== null) store.result_of(run).then(set_now, () => set_now(null));
    }, [run]);
    return now;
}

/** The hop that is open, as it went now. */
function NowPane({ live, id, now, hop }: { live: Live; id: string; now: Recorded; hop: number | null }): JSX.Element | null {
    const shell = useShell();
    const [tab, choose_tab] = useState('request');
    const model = useMemo(() => model_of(live, now), [now]);
    const item = now.case ?? bare_case(id, []);
    const blamed = [...blamed_hops(item).keys()];
    const selected = hop_of(item, hop ?? blamed[0] ?? item.hops[0]?.n ?? 0);
    if (!selected) return null;
    return (
        <ShellContext.Provider value={{ ...shell, model }}>
            <section class="card now-pane"><HopPane item={item} hop={selected} tab={tab} choose={choose_tab} diff={diff_tab} heading={<p class="muted">{C.now}</p>} title_id="now-pane-title" /></section>
        </ShellContext.Provider>
    );
}
