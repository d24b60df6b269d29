/** The latest hops of a run that is followed, of any case. */
import type { JSX } from 'preact';
import { clock_time } from '../shared/time.ts';
import { path_label } from '../shared/forms.ts';
import { Text } from '../shared/ui.tsx';
import type { Live } from './live.ts';
import { C } from './strings.ts';

const most_rows = 30;

export function FollowedPart({ live }: { live: Live }): JSX.Element {
    const { count, latest } = live.followed;
    const shown = latest.slice(-most_rows).reverse();
    return (
        <section class="card followed" aria-labelledby="followed-title">
            <h2 id="followed-title">{C.followed}</h2>
            <p class="muted" data-count={count}>{C.followed_count(count)}</p>
            <table>
                <thead><tr>{C.followed_columns.map((one) => <th scope="col" key={one}>{one}</th>)}</tr></thead>
                <tbody>
                    {shown.map(({ case: id, hop }) => (
                        <tr key={`${id} ${hop.n}`}>
                            <td class="case-id"><Text text={id} /></td>
                            <td class="num">{hop.n}</td>
                            <td>{hop.from}</td>
                            <td><b>{hop.method}</b> <Text text={path_label(hop.url)} /> <span class="muted">{clock_time(hop.t_virtual)}</span></td>
                            <td>{hop.status ?? hop.error}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </section>
    );
}
