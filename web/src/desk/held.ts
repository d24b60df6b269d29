/** Held answers as exchanges of the shared parts, and which calls come first where they are chosen. */
import type { HeldBody } from '../shared/held.ts';
import { header } from '../shared/forms.ts';
import type { Body, Header, Hop } from '../shared/types.ts';
import type { Held } from './types.ts';

/** Tells an answer apart from those of other worlds, and with `at` from those of a world that was reset. */
export function held_key(world: string, number: number, at = ''): string {
    return `${world} ${number} ${at}`;
}

/** What tools are mostly asked about; `authorization` has the launches. */
const common = ['score', 'token', 'authorization', 'line_items', 'line_item', 'line_item_create', 'results', 'memberships', 'deep_link_return', 'outcome'];

/** The common ones of `known` in their order, and the rest in its own. */
export function by_use(known: string[]): { common: string[]; further: string[] } {
    return { common: common.filter((name) => known.includes(name)), further: known.filter((name) => !common.includes(name)) };
}

function body_of(body: HeldBody, headers: Header[]): Body {
    return { ...body, type: header(headers, 'content-type') ?? '', truncated: false };
}

/** As it stands: no answer has gone out yet, this is the one that would. */
export function hop_of_held(held: Held): { hop: Hop; bodies: Record<string, Body> } {
    const { request, response } = held;
    const bodies: Record<string, Body> = {};
    if (request.body) bodies.request = body_of(request.body, request.headers);
    if (response?.body) bodies.response = body_of(response.body, response.headers);
    const hop: Hop = {
        n: held.number, from: held.from, to: held.to, kind: held.kind, t_virtual: held.t_virtual, t_ms: 0, ms: 0,
        request: { method: request.method, url: request.url, headers: request.headers, body: request.body ? { ref: 'request' } : null },
        response: response && { status: response.status, headers: response.headers, body: response.body ? { ref: 'response' } : null },
        error: null, trail: held.trail, fault: null,
    };
    return { hop, bodies };
}
