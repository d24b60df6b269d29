/** No case is open: what there is, and the gravest of it with its cause. */
import type { JSX } from 'preact';
import { case_address, list_address } from '../shared/router.ts';
import type { Outcome } from '../shared/model.ts';
import { outcome_word } from '../shared/strings.ts';
import { Glyph, Text } from '../shared/ui.tsx';
import { shown_lines } from './rail.tsx';
import { C } from './strings.ts';
import type { Live } from './live.ts';

const most_rows = 20;
const good = ['passed', 'informed', 'skipped', 'expected'];

export function OverviewPart({ live }: { live: Live }): JSX.Element {
    const counts = new Map<string, number>();
    for (const line of live.lines) counts.set(line.word, (counts.get(line.word) ?? 0) + 1);
    const grave = shown_lines(live.lines.filter((line) => !good.includes(line.word)), '');
    return (
        <section class="card">
            <h1 tabIndex={-1}>{C.title}</h1>
            <ul class="counts" data-counts>
                {[...counts].map(([word, count]) => (
                    <li key={word}><a class="count-link" href={list_address(`s:${word}`)} data-count={count}><Glyph outcome={word as Outcome} /> <b>{count}</b> {outcome_word[word as Outcome]}</a></li>
                ))}
            </ul>
            <p class="muted">{C.no_case}</p>
            {grave.length > 0 && (
                <table class="grave">
                    <thead><tr><th scope="col">{C.case}</th><th scope="col">{C.cause}</th></tr></thead>
                    <tbody>
                        {grave.slice(0, most_rows).map((line) => (
                            <tr key={line.id}>
                                <td class="case-id"><Glyph outcome={line.word as Outcome} /><span class="offscreen">{line.word}: </span> <a href={case_address(line.id)}><Text text={line.id} /></a></td>
                                <td><Text text={line.cause} /></td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
            {grave.length > most_rows && <p class="muted">{C.more_cases(grave.length - most_rows)}</p>}
        </section>
    );
}
