/** Calls as they come, the latest on top. */
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { party_name } from '../shared/strings.ts';
import { takes } from './calls.ts';
import { Calls } from './calls_part.tsx';
import { useDesk } from './store.ts';
import type { Call } from './types.ts';

const statuses: [string, string][] = [
    ['', 'any'], ['2xx', '2xx'], ['3xx', '3xx'], ['4xx', '4xx'], ['5xx', '5xx'], ['refused', 'refused'], ['fault', 'struck by a fault'], ['none', 'no answer'],
];

function Choice({ label, value, options, choose }: { label: string; value: string; options: [string, string][]; choose(value: string): void }): JSX.Element {
    return (
        <label class="row">{label}
            <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
                {options.map(([id, text]) => <option key={id} value={id}>{text}</option>)}
            </select>
        </label>
    );
}

export function TrafficView(): JSX.Element {
    const { store, route, here } = useDesk();
    const [held, hold] = useState<Call[] | null>(null);
    const wanted = {
        kind: route.params.get('kind') ?? '', party: route.params.get('party') ?? '', status: route.params.get('status') ?? '', text: route.params.get('q') ?? '',
    };
    const all = held ?? store.calls;
    const shown = useMemo(() => all.filter((call) => takes(wanted, call)), [all, wanted.kind, wanted.party, wanted.status, wanted.text]);
    const kinds = [...new Set([...store.calls.map((call) => call.kind), ...(wanted.kind ? [wanted.kind] : [])])].sort();
    const go = (params: Record<string, string>): void => { location.hash = here(Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value || null]))); };
    const waiting = held ? store.last - (held.at(-1)?.number ?? 0) : 0;
    return (
        <>
            <div class="row between view-title">
                <h1 tabIndex={-1}>Traffic <span class="count" data-count>{shown.length === all.length ? all.length : `${shown.length} of ${all.length}`}</span></h1>
                <div class="row choices">
                    <Choice label="Call" value={wanted.kind} options={[['', 'any'], ...kinds.map((kind): [string, string] => [kind, kind])]} choose={(kind) => go({ kind })} />
                    <Choice label="Party" value={wanted.party} options={[['', 'any'], ...(['browser', 'tool', 'platform', 'probe'] as const).map((party): [string, string] => [party, party_name[party]])]} choose={(party) => go({ party })} />
                    <Choice label="Answer" value={wanted.status} options={statuses.some(([id]) => id === wanted.status) ? statuses : [...statuses, [wanted.status, wanted.status]]} choose={(status) => go({ status })} />
                    <button type="button" class="button" data-key="p" aria-pressed={held !== null} onClick={() => hold(held ? null : store.calls)}>{held ? `Go on${waiting > 0 ? ` (${waiting} more)` : ''}` : 'Pause'} <kbd>p</kbd></button>
                </div>
            </div>
            {store.forgotten > 0 && <p class="muted">{store.forgotten} older calls are forgotten.</p>}
            <section class="card" aria-label="Calls">
                <Calls calls={shown} newest_first empty={all.length ? 'No call is of these.' : 'Nobody has called yet. Open something under Courses.'} />
            </section>
        </>
    );
}

/** In a frame beside a launch: what Canvas was asked since then. */
export function LaunchCalls(): JSX.Element {
    const { store, route, link } = useDesk();
    const since = Number(route.params.get('since') ?? 0);
    const calls = useMemo(() => store.calls.filter((call) => call.number > since), [store.calls, since]);
    return (
        <>
            <div class="row between view-title">
                <h1 tabIndex={-1}>Calls of this launch <span class="count" data-count>{calls.length}</span></h1>
                <a href={link('traffic')} target="_top">All traffic</a>
            </div>
            <p class="muted">What Canvas was asked since it was opened. What the browser and the tool say to each other goes past Canvas.</p>
            <Calls calls={calls} empty="None yet." />
        </>
    );
}
