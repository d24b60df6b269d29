/** A message held at a breakpoint, and what is to go out in its place. */
import type { Header } from './types.ts';

export interface HeldBody { text?: string; base64?: string; size: number }

export interface HeldToken { header: Record<string, unknown>; claims: Record<string, unknown> }

/** What both consoles hold; as it is, tokens and all. */
export interface HeldMessage {
    from: string; to: string; kind: string; t_virtual: string;
    request: { method: string; url: string; headers: Header[]; form: Header[]; body: HeldBody | null };
    response: { status: number; headers: Header[]; body: HeldBody | null } | null;
    /** planned for this answer already */
    fault?: string;
    delay_ms?: number;
    trail: [string, boolean][];
    token: HeldToken | null;
}

export function lines_of(headers: Header[]): string {
    return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** Lines that are no headers are left out. */
export function headers_of(text: string): Header[] {
    const out: Header[] = [];
    for (const line of text.split('\n')) {
        const at = line.indexOf(':');
        if (at > 0) out.push([line.slice(0, at).trim(), line.slice(at + 1).trim()]);
    }
    return out;
}

/** An answer's fields, as they were typed. */
export interface AnswerFields { status: string; row: string; body: string; headers: string; fault: string; delay: string }

export function fields_of({ response, fault, delay_ms }: HeldMessage): AnswerFields {
    return {
        status: String(response?.status ?? 200), row: '', body: response?.body?.text ?? '', headers: lines_of(response?.headers ?? []), fault: fault || 'none',
        delay: String(delay_ms ?? 0),
    };
}

/** What was changed, as the APIs of both consoles take it. */
export function answer_edit(held: HeldMessage, fields: AnswerFields): Record<string, unknown> {
    const was = fields_of(held);
    const answer: Record<string, unknown> = {};
    if (fields.row.trim()) answer['error'] = fields.row.trim();
    if (fields.status !== was.status) answer['status'] = Number(fields.status);
    if (fields.body !== was.body) answer['body'] = fields.body;
    if (fields.headers !== was.headers) answer['headers'] = headers_of(fields.headers);
    return {
        ...(Object.keys(answer).length ? { answer } : {}),
        ...(fields.fault !== was.fault ? { fault: fields.fault } : {}),
        ...(fields.delay !== was.delay ? { delay_ms: Number(fields.delay) } : {}),
    };
}

export interface ClaimRow { part: 'header' | 'claims'; name: string; was: string | null; text: string; removed: boolean }

export function claim_rows(token: HeldToken | null): ClaimRow[] {
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

/** What is changed, as points of the scenario language. */
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

/** Claims and signature of a launch as the APIs take them. */
export function launch_edit(rows: ClaimRow[], sign: string): Record<string, unknown> {
    const tamper = claim_points(rows);
    return { ...(Object.keys(tamper).length ? { tamper } : {}), ...(sign !== 'world' ? { sign } : {}) };
}
