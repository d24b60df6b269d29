/** Differences: by words for sentences, by lines for text, by members for JSON, forms and claims. */
import { header, parse_form, query_of, split_url, type Pair } from './forms.ts';
import { flatten_json, parse_json } from './json.ts';
import { decode_jwt } from './jwt.ts';
import { indent_xml } from './xml.ts';
import type { Body, Header } from './types.ts';

export type Kind = 'same' | 'changed' | 'added' | 'removed';

export interface Piece { text: string; kind: 'same' | 'added' | 'removed' }

/** Longest common subsequence; null when the inputs are too long to compare in full. */
function alignment<T>(a: T[], b: T[], limit = 2_000_000): [number, number][] | null {
    let begin = 0;
    while (begin < a.length && begin < b.length && a[begin] === b[begin]) ++begin;
    let end = 0;
    while (end < a.length - begin && end < b.length - begin && a[a.length - 1 - end] === b[b.length - 1 - end]) ++end;
    const rows = a.length - begin - end;
    const columns = b.length - begin - end;
    if ((rows + 1) * (columns + 1) > limit) return null;
    const width = columns + 1;
    const table = new Uint32Array((rows + 1) * width);
    for (let i = rows - 1; i >= 0; --i) {
        for (let j = columns - 1; j >= 0; --j) {
            table[i * width + j] =
                a[begin + i] === b[begin + j]
                    ? table[(i + 1) * width + j + 1]! + 1
                    : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!);
        }
    }
    const pairs: [number, number][] = [];
    for (let i = 0; i < begin; ++i) pairs.push([i, i]);
    for (let i = 0, j = 0; i < rows && j < columns; ) {
        if (a[begin + i] === b[begin + j]) pairs.push([begin + i++, begin + j++]);
        else if (table[(i + 1) * width + j]! >= table[i * width + j + 1]!) ++i;
        else ++j;
    }
    for (let i = end; i > 0; --i) pairs.push([a.length - i, b.length - i]);
    return pairs;
}

function pieces(a: string[], b: string[], pairs: [number, number][]): Piece[] {
    const out: Piece[] = [];
    const push = (text: string, kind: Piece['kind']): void => {
        const last = out[out.length - 1];
        if (last?.kind === kind) last.text += text;
        else out.push({ text, kind });
    };
    let i = 0;
    let j = 0;
    for (const [x, y] of [...pairs, [a.length, b.length] as [number, number]]) {
        for (; i < x; ++i) push(a[i]!, 'removed');
        for (; j < y; ++j) push(b[j]!, 'added');
        if (x < a.length) push(a[x]!, 'same');
        i = x + 1;
        j = y + 1;
    }
    return out;
}

/** Words and the blanks between them. */
function words(text: string): string[] {
    return text.match(/\s+|[\p{L}\p{N}_.]+|[^\s\p{L}\p{N}_.]/gu) ?? [];
}

export interface Sides { left: Piece[]; right: Piece[] }

/**
 * Two sentences with the words marked that only one of them has. Sentences that have next to nothing in common are not
 * marked: everything would be.
 */
export function compare_words(left: string, right: string): Sides {
    const plain: Sides = { left: [{ text: left, kind: 'same' }], right: [{ text: right, kind: 'same' }] };
    const a = words(left);
    const b = words(right);
    const pairs = alignment(a, b, 400_000);
    if (!pairs) return plain;
    const shared = pairs.filter(([i]) => /[\p{L}\p{N}]/u.test(a[i]!)).length;
    const most = Math.min(a.filter((word) => /[\p{L}\p{N}]/u.test(word)).length, b.filter((word) => /[\p{L}\p{N}]/u.test(word)).length);
    if (shared < 2 || shared * 3 < most) return plain;
    const all = pieces(a, b, pairs);
    const side = (drop: Piece['kind']): Piece[] => joined(all.filter((piece) => piece.kind !== drop));
    return { left: side('added'), right: side('removed') };
}

/** Marks that only a blank parts become one. */
function joined(list: Piece[]): Piece[] {
    const out: Piece[] = [];
    for (const piece of list) {
        const last = out[out.length - 1];
        const before = out[out.length - 2];
        if (last?.kind === 'same' && last.text.trim() === '' && before && before.kind !== 'same' && before.kind === piece.kind) {
            out.pop();
            before.text += last.text + piece.text;
        } else if (last?.kind === piece.kind) {
            last.text += piece.text;
        } else {
            out.push({ ...piece });
        }
    }
    return out;
}

export interface LineDiff { lines: Piece[]; whole: boolean }

/** By lines. Texts that are too long are compared by their common begin and end alone. */
export function compare_lines(a: string, b: string): LineDiff {
    const left = a.split('\n').map((line) => `${line}\n`);
    const right = b.split('\n').map((line) => `${line}\n`);
    const pairs = alignment(left, right);
    if (pairs) return { lines: pieces(left, right, pairs), whole: true };
    return {
        lines: [
            { text: a, kind: 'removed' },
            { text: b, kind: 'added' },
        ],
        whole: false,
    };
}

