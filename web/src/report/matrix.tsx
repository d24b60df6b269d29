import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { More } from '../shared/case_rows.tsx';
import { useShell } from '../shared/context.ts';
import type { Outcome } from '../shared/model.ts';
import { case_address } from '../shared/router.ts';
import { outcome_glyph } from '../shared/strings.ts';
import * as S from '../shared/strings.ts';
import { one_line, visible } from '../shared/text.ts';
import { Text } from '../shared/ui.tsx';
import { cell_word, csv_link, matrix_rows, matrix_totals } from './table.ts';
import type { Digest } from '../shared/types.ts';

export function MatrixView({ only }: { only: string | null }): JSX.Element {
    const { model } = useShell();
    const runs = model.report.matrix ?? [];
    const rows = useMemo(() => matrix_rows(model, runs), [model]);
    const shown = rows.filter((row) => (only === 'differing' ? row.differs : only === 'failing' ? row.fails : true));
    const [most, set_most] = useState(200);
    const link = useMemo(() => csv_link([['case', ...runs.map((run) => run.name)], ...shown.map((row) => [row.id, ...row.cells.map(cell_word)])]), [rows, only]);
    if (!runs.length) return <><h1 tabIndex={-1} class="view-title">{S.matrix_title}</h1><p class="card">{S.matrix_none}</p></>;
    const choices: [string, string | null, number][] = [
        [S.matrix_all, null, rows.length],
        [S.matrix_differing, 'differing', rows.filter((row) => row.differs).length],
        [S.matrix_failing, 'failing', rows.filter((row) => row.fails).length],
    ];
    return (
        <>
            <div class="row between">
                <h1 tabIndex={-1} class="view-title">{S.matrix_title} <span class="count">{S.matrix_rows(shown.length, rows.length)}</span></h1>
                <a class="button" href={link} download={S.csv_file}>{S.csv}</a>
            </div>
            <nav class="chips" aria-label={S.matrix_title}>
                {choices.map(([name, choice, count]) => (
                    <a class="chip" key={name} href={choice ? `#/matrix?only=${choice}` : '#/matrix'} aria-current={only === choice ? 'true' : undefined}>{name} <b>{count}</b></a>
                ))}
            </nav>
            <div class="card flush scroll" tabIndex={0} role="region" aria-label={S.matrix_title}>
                <table class="matrix" data-list>
                    <caption class="offscreen">{S.matrix_caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{S.column.case}</th>
                            {runs.map((run, i) => <th scope="col" key={i}><Text text={run.name} /></th>)}
                        </tr>
                    </thead>
                    <tbody>
                        {shown.slice(0, most).map((row) => (
                            <tr key={row.id}>
                                <th scope="row">{model.find(row.id) ? <a href={case_address(row.id)} data-row><Text text={row.id} /></a> : <Text text={row.id} />}</th>
                                {row.cells.map((cell, i) => <td key={i}><Cell id={row.id} cell={cell} own={i === 0} /></td>)}
                            </tr>
                        ))}
                    </tbody>
                    <tfoot>
                        {matrix_totals(rows, runs.length).map(([level, counts]) => (
                            <tr key={level}>
                                <th scope="row">{S.matrix_totals(level === 'fact' ? S.fact_level : level)}</th>
                                {counts.map((count, i) => <td key={i}>{count}</td>)}
                            </tr>
                        ))}
                    </tfoot>
                </table>
            </div>
            {shown.length > most && <More left={shown.length - most} show={() => set_most(most + 400)} />}
        </>
    );
}

function Cell({ id, cell, own }: { id: string; cell: Digest | null; own: boolean }): JSX.Element {
    if (!cell) return <span class="muted">{S.absent}</span>;
    const outcome = (cell.danger ? 'failed' : cell.status) as Outcome;
    const content = <><span class={`glyph o-${outcome}`} aria-hidden="true">{outcome_glyph[outcome] ?? '·'}</span> {cell.danger ? <strong class="danger">{cell_word(cell)}</strong> : cell_word(cell)}</>;
    const title = cell.cause ? visible(one_line(cell.cause)) : undefined;
    return own ? <a href={case_address(id)} title={title}>{content}</a> : <span title={title}>{content}</span>;
}
