/** A request as a command to type. Secrets become shell variables. */
import type { Body, Hop } from './types.ts';

const secret_headers = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-csrf-token']);
const left_out = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'accept-encoding']);

function variable(kind: string, n: string): string {
    return `${kind.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_${n}`;
}

/** Shell words: single quotes, and variables for redacted values and origins. */
function shell(text: string, names: Set<string>): string {
    const parts = text.split(/(‹redacted:[^›#]*#\d+›|\{(?:tool|platform|elsewhere)(?:\.[a-z]+)?\})/);
    const words = parts.map((part) => {
        const redacted = /^‹redacted:([^›#]*)#(\d+)›$/.exec(part);
        const origin = /^\{([a-z.]+)\}$/.exec(part);
        const name = redacted ? variable(redacted[1]!, redacted[2]!) : origin ? origin[1]!.toUpperCase().replace('.', '_') : null;
        if (name) {
            names.add(name);
            return `"$${name}"`;
        }
        if (part === '') return '';
        // eslint-disable-next-line no-control-regex
        if (/[\x00-\x08\x0b-\x1f\x7f]/.test(part)) {
            const escaped = part.replace(/[\\']/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
            return `$'${escaped}'`;
        }
        return `'${part.replace(/'/g, `'\\''`)}'`;
    });
    return words.join('') || "''";
}

export function curl_command(hop: Hop, body: Body | null): string {
    const names = new Set<string>();
    const { method, url, headers } = hop.request;
    const words = [`curl ${method === 'GET' ? '' : `-X ${shell(method, names)} `}${shell(url, names)}`];
    for (const [name, value] of headers ?? []) {
        const key = name.toLowerCase();
        if (left_out.has(key)) continue;
        words.push(`-H ${shell(`${name}: ${secret_headers.has(key) ? hide(key, value) : value}`, names)}`);
    }
    if (body?.text) words.push(`--data-binary ${shell(body.text, names)}`);
    else if (body?.base64) words.push('--data-binary @body.bin');
    const command = words.join(' \\\n  ');
    const order = [...names];
    const sets = order.length ? `# set ${order.join(', ')} first\n` : '';
    const cut = body?.truncated ? '# the body was cut when it was recorded\n' : '';
    const binary = body?.base64 ? '# body.bin: the recorded body, which is no text\n' : '';
    return sets + cut + binary + command;
}

/** What a header says that was not redacted where it was recorded. */
function hide(key: string, value: string): string {
    if (value.includes('‹redacted:')) return value;
    if (key === 'cookie') return value.replace(/=[^;]*/g, '=‹redacted:cookie#0›');
    return value.replace(/^(\S+\s+)?.*$/, (_, scheme?: string) => `${scheme ?? ''}‹redacted:${key === 'authorization' ? 'token' : key}#0›`);
}