export interface Entry { path: string; kind: Kind; a: string | null; b: string | null }

/** By name; equal names in their order. Those of `a` keep their order, new ones follow. */
export function compare_pairs(a: Pair[], b: Pair[]): Entry[] {
    const numbered = (list: Pair[]): Map<string, string> => {
        const seen = new Map<string, number>();
        const out = new Map<string, string>();
        for (const [name, value] of list) {
            const n = (seen.get(name) ?? 0) + 1;
            seen.set(name, n);
            out.set(n === 1 ? name : `${name} (${n})`, value);
        }
        return out;
    };
    const left = numbered(a);
    const right = numbered(b);
    const out: Entry[] = [];
    for (const [path, value] of left) {
        const other = right.get(path);
        if (other === undefined) out.push({ path, kind: 'removed', a: value, b: null });
        else out.push({ path, kind: value === other ? 'same' : 'changed', a: value, b: other });
    }
    for (const [path, value] of right) if (!left.has(path)) out.push({ path, kind: 'added', a: null, b: value });
    return out;
}

export interface Message { start: [string, string][]; headers: Header[]; url: string | null; body: Body | null }

export interface Section { name: 'start' | 'query' | 'headers' | 'body' | 'claims' | 'text'; of: string; entries: Entry[]; lines: LineDiff | null }

/** Values that carry a JWT, by the name of their field. */
function tokens(message: Message): Map<string, string> {
    const out = new Map<string, string>();
    const fields = [...query_of(message.url ?? ''), ...form_of(message.body)];
    for (const [name, value] of fields) if (decode_jwt(value)) out.set(name, value);
    const bearer = /^bearer\s+(\S+)/i.exec(header(message.headers, 'authorization') ?? '')?.[1];
    if (bearer && decode_jwt(bearer)) out.set('Authorization', bearer);
    return out;
}

function form_of(body: Body | null): Pair[] {
    return body?.text !== undefined && body.type.includes('urlencoded') ? parse_form(body.text) : [];
}

function claim_pairs(token: string): Pair[] {
    const jwt = decode_jwt(token);
    if (!jwt) return [];
    const flat = (text: string, part: string): Pair[] => {
        const node = parse_json(text);
        return node ? flatten_json(node).map(([path, value]): Pair => [`${part} ${path}`, value]) : [];
    };
    return [
        ...flat(jwt.header_text, 'header'),
        ...flat(jwt.payload_text, 'claim'),
        ['signature', token.split('.')[2] ?? ''],
    ];
}

function body_text(body: Body | null): string {
    const text = body?.text ?? body?.base64 ?? '';
    return body?.type.includes('xml') ? (indent_xml(text) ?? text) : text;
}

/** Two messages, part by part: the semantic difference where both sides can be read, else that of the text. */
export function compare_messages(a: Message, b: Message): Section[] {
    const out: Section[] = [];
    const add = (name: Section['name'], entries: Entry[], of = '', lines: LineDiff | null = null): void => {
        if (entries.length || lines) out.push({ name, of, entries, lines });
    };
    const start = (message: Message): Pair[] => [
        ...message.start,
        ...(message.url === null ? [] : [['address', split_url(message.url).base] as Pair]),
    ];
    add('start', compare_pairs(start(a), start(b)));
    add('query', compare_pairs(query_of(a.url ?? ''), query_of(b.url ?? '')));
    const left = tokens(a);
    const right = tokens(b);
    for (const [name, token] of left) {
        const other = right.get(name);
        if (other !== undefined) add('claims', compare_pairs(claim_pairs(token), claim_pairs(other)), name);
    }
    add('headers', compare_pairs(a.headers, b.headers));
    const one = body_text(a.body);
    const two = body_text(b.body);
    if (one === '' && two === '') return out;
    const node_a = a.body?.type.includes('json') ? parse_json(one) : null;
    const node_b = b.body?.type.includes('json') ? parse_json(two) : null;
    if (node_a && node_b) {
        add('body', compare_pairs(flatten_json(node_a), flatten_json(node_b)));
    } else if (form_of(a.body).length && form_of(b.body).length) {
        // Tokens have a part of their own.
        const rest = (body: Body | null): Pair[] => form_of(body).filter(([name]) => !(left.has(name) && right.has(name)));
        add('body', compare_pairs(rest(a.body), rest(b.body)));
    } else {
        add('text', [], '', one === two ? { lines: [{ text: one, kind: 'same' }], whole: true } : compare_lines(one, two));
    }
    return out;
}

export function count_changes(sections: Section[]): number {
    return sections.reduce(
        (sum, section) =>
            sum +
            section.entries.filter((entry) => entry.kind !== 'same').length +
            Number(section.lines?.lines.some((line) => line.kind !== 'same') ?? false),
        0,
    );
}
