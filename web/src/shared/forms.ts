/** Forms, queries, hidden fields of pages, and headers of messages. */
import type { Header } from './types.ts';

export type Pair = [name: string, value: string];

/** Percent-decoding that keeps what is not valid, so that nothing is hidden. */
export function unescape_percent(text: string, plus = true): string {
    const spaced = plus ? text.replace(/\+/g, ' ') : text;
    return spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
        try {
            return decodeURIComponent(run);
        } catch {
            return run;
        }
    });
}

export function parse_form(text: string): Pair[] {
    return text
        .split('&')
        .filter((part) => part !== '')
        .map((part) => {
            const at = part.indexOf('=');
            return at < 0
                ? [unescape_percent(part), '']
                : [unescape_percent(part.slice(0, at)), unescape_percent(part.slice(at + 1))];
        });
}

export interface SplitUrl { base: string; query: string; fragment: string }

export function split_url(url: string): SplitUrl {
    const hash = url.indexOf('#');
    const before = hash < 0 ? url : url.slice(0, hash);
    const mark = before.indexOf('?');
    return {
        base: mark < 0 ? before : before.slice(0, mark),
        query: mark < 0 ? '' : before.slice(mark + 1),
        fragment: hash < 0 ? '' : url.slice(hash + 1),
    };
}

export function query_of(url: string): Pair[] {
    return parse_form(split_url(url).query);
}

/** Path without origin and without the part that only tells cases apart: "{tool}/t/3369fd0364/launch?x" -> "/launch" */
export function short_path(url: string): string {
    const base = split_url(url).base.replace(/^(?:\{[a-z.]+\}|[a-z][a-z0-9+.-]*:\/\/[^/]*)/i, '');
    const path = base.replace(/^\/[rt]\/(?:[a-z]+-)?[0-9a-f]{6,}(?=\/|$)/, '');
    return path || '/';
}

/** Enough of a path for a row: ids are left out, and of a long one the end is kept. */
export function path_label(url: string, most = 18): string {
    const parts = short_path(url).split('/').slice(1).map((part) => (/^[0-9a-f-]{8,}$/i.test(part) ? '…' : part));
    const known = parts[0] === 'api' && parts[1] === 'lti' ? parts.slice(2) : parts;
    let label = `/${known.join('/')}`;
    for (let at = 1; label.length > most && at < known.length; ++at) label = `…/${known.slice(at).join('/')}`.replace(/^(?:…\/)+/, '…/');
    return label;
}

export function header(headers: Header[] | undefined, name: string): string | null {
    const wanted = name.toLowerCase();
    return headers?.find(([key]) => key.toLowerCase() === wanted)?.[1] ?? null;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function unescape_html(text: string): string {
    return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (all, hex?: string, dec?: string, name?: string) => {
        if (name) return entities[name.toLowerCase()] ?? all;
        const code = hex ? parseInt(hex, 16) : Number(dec);
        return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    });
}

/** Names and values of the hidden fields of a page: what its form will post. */
export function hidden_fields(html: string): Pair[] {
    const out: Pair[] = [];
    for (const [tag] of html.matchAll(/<input\b[^>]{0,100000}>/gi)) {
        if (!/\btype\s*=\s*["']?hidden/i.test(tag)) continue;
        const name = attribute(tag, 'name');
        if (name !== null) out.push([name, attribute(tag, 'value') ?? '']);
    }
    return out;
}

function attribute(tag: string, name: string): string | null {
    const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag);
    return found ? unescape_html(found[1] ?? found[2] ?? found[3] ?? '') : null;
}

export interface LinkEntry { rel: string; url: string }

/** RFC 8288: `<url>; rel="next", …` */
export function parse_link(value: string): LinkEntry[] {
    const out: LinkEntry[] = [];
    for (const found of value.matchAll(/<([^>]*)>((?:\s*;\s*[^,;="]+(?:=(?:"[^"]*"|[^,;"]*))?)*)/g)) {
        const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^;,\s]+))/i.exec(found[2] ?? '');
        out.push({ rel: rel?.[1] ?? rel?.[2] ?? '', url: found[1] ?? '' });
    }
    return out;
}
