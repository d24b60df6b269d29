/** Captured text is shown as it is, except for what would hide or reorder it: that is shown as an escape. */

export interface Segment { text: string; escaped: boolean }

function hidden(code: number): boolean {
    if (code === 0x09 || code === 0x0a) return false;
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
    if (code === 0x061c || code === 0x200b || code === 0x200e || code === 0x200f) return true;
    if (code >= 0x2028 && code <= 0x202e) return true;
    if (code >= 0x2060 && code <= 0x206f) return true;
    if (code === 0xfeff || (code >= 0xfff9 && code <= 0xfffb)) return true;
    return code >= 0xe0000 && code <= 0xe007f;
}

function escape_of(code: number): string {
    if (code === 0x0d) return '\\r';
    const hex = code.toString(16);
    return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** Text in pieces: plain ones, and escapes for controls, bidi marks, invisible characters and lone surrogates. */
export function segments(text: string): Segment[] {
    const out: Segment[] = [];
    let plain = 0;
    for (let i = 0; i < text.length; ) {
        const code = text.codePointAt(i) ?? 0;
        const width = code > 0xffff ? 2 : 1;
        const lone = code >= 0xd800 && code <= 0xdfff;
        // A return before a newline is how lines end on the wire, and says nothing.
        const line_end = code === 0x0d && text[i + 1] === '\n';
        if (line_end || lone || hidden(code)) {
            if (i > plain) out.push({ text: text.slice(plain, i), escaped: false });
            if (!line_end) out.push({ text: escape_of(code), escaped: true });
            plain = i + width;
        }
        i += width;
    }
    if (plain < text.length) out.push({ text: text.slice(plain), escaped: false });
    return out;
}

export function visible(text: string): string {
    return segments(text).map((piece) => piece.text).join('');
}

/** On one line, at most so many characters. */
export function one_line(text: string, most = 240): string {
    const flat = text.replace(/\s+/g, ' ').trim();
    return flat.length > most ? `${flat.slice(0, most - 1).trimEnd()}…` : flat;
}

/** Sorts by code unit: the same everywhere, which localeCompare is not. */
export function by_text(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

/** "12 cases", "1 case" */
export function counted(n: number, one: string, many: string): string {
    return `${n} ${n === 1 ? one : many}`;
}
