/** The claims of a held launch as a table, and who signs it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ClaimRow } from './held.ts';
import { E } from './held_strings.ts';
import { Text } from './ui.tsx';

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
                <caption>{E.claims}</caption>
                <thead><tr><th scope="col">{E.claim}</th><th scope="col">{E.value}</th><th scope="col"><span class="offscreen">{E.removed}</span></th></tr></thead>
                <tbody>
                    {rows.map((row, i) => (
                        <tr key={`${row.part} ${row.name}`} class={row.removed ? 'removed' : row.text !== row.was ? 'changed' : undefined}>
                            <th scope="row">{row.part === 'header' && <span class="muted">header </span>}<Name text={row.name} /></th>
                            <td><input type="text" spellcheck={false} aria-label={row.name} disabled={row.removed} value={row.text} onInput={(event) => put(i, { text: event.currentTarget.value })} /></td>
                            <td><button type="button" class="button" aria-label={row.removed ? E.restore(row.name) : E.remove(row.name)} onClick={() => put(i, { removed: !row.removed })}>{row.removed ? '↺' : '−'}</button></td>
                        </tr>
                    ))}
                </tbody>
            </table>
            <div class="row">
                <label>{E.add_claim} <input type="text" spellcheck={false} value={fresh} onInput={(event) => set_fresh(event.currentTarget.value)} /></label>
                <button
                    type="button" class="button" disabled={fresh.trim() === '' || rows.some((row) => row.part === 'claims' && row.name === fresh.trim())}
                    onClick={() => { change([...rows, { part: 'claims', name: fresh.trim(), was: null, text: '""', removed: false }]); set_fresh(''); }}
                >+</button>
                <label>{E.sign} <select value={sign} onChange={(event) => set_sign(event.currentTarget.value)}>{E.signs.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select></label>
            </div>
        </>
    );
}
