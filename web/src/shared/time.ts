/** Times without locale: the same text everywhere. */

function trimmed(value: number, digits: number): string {
    return value.toFixed(digits).replace(/\.?0+$/, '');
}

/** "0.4 s", "5 m", "1 h 2 m", "3 d" */
export function duration(ms: number): string {
    const sign = ms < 0 ? '−' : '';
    const value = Math.abs(ms);
    if (value < 1000) return `${sign}${Math.round(value)} ms`;
    if (value < 60_000) return `${sign}${trimmed(value / 1000, 1)} s`;
    if (value < 3_600_000) return sign + pair(value, 60_000, 'm', 1000, 's');
    if (value < 86_400_000) return sign + pair(value, 3_600_000, 'h', 60_000, 'm');
    return sign + pair(value, 86_400_000, 'd', 3_600_000, 'h');
}

function pair(value: number, big: number, big_unit: string, small: number, small_unit: string): string {
    let whole = Math.floor(value / big);
    let rest = Math.round((value - whole * big) / small);
    if (rest * small >= big) {
        whole += 1;
        rest = 0;
    }
    return rest ? `${whole} ${big_unit} ${rest} ${small_unit}` : `${whole} ${big_unit}`;
}

/** "+0.4 s" */
export function offset(ms: number): string {
    return ms < 0 ? duration(ms) : `+${duration(ms)}`;
}

/** "2026-01-05T09:00:00.400Z" -> "09:00:00.400"; trailing zeros of the milliseconds are left out */
export function clock_time(instant: string): string {
    const found = /T(\d\d:\d\d:\d\d)(?:\.(\d+))?/.exec(instant);
    if (!found) return instant;
    const fraction = (found[2] ?? '').replace(/0+$/, '');
    return fraction ? `${found[1]}.${fraction}` : found[1]!;
}

/** Milliseconds since 1970, or null when this is no instant. */
export function instant_ms(text: string): number | null {
    const value = Date.parse(text);
    return Number.isNaN(value) ? null : value;
}

export function iso(ms: number): string | null {
    const date = new Date(ms);
    if (Number.isNaN(date.getTime())) return null;
    return date.toISOString().replace('.000Z', 'Z');
}

/** "94 s ahead", "5 m before", "at this moment" relative to a clock */
export function relation(ms: number): string {
    if (Math.abs(ms) < 1) return 'now';
    return ms > 0 ? `in ${duration(ms)}` : `${duration(-ms)} ago`;
}

/** "2s", "500ms", "1.5m" -> milliseconds */
export function parse_duration(text: string): number | null {
    const found = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text);
    if (!found) return null;
    const unit = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[found[2] ?? 's'] ?? 1000;
    return Number(found[1]) * unit;
}
