/** Just enough of XML to indent an envelope and to read its status. Nothing is resolved or loaded. */
import { unescape_html } from './forms.ts';

const token = /<!-{2}[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<![^>]*>|<\/?[^<>]+>|[^<]+/g;

/** Null when tags do not pair up. */
export function indent_xml(text: string): string | null {
    const lines: string[] = [];
    const open: string[] = [];
    const parts = (text.match(token) ?? []).filter((part) => part.trim() !== '');
    if (parts.join('').replace(/\s/g, '') !== text.replace(/\s/g, '') || !text.trim().startsWith('<')) return null;
    for (let i = 0; i < parts.length; ++i) {
        const part = parts[i]!.trim();
        const pad = '  '.repeat(Math.min(open.length, 40));
        if (part.startsWith('</')) {
            if (open.pop() !== part.slice(2, -1).trim()) return null;
            lines.push('  '.repeat(Math.min(open.length, 40)) + part);
        } else if (part.startsWith('<') && !/^<[?!]/.test(part) && !part.endsWith('/>')) {
            const name = /^<([^\s>]+)/.exec(part)?.[1] ?? '';
            const text_part = parts[i + 1]?.trim() ?? '';
            const close = parts[i + 2]?.trim() ?? '';
            if (close === `</${name}>` && !text_part.startsWith('<')) {
                lines.push(pad + part + text_part + close);
                i += 2;
            } else if (text_part === `</${name}>`) {
                lines.push(pad + part + text_part);
                i += 1;
            } else {
                lines.push(pad + part);
                open.push(name);
            }
        } else {
            lines.push(pad + part);
        }
    }
    return open.length ? null : lines.join('\n');
}

/** Text of the first element of this name, whatever its prefix; null when there is none. */
export function element_text(xml: string, name: string): string | null {
    const found = new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^<>]*)?(?:/>|>([^<]*)<)`).exec(xml);
    return found ? unescape_html((found[1] ?? '').trim()) : null;
}

/** "replaceResult" of an envelope's body */
export function pox_operation(xml: string): string | null {
    return /<(?:[\w.-]+:)?(?:imsx_)?POXBody[^>]*>\s*<(?:[\w.-]+:)?(\w+?)(?:Request|Response)[\s/>]/.exec(xml)?.[1] ?? null;
}
