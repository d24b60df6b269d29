/** Addresses within the page: everything that can be seen has one. */

export type Route =
    | { view: 'overview'; query: string | null }
    | { view: 'case'; id: string; hop: number | null; check: string | null }
    | { view: 'req'; id: string | null }
    | { view: 'matrix'; only: string | null }
    | { view: 'diff' }
    | { view: 'run' }
    | { view: 'unknown'; hash: string };

/** Like encodeURIComponent, but what is harmless in a fragment stays legible. */
function escape_part(text: string): string {
    return encode(text).replace(/%3A/g, ':').replace(/%40/g, '@').replace(/%2C/g, ',').replace(/%3D/g, '=').replace(/%3E/g, '>').replace(/%3C/g, '<');
}

function encode(text: string): string {
    try {
        return encodeURIComponent(text);
    } catch {
        return encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '\ufffd'));
    }
}

function decode(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

export function list_address(query: string | null): string {
    return query === null ? '#/' : `#/?q=${escape_part(query)}`;
}

export function case_address(id: string, part: { hop?: number; check?: string } = {}): string {
    const tail = part.hop !== undefined ? `/h${part.hop}` : part.check !== undefined ? `/${part.check}` : '';
    return `#/c/${encode(id)}${tail}`;
}

export function requirement_address(id: string | null = null): string {
    return id === null ? '#/req' : `#/req/${encode(id)}`;
}

function case_route(rest: string, known: (id: string) => boolean): Route {
    const whole = decode(rest);
    if (known(whole)) return { view: 'case', id: whole, hop: null, check: null };
    const found = /^(.*)\/([hk])(\d+)$/.exec(rest);
    if (!found) return { view: 'case', id: whole, hop: null, check: null };
    const id = decode(found[1]!);
    return found[2] === 'h'
        ? { view: 'case', id, hop: Number(found[3]), check: null }
        : { view: 'case', id, hop: null, check: `k${found[3]}` };
}

/** @param known  is this the id of a case? Ids hold slashes, and may end like a hop's address. */
export function parse_route(hash: string, known: (id: string) => boolean): Route {
    if (hash === '' || hash === '#' || hash === '#/') return { view: 'overview', query: null };
    // The page without scripts calls its articles so.
    if (hash.startsWith('#c-')) return case_route(hash.slice(3), known);
    if (hash.startsWith('#/?q=')) return { view: 'overview', query: decode(hash.slice(5)) };
    if (hash.startsWith('#/c/')) return case_route(hash.slice(4), known);
    if (hash === '#/req') return { view: 'req', id: null };
    if (hash.startsWith('#/req/')) return { view: 'req', id: decode(hash.slice(6)) };
    const matrix = /^#\/matrix(?:\?only=([a-z]+))?$/.exec(hash);
    if (matrix) return { view: 'matrix', only: matrix[1] ?? null };
    if (hash === '#/diff') return { view: 'diff' };
    if (hash === '#/run') return { view: 'run' };
    return { view: 'unknown', hash };
}
