/** Calls of the API as exchanges of the shared parts, and which of them a reader wants. */
import type { Body, Header, Hop } from '../shared/types.ts';
import type { Call, Message } from './types.ts';

function headers_of(message: Message): Header[] {
    return Object.entries(message.headers);
}

function body_of(message: Message): Body | null {
    if (message.body === undefined && message.body_base64 === undefined) return null;
    const size = message.body_size ?? 0;
    const text = message.body;
    const base64 = message.body_base64;
    const kept = text !== undefined ? new TextEncoder().encode(text).length : Math.floor(((base64 ?? '').length * 3) / 4);
    const body: Body = { type: message.headers['content-type'] ?? '', size, truncated: kept + 2 < size };
    if (text !== undefined) body.text = text;
    if (base64 !== undefined) body.base64 = base64;
    return body;
}

const refs = (call: Call): [string, string] => [`${call.number}-request`, `${call.number}-response`];

/** @param first  when the first call began, in milliseconds since 1970 */
export function hop_of_call(call: Call, first: number): Hop {
    const [request, response] = refs(call);
    const hop: Hop = {
        n: call.number, from: call.from, to: call.to, kind: call.kind, t_virtual: call.at, t_ms: Date.parse(call.at) - first, ms: call.took_ms,
        request: { method: call.request.method, url: call.url, headers: headers_of(call.request), body: call.request.body_size !== undefined ? { ref: request } : null },
        response: call.response && {
            status: call.response.status, headers: headers_of(call.response), body: call.response.body_size !== undefined ? { ref: response } : null,
        },
        error: call.error, trail: call.trail.map(({ fact, passed }) => [fact, passed]), fault: call.fault,
    };
    if (call.refused_by) hop.rule = call.refused_by;
    for (const name of ['course', 'assignment', 'user', 'client_id'] as const) if (call[name]) hop[name] = call[name];
    return hop;
}

export function bodies_of(call: Call): Record<string, Body> {
    const [request, response] = refs(call);
    const out: Record<string, Body> = {};
    const asked = body_of(call.request);
    const answered = call.response && body_of(call.response);
    if (asked) out[request] = asked;
    if (answered) out[response] = answered;
    return out;
}

export interface Wanted { kind: string; party: string; status: string; text: string }

/** "422", "4xx", "none", "refused", "fault" */
function has_status(call: Call, wanted: string): boolean {
    const status = call.response?.status;
    if (wanted === 'none') return status === undefined;
    if (wanted === 'refused') return call.refused_by !== null || (status !== undefined && status >= 400);
    if (wanted === 'fault') return call.fault !== null;
    if (/^\dxx$/.test(wanted)) return status !== undefined && Math.floor(status / 100) === Number(wanted[0]);
    return String(status) === wanted;
}

/** Words of the text stand anywhere in what a row and its reasons say; `!` before one: nowhere. */
function has_text(call: Call, text: string): boolean {
    const said = [
        call.number, call.kind, call.from, call.to, call.request.method, call.url, call.response?.status, call.error, call.refused_by, call.fault, call.course, call.assignment,
        call.user, call.client_id, ...call.trail.map((check) => check.fact),
    ].join('\n').toLowerCase();
    return text.toLowerCase().split(/\s+/).filter((word) => word !== '' && word !== '!')
        .every((word) => (word.startsWith('!') ? !said.includes(word.slice(1)) : said.includes(word)));
}

export function takes(wanted: Wanted, call: Call): boolean {
    return (!wanted.kind || call.kind === wanted.kind) && (!wanted.party || call.from === wanted.party || call.to === wanted.party) &&
        (!wanted.status || has_status(call, wanted.status)) && (!wanted.text || has_text(call, wanted.text));
}

/** What changes grades. */
const changing = new Set(['score', 'outcome', 'outcome_delete', 'deep_link_return', 'content_item_return', 'file']);

/** Calls about one submission; those that changed nothing, because they were refused, too. */
export function calls_about(calls: Call[], user: string, assignment: string | null, line_items: string[]): Call[] {
    return calls.filter((call) =>
        changing.has(call.kind) && call.user === user &&
        (assignment !== null && call.assignment === assignment || line_items.some((url) => call.url.startsWith(`${url}/`))));
}
