/** What a message says, part by part: queries, forms, tokens, signatures, links, envelopes, JSON. */
import { header, hidden_fields, parse_form, parse_link, query_of, type LinkEntry, type Pair } from './forms.ts';
import { parse_json, print_json } from './json.ts';
import { decode_jwt, type Jwt } from './jwt.ts';
import { base_string, type BaseString } from './oauth1.ts';
import { instant_ms } from './time.ts';
import { element_text, indent_xml, pox_operation } from './xml.ts';
import type { Body, Header, Hop } from './types.ts';

export type Part =
    | { kind: 'table'; title: 'query' | 'form' | 'page_form'; pairs: Pair[] }
    | { kind: 'jwt'; name: string; jwt: Jwt }
    | { kind: 'oauth1'; base: BaseString }
    | { kind: 'pox'; operation: string | null; status: Pair[]; text: string }
    | { kind: 'xml'; text: string }
    | { kind: 'json'; text: string }
    | { kind: 'links'; links: LinkEntry[] };

export interface Decoded { request: Part[]; response: Part[] }

function jwts(pairs: Pair[], now: number | null): Part[] {
    return pairs.flatMap(([name, value]): Part[] => {
        const jwt = decode_jwt(value, now);
        return jwt ? [{ kind: 'jwt', name, jwt }] : [];
    });
}

function body_parts(body: Body | null, now: number | null): Part[] {
    const text = body?.text;
    if (!body || text === undefined || text === '') return [];
    if (body.type.includes('urlencoded')) {
        const pairs = parse_form(text);
        return [...jwts(pairs, now), { kind: 'table', title: 'form', pairs }];
    }
    if (body.type.includes('json')) {
        const node = parse_json(text);
        if (!node) return [];
        const tokens = node.kind === 'object'
            ? jwts(node.members.flatMap(([name, item]): Pair[] => (item.kind === 'string' ? [[name, item.value]] : [])), now)
            : [];
        return [...tokens, { kind: 'json', text: print_json(node) }];
    }
    if (body.type.includes('html')) {
        const pairs = hidden_fields(text);
        return pairs.length ? [...jwts(pairs, now), { kind: 'table', title: 'page_form', pairs }] : [];
    }
    if (body.type.includes('xml')) return [xml_part(text)];
    return [];
}

function xml_part(text: string): Part {
    const indented = indent_xml(text) ?? text;
    if (!/POXEnvelope/.test(text)) return { kind: 'xml', text: indented };
    const status = ['codeMajor', 'severity', 'description'].flatMap((name): Pair[] => {
        const value = element_text(text, `imsx_${name}`);
        return value === null ? [] : [[name, value]];
    });
    return { kind: 'pox', operation: pox_operation(text), status, text: indented };
}

function header_parts(headers: Header[] | undefined, now: number | null): Part[] {
    const bearer = /^bearer\s+(\S+)/i.exec(header(headers, 'authorization') ?? '')?.[1];
    const link = header(headers, 'link');
    const links = link ? parse_link(link) : [];
    return [
        ...(bearer ? jwts([['Authorization', bearer]], now) : []),
        ...(links.length ? [{ kind: 'links', links } as Part] : []),
    ];
}

export function decode_hop(hop: Hop, request_body: Body | null, response_body: Body | null): Decoded {
    const now = instant_ms(hop.t_virtual);
    const query = query_of(hop.request.url);
    const form = request_body?.type.includes('urlencoded') ? (request_body.text ?? '') : '';
    const base = base_string(hop.request.method, hop.request.url, form, header(hop.request.headers, 'authorization'));
    const location = header(hop.response?.headers, 'location');
    const request: Part[] = [
        ...header_parts(hop.request.headers, now),
        ...jwts(query, now),
        ...(query.length ? [{ kind: 'table', title: 'query', pairs: query } as Part] : []),
        ...body_parts(request_body, now),
        ...(base ? [{ kind: 'oauth1', base } as Part] : []),
    ];
    const onward = location ? query_of(location) : [];
    const response: Part[] = [
        ...header_parts(hop.response?.headers, now),
        ...(onward.length ? [{ kind: 'table', title: 'query', pairs: onward } as Part] : []),
        ...body_parts(response_body, now),
    ];
    return { request, response };
}

export function first_jwt(parts: Part[], name: string): Jwt | null {
    for (const part of parts) if (part.kind === 'jwt' && part.name === name) return part.jwt;
    return null;
}
