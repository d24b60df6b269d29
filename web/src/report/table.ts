/** The matrix of cases and runs as plain data, and as CSV. */
import { is_bad, levels, level_of, type Model } from '../shared/model.ts';
import { outcome_word, reaction_word } from '../shared/strings.ts';
import * as S from '../shared/strings.ts';
import { by_text } from '../shared/text.ts';
import type { Digest, OtherRun } from '../shared/types.ts';

export interface MatrixRow { id: string; cells: (Digest | null)[]; level: string; danger: boolean; differs: boolean; fails: boolean }

/** What the tool did, in a word: the danger, else its reaction where it did not do well, else the state. */
export function cell_word(cell: Digest | null): string {
    if (!cell) return S.absent;
    if (cell.danger) return S.accepted;
    if (is_bad(cell.status) && cell.reaction) return reaction_word[cell.reaction] ?? cell.reaction;
    return outcome_word[cell.status as keyof typeof outcome_word] ?? cell.status;
}

export function matrix_rows(model: Model, runs: OtherRun[]): MatrixRow[] {
    const ids = new Set(runs.flatMap((run) => Object.keys(run.cases)));
    const rows = [...ids].map((id): MatrixRow => {
        const cells = runs.map((run) => run.cases[id] ?? null);
        const words = new Set(cells.map((cell) => (cell ? `${cell.status} ${cell_word(cell)}` : S.absent)));
        const item = model.find(id);
        return {
            id,
            cells,
            level: item ? level_of(item) : '',
            danger: cells.some((cell) => cell?.danger),
            differs: words.size > 1,
            fails: cells.some((cell) => cell !== null && (is_bad(cell.status) || cell.danger)),
        };
    });
    return rows.sort((a, b) => Number(b.danger) - Number(a.danger) || Number(b.fails) - Number(a.fails) || by_text(a.id, b.id));
}

/** Failed cases by level and run; levels without any are left out. */
export function matrix_totals(rows: MatrixRow[], runs: number): [level: string, counts: number[]][] {
    return levels
        .map((level): [string, number[]] => [
            level,
            Array.from({ length: runs }, (_, at) => rows.filter((row) => row.level === level && row.cells[at]?.status === 'failed').length),
        ])
        .filter(([, counts]) => counts.some((count) => count > 0));
}

/** RFC 4180. A cell that a spreadsheet would take for a formula is made text. */
export function csv(rows: string[][]): string {
    const cell = (text: string): string => {
        const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
        return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
    };
    return rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

export function csv_link(rows: string[][]): string {
    return `data:text/csv;charset=utf-8,${encodeURIComponent(csv(rows).replace(/[\ud800-\udfff]/g, '\ufffd'))}`;
}
