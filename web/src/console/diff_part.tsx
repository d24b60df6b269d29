/** Recorded and now, hop by hop. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Fold, Long, Text } from '../shared/ui.tsx';
import type { Store } from './live.ts';
import { C } from './strings.ts';
import type { AlignedHop, Diff } from './types.ts';

export function DiffPart({ store, run }: { store: Store; run: number }): JSX.Element | null {
    const [diff, set_diff] = useState<Diff | null>(null);
    useEffect(() => {
        store.diff_of(run).then(set_diff, () => set_diff(null));
    }, [run]);
    if (!diff || diff.hops.length === 0) return null;
    const changed = diff.hops.filter((hop) => !is_same(hop));
    const same = diff.hops.filter(is_same);
    return (
        <section class="card" aria-labelledby="diff-title">
            <h2 id="diff-title">{C.diff}</h2>
            {diff.substitutions.length > 0 && <p class="muted">{C.substitutions(diff.substitutions.length)}</p>}
            {changed.length > 0 && <HopList hops={changed} />}
            {same.length > 0 && <Fold summary={C.same_hops(same.length)}>{() => <HopList hops={same} />}</Fold>}
        </section>
    );
}

function is_same(hop: AlignedHop): boolean {
    return hop.then !== null && hop.now !== null && hop.differences.every((one) => one.expected);
}

function HopList({ hops }: { hops: AlignedHop[] }): JSX.Element {
    return <ul class="aligned" data-list>{hops.map((hop, i) => <li key={i}><Aligned hop={hop} /></li>)}</ul>;
}

function Aligned({ hop }: { hop: AlignedHop }): JSX.Element {
    const real = hop.differences.filter((one) => !one.expected).length;
    const place = !hop.now ? C.missing_hop : !hop.then ? C.new_hop : C.changed(real);
    const title = <><b>{hop.then || '–'} ↔ {hop.now || '–'}</b> <Text text={hop.title} /> <span class={real || !hop.now || !hop.then ? 'tag' : 'muted'}>{place}</span></>;
    if (hop.differences.length === 0) return <p>{title}</p>;
    return (
        <Fold summary={title} row>
            {() => (
                <table class="pairs">
                    <thead><tr><th scope="col">{C.path}</th><th scope="col">{C.then}</th><th scope="col">{C.now}</th><th scope="col">{C.state}</th></tr></thead>
                    <tbody>
                        {hop.differences.map((one, i) => (
                            <tr key={i}>
                                <th scope="row"><Text text={one.path} /></th>
                                <td><Long text={one.then} most={200} /></td>
                                <td><Long text={one.now} most={200} /></td>
                                <td>{one.expected ? C.regenerated : '≠'}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </Fold>
    );
}
