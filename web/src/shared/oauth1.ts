import { parse_form, split_url, unescape_percent, type Pair } from './forms.ts';
import { by_text } from './text.ts';

/** RFC 5849 3.6 */
export function escape_oauth(text: string): string {
    let out = '';
    for (const byte of new TextEncoder().encode(text)) {
        const sign = String.fromCharCode(byte);
        out += /[A-Za-z0-9._~-]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    }
    return out;
}

/** Parameters of an `Authorization: OAuth …` header; empty for another scheme. */
export function authorization_params(value: string | null): Pair[] {
    if (!value || !/^oauth\s/i.test(value)) return [];
    const out: Pair[] = [];
    for (const found of value.matchAll(/([A-Za-z0-9_.%-]+)="([^"]*)"/g)) {
        out.push([unescape_percent(found[1]!, false), unescape_percent(found[2]!, false)]);
    }
    return out;
}

export interface BaseString { text: string; params: Pair[]; signature: string | null; method: string }

/** The text that an OAuth 1 message signs; null when it is none. @param form urlencoded body, or "" */
export function base_string(method: string, url: string, form: string, authorization: string | null): BaseString | null {
    const { base, query } = split_url(url);
    const all = [...parse_form(query), ...parse_form(form), ...authorization_params(authorization)];
    const signature_method = all.find(([name]) => name === 'oauth_signature_method')?.[1];
    if (signature_method === undefined) return null;
    const params = all
        .filter(([name]) => name !== 'oauth_signature' && name !== 'realm')
        .map(([name, value]): Pair => [escape_oauth(name), escape_oauth(value)])
        .sort((a, b) => by_text(a[0], b[0]) || by_text(a[1], b[1]));
    const joined = params.map(([name, value]) => `${name}=${value}`).join('&');
    // Origins are written {tool} and {platform} in results, and stay legible here.
    const legible = (text: string): string => text.replace(/%(?:25){0,3}7B([a-z.]+)%(?:25){0,3}7D/g, '{$1}');
    return {
        text: legible([method.toUpperCase(), escape_oauth(base), escape_oauth(joined)].join('&')),
        params,
        signature: all.find(([name]) => name === 'oauth_signature')?.[1] ?? null,
        method: signature_method,
    };
}
