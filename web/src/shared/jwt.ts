import { brief_json, member, parse_json, type JsonNode } from './json.ts';
import { iso, relation } from './time.ts';

export interface Claim {
    name: string;
    value: string;
    /** full text of a value that is a list or an object */
    node: JsonNode;
    /** "2026-01-05T09:00:04Z" of a time */
    time?: string;
    /** "in 5 m", relative to the moment of the exchange */
    delta?: string;
    /** a time that is on the wrong side of that moment */
    wrong?: 'expired' | 'not_yet';
}

export interface Jwt {
    header: Claim[];
    claims: Claim[];
    header_text: string;
    payload_text: string;
    alg: string;
    kid: string | null;
    signature: 'absent' | 'present';
}

const times = new Set(['iat', 'exp', 'nbf', 'auth_time', 'updated_at']);

function decode_part(part: string): string | null {
    if (!/^[A-Za-z0-9_-]+={0,2}$/.test(part)) return null;
    try {
        const binary = atob(part.replace(/=+$/, '').replace(/-/g, '+').replace(/_/g, '/'));
        return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (sign) => sign.charCodeAt(0)));
    } catch {
        return null;
    }
}

function claims_of(node: JsonNode, now_ms: number | null): Claim[] {
    if (node.kind !== 'object') return [];
    return node.members.map(([name, value]) => {
        const claim: Claim = { name, value: brief_json(value), node: value };
        const seconds = value.kind === 'literal' ? Number(value.text) : NaN;
        if (!times.has(name) || Number.isNaN(seconds)) return claim;
        const moment = iso(seconds * 1000);
        if (moment === null) return claim;
        claim.time = moment;
        if (now_ms !== null) {
            const delta = seconds * 1000 - now_ms;
            claim.delta = relation(delta);
            if (name === 'exp' && delta < 0) claim.wrong = 'expired';
            if ((name === 'nbf' || name === 'iat') && delta > 1000) claim.wrong = 'not_yet';
        }
        return claim;
    });
}

/** Null when this is no JWT. The signature may be absent, or redacted. @param now_ms moment of the exchange */
export function decode_jwt(text: string, now_ms: number | null = null): Jwt | null {
    if (!/^e[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*\.?/.test(text)) return null;
    const parts = text.split('.');
    if (parts.length < 2 || parts.length > 3) return null;
    const header_text = decode_part(parts[0]!);
    const payload_text = decode_part(parts[1]!);
    if (header_text === null || payload_text === null) return null;
    const header = parse_json(header_text);
    const payload = parse_json(payload_text);
    if (header?.kind !== 'object' || payload?.kind !== 'object') return null;
    const word = (name: string): string | null => {
        const node = member(header, name);
        return node ? brief_json(node) : null;
    };
    return {
        header: claims_of(header, null),
        claims: claims_of(payload, now_ms),
        header_text,
        payload_text,
        alg: word('alg') ?? '',
        kid: word('kid'),
        signature: parts[2] ? 'present' : 'absent',
    };
}
