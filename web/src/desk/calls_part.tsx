/** Calls in lanes, and the one that is looked at: the report's parts over calls that come. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { ShellContext } from '../shared/context.ts';
import { bare_case } from '../shared/bare_case.ts';
import { curl_command } from '../shared/curl.ts';
import { shell_of } from '../shared/frame.ts';
import { HopPane } from '../shared/hop_pane.tsx';
import { HopTable } from '../shared/hop_table.tsx';
import { Model } from '../shared/model.ts';
import * as S from '../shared/strings.ts';
import { Text } from '../shared/ui.tsx';
import type { Body, Run } from '../shared/types.ts';
import { bodies_of, hop_of_call } from './calls.ts';
import { useDesk } from './store.ts';
import type { Call } from './types.ts';

const more_rows = 200;
export const call_tabs = ['request', 'response', 'decoded', 'why', 'raw'] as const;

/** Keys that mean something while a call is open. */
export const call_keys: { copy: (() => void) | null; choose: ((at: number) => void) | null } = { copy: null, choose: null };

/** Why it was refused, before everything that was looked at. */
function Reason({ call }: { call: Call }): JSX.Element | null {
    const { store } = useDesk();
    if (call.fault !== null) return <p class="remark bad">{S.why_fault} <b><Text text={call.fault} /></b></p>;
    if (call.refused_by === null) return null;
    return <p class="remark bad"><span aria-hidden="true">✗ </span>Refused, because of: {store.facts[call.refused_by] && <b><Text text={store.facts[call.refused_by]!} /></b>} <code>{call.refused_by}</code></p>;
}

interface CallsProps {
    calls: Call[];
    empty: string;
    newest_first?: boolean;
    /** before the ids of rows */
    prefix?: string;
}

export function Calls({ calls, empty, newest_first = false, prefix = 'call' }: CallsProps): JSX.Element {
    const { store, route, here, frame } = useDesk();
    const [most, set_most] = useState(more_rows);
    const [tab, set_tab] = useState('request');
    const [detail, set_detail] = useState<Call | null>(null);
    const [lost, set_lost] = useState<string | null>(null);
    const number = Number(route.params.get('call') ?? 0);
    const chosen = calls.find((call) => call.number === number) ?? null;

    useEffect(() => {
        set_lost(null);
        if (!chosen) return set_detail(null);
        let wanted = true;
        store.detail(chosen.number).then(
            (call) => wanted && set_detail(call),
            (error: unknown) => wanted && set_lost(error instanceof Error ? error.message : String(error)),
        );
        return () => { wanted = false; };
    }, [chosen?.number, store.world]);

    const whole = detail && chosen && detail.number === chosen.number ? detail : null;
    const first = calls.length ? Date.parse(calls[0]!.at) : 0;
    const hops = useMemo(() => calls.map((call) => hop_of_call(call.number === whole?.number ? whole : call, first)), [calls, whole]);
    const ordered = newest_first ? [...hops].reverse() : hops;
    const shown = newest_first ? ordered.slice(0, most) : ordered.slice(Math.max(ordered.length - most, 0));
    const shell = useMemo(() => {
        const bodies: Record<string, Body> = whole ? bodies_of(whole) : {};
        const model = new Model({ schema_version: 1, run: {} as Run, setup: [], cases: [], bodies, strings: {}, report: { facts: store.facts } });
        return shell_of(model, frame);
    }, [whole, store.facts]);
    const hop = whole ? hops.find((one) => one.n === whole.number) : undefined;
    useEffect(() => {
        call_keys.copy = hop ? () => shell.copy('cURL', curl_command(hop, shell.model.body(hop.request.body))) : null;
        call_keys.choose = hop ? (at) => { const wanted = call_tabs[at]; if (wanted) set_tab(wanted); } : null;
        return () => { call_keys.copy = call_keys.choose = null; };
    }, [hop, shell]);

    if (!calls.length) return <p class="muted">{empty}</p>;
    const split = chosen !== null;
    return (
        <ShellContext.Provider value={shell}>
            <div class={split ? 'hops-split' : undefined}>
                <div class="hops-table" data-region="calls" tabIndex={-1}>
                    <HopTable case_id="" hops={shown} blamed={new Map()} selected={chosen?.number ?? null} address={(one) => here({ call: String(one.n) })} id_prefix={prefix} no_jumps />
                    {shown.length < ordered.length && (
                        <p><button type="button" class="button" onClick={() => set_most(most + more_rows)}>Show {Math.min(more_rows, ordered.length - shown.length)} more</button></p>
                    )}
                </div>
                {split && (
                    <div class="pane-side">
                        <h2 class="offscreen">The chosen call</h2>
                        <p class="row end"><a class="button" href={here({ call: null })}>Close <kbd>Esc</kbd></a></p>
                        {lost !== null && <p class="remark">{lost}</p>}
                        {hop && <HopPane item={bare_case('', hops)} hop={hop} tab={tab} choose={set_tab} title_id={`${prefix}-pane`} heading={<Reason call={whole!} />} />}
                    </div>
                )}
            </div>
        </ShellContext.Provider>
    );
}
