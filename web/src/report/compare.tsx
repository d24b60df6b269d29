import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useShell } from '../shared/context.ts';
import type { Change, Outcome } from '../shared/model.ts';
import { case_address, list_address } from '../shared/router.ts';
import { change_word, outcome_word, reaction_word } from '../shared/strings.ts';
import * as S from '../shared/strings.ts';
import { by_text, one_line } from '../shared/text.ts';
import { Fold, Glyph, Prose, Text } from '../shared/ui.tsx';
import type { Digest } from '../shared/types.ts';

interface Row { id: string; before: Digest | null; now: Digest | null }

const signs: Record<Change, string> = { new: '⊕', fixed: '⊖', other: '~', same: '=', joined: '+', gone: '−' };
const order: Change[] = ['new', 'fixed', 'other', 'joined', 'gone'];

export function Compare(): JSX.Element {
    const { model } = useShell();
    const compare = model.report.compare;
    const by_change = useMemo(() => {
        const out = new Map<Change, Row[]>();
        const add = (change: Change, row: Row): void => void out.set(change, [...(out.get(change) ?? []), row]);
        if (!compare) return out;
        for (const item of model.cases) add(model.change_of(item), { id: item.id, before: compare.cases[item.id] ?? null, now: model.digest(item) });
        for (const id of Object.keys(compare.cases).sort(by_text)) {
            if (!model.find(id)) add('gone', { id, before: compare.cases[id]!, now: null });
        }
        return out;
    }, [model]);
    if (!compare) return <><h1 tabIndex={-1} class="view-title">{S.diff_title}</h1><p class="card">{S.compare_none}</p></>;
    const count = (change: Change): number => by_change.get(change)?.length ?? 0;
    return (
        <>
            <h1 tabIndex={-1} class="view-title">{S.diff_title}</h1>
            <p class="lead"><Text text={S.compare_from_to(compare.name, S.this_run)} /></p>
            <ul class="counts" data-counts>
                {order.filter((change) => change !== 'gone').map((change) => (
                    <li key={change}><a class="count-link" href={list_address(`is:${change}`)} data-count={count(change)}><span aria-hidden="true">{signs[change]}</span> <b>{count(change)}</b> {change_word[change]}</a></li>
                ))}
                <li><a class="count-link" href={list_address('is:same')} data-count={count('same')}><span aria-hidden="true">=</span> <b>{count('same')}</b> {change_word.same}</a></li>
            </ul>
            {order.filter((change) => count(change) > 0).map((change) => (
                <section class="card" key={change}>
                    <Fold open={change === 'new' || change === 'fixed' || change === 'other'} summary={<h2>{signs[change]} {change === 'gone' ? S.gone : change_word[change]} <span class="count">{count(change)}</span></h2>}>
                        {() => <Rows change={change} rows={by_change.get(change) ?? []} />}
                    </Fold>
                </section>
            ))}
        </>
    );
}

function Rows({ change, rows }: { change: Change; rows: Row[] }): JSX.Element {
    return (
        <table class="compare" data-list>
            <caption class="offscreen">{S.compare_caption(change_word[change])}</caption>
            <thead><tr><th scope="col">{S.column.case}</th><th scope="col">{S.was}</th><th scope="col">{S.is_now}</th></tr></thead>
            <tbody>
                {rows.slice(0, 500).map((row) => (
                    <tr key={row.id}>
                        <th scope="row">{row.now ? <a href={case_address(row.id)} data-row><Text text={row.id} /></a> : <Text text={row.id} />}</th>
                        <td><State digest={row.before} /></td>
                        <td><State digest={row.now} /></td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

function State({ digest }: { digest: Digest | null }): JSX.Element {
    if (!digest) return <span class="muted">{S.absent}</span>;
    const outcome = digest.status as Outcome;
    return (
        <>
            <Glyph outcome={outcome} /> {outcome_word[outcome] ?? digest.status}
            {' '}
            {digest.reaction && <span class="tag">{reaction_word[digest.reaction] ?? digest.reaction}</span>}
            {digest.cause && <span class="sentence"> <Prose text={one_line(digest.cause)} /></span>}
        </>
    );
}
