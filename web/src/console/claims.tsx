/** The claims of a held launch as a table; what is changed becomes points of the scenario language. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Text } from '../shared/ui.tsx';
import { C } from './strings.ts';
import type { Held } from './types.ts';

export interface ClaimRow { part: 'header' | 'claims'; name: string; was: string | null; text: string; removed: boolean }

export function claim_rows(token: Held['token']): ClaimRow[] {
    if (!token) return [];
    const of = (part: 'header' | 'claims', values: Record<string, unknown>): ClaimRow[] =>
        Object.entries(values).map(([name, value]) => ({ part, name, was: JSON.stringify(value), text: JSON.stringify(value), removed: false }));
    return [...of('header', token.header), ...of('claims', token.claims)];
}

/** JSON, else the text itself: a wrong type is a test, too. */
function value_of(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

export function claim_points(rows: ClaimRow[]): Record<string, unknown> {
    const points: Record<string, unknown> = {};
    for (const row of rows) {
        if (row.name === '' || (row.removed && row.was === null)) continue;
        const point = row.part === 'header' && row.name === 'alg' ? 'id_token.alg' : `id_token.${row.part}.${row.name}`;
        if (row.removed) points[`id_token.${row.part}.${row.name}`] = '~remove';
        else if (row.text !== row.was) points[point] = value_of(row.text);
    }
    return points;
}

/** A claim's address breaks at its slashes. */
function Name({ text }: { text: string }): JSX.Element {
    return <>{text.split(/(?<=\/)(?!\/)/).map((part, i) => [i > 0 && <wbr key={`w${i}`} />, <Text key={i} text={part} />])}</>;
}

interface EditorProps { rows: ClaimRow[]; change(rows: ClaimRow[]): void; sign: string; set_sign(word: string): void }

export function ClaimsEditor({ rows, change, sign, set_sign }: EditorProps): JSX.Element {
    const [fresh, set_fresh] = useState('');
    const put = (at: number, row: Partial<ClaimRow>): void => change(rows.map((one, i) => (i === at ? { ...one, ...row } : one)));
    return (
        <>
            <table class="claims">
                <caption>{C.claims}</caption>
                <thead><tr><th scope="col">{C.claim}</th><th scope="col">{C.value}</th><th scope="col"><span class="offscreen">{C.removed}</span></th></tr></thead>
                <tbody>
                    {rows.map((row, i) => (
                        <tr key={`${row.part} ${row.name}`} class={row.removed ? 'removed' : row.text !== row.was ? 'changed' : undefined}>
                            <th scope="row">{row.part === 'header' && <span class="muted">header </span>}<Name text={row.name} /></th>
                            <td><input type="text" spellcheck={false} aria-label={row.name} disabled={row.removed} value={row.text} onInput={(event) => put(i, { text: event.currentTarget.value })} /></td>
                            <td><button type="button" class="button" aria-label={row.removed ? C.restore(row.name) : C.remove(row.name)} onClick={() => put(i, { removed: !row.removed })}>{row.removed ? '↺' : '−'}</button></td>
                        </tr>
                    ))}
                </tbody>
            </table>
            <div class="row">
                <label>{C.add_claim} <input type="text" spellcheck={false} value={fresh} onInput={(event) => set_fresh(event.currentTarget.value)} /></label>
                <button
                    type="button" class="button" disabled={fresh.trim() === '' || rows.some((row) => row.part === 'claims' && row.name === fresh.trim())}
                    onClick={() => { change([...rows, { part: 'claims', name: fresh.trim(), was: null, text: '""', removed: false }]); set_fresh(''); }}
                >+</button>
                <label>{C.sign} <select value={sign} onChange={(event) => set_sign(event.currentTarget.value)}>{C.signs.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select></label>
            </div>
        </>
    );
}
