/** The filter language: `s:failed @ags !late l:must r:AGS t:>2s hop:422 in:aud=x "two words"`. */
import { query_of, parse_form, hidden_fields } from './forms.ts';
import { brief_json, flatten_json, parse_json } from './json.ts';
import { decode_jwt } from './jwt.ts';
import { level_of, type Model } from './model.ts';
import { parse_duration } from './time.ts';
import type { BodyRef, Case, Hop } from './types.ts';

export interface Term { key: string; value: string; negated: boolean }

export const keys = ['s', 'l', 'r', 't', 'g', 'id', 'hop', 'in', 'is', 'cause'];

/** Words, apart by blanks; quotes keep blanks together; a backslash keeps a quote. */
export function parse_filter(query: string): Term[] {
    const terms: Term[] = [];
    let at = 0;
    while (at < query.length) {
        if (query[at] === ' ') {
            ++at;
            continue;
        }
        let negated = false;
        while (query[at] === '!') {
            negated = !negated;
            ++at;
        }
        let key = '';
        const found = /^([a-z]+):/.exec(query.slice(at, at + 8));
        if (query[at] === '@') {
            key = '@';
            ++at;
        } else if (found && keys.includes(found[1]!)) {
            key = found[1]!;
            at += found[0].length;
        }
        let value = '';
        let quoted = false;
        while (at < query.length && (quoted || query[at] !== ' ')) {
            const sign = query[at]!;
            if (sign === '\\' && at + 1 < query.length) value += query[++at];
            else if (sign === '"') quoted = !quoted;
            else value += sign;
            ++at;
        }
        if (value !== '') terms.push({ key, value, negated });
    }
    return terms;
}

/** A value as it must be written in a filter. */
export function quoted(value: string): string {
    return /[\s"\\]/.test(value) || value === '' ? `"${value.replace(/[\\"]/g, '\\$&')}"` : value;
}

export function print_filter(terms: Term[]): string {
    return terms
        .map(({ key, value, negated }) => {
            const word = key === '' && /^(?:[!@]|[a-z]+:)/.test(value) ? `"${value.replace(/[\\"]/g, '\\$&')}"` : quoted(value);
            return `${negated ? '!' : ''}${key === '@' ? '@' : key ? `${key}:` : ''}${word}`;
        })
        .join(' ');
}

/** Exactly this id, with `=`; else it, or what lies below it: `ags/5.2` finds ags/5.2.13 and `LAUNCH` LAUNCH-005. */
function below(id: string, prefix: string, border = /[^a-z0-9_]/): boolean {
    if (prefix.startsWith('=')) return id === prefix.slice(1);
    const wanted = prefix.toLowerCase().replace(/[*]$/, '');
    const name = id.toLowerCase();
    if (!name.startsWith(wanted)) return false;
    const next = name[wanted.length];
    return next === undefined || prefix.endsWith('*') || border.test(next) || border.test(wanted.slice(-1));
}

function compares(value: number, text: string): boolean {
    const found = /^(<=|>=|<|>|=)?(.+)$/.exec(text);
    const limit = parse_duration(found?.[2] ?? '');
    if (limit === null) return false;
    switch (found?.[1]) {
        case '>':
            return value > limit;
        case '>=':
            return value >= limit;
        case '<':
            return value < limit;
        case '<=':
            return value <= limit;
        default:
            return value === limit;
    }
}

function hop_matches(hop: Hop, word: string): boolean {
    const status = hop.response?.status;
    if (/^\d{3}$/.test(word)) return status === Number(word);
    if (/^[1-5]xx$/i.test(word)) return status !== undefined && Math.floor(status / 100) === Number(word[0]);
    return hop.kind === word || hop.request.method.toLowerCase() === word.toLowerCase();
}

/** Every name and value that the messages of an exchange carry: queries, forms, claims, members. */
export function fields_of(model: Model, hop: Hop): [string, string][] {
    const out: [string, string][] = [];
    const add = (name: string, value: string): void => {
        out.push([name, value]);
        const jwt = decode_jwt(value);
        if (!jwt) return;
        for (const claim of [...jwt.header, ...jwt.claims]) out.push([claim.name, claim.value]);
    };
    for (const [name, value] of query_of(hop.request.url)) add(name, value);
    const body = (ref: BodyRef | null | undefined): void => {
        const found = model.body(ref);
        const text = found?.text;
        if (!found || text === undefined) return;
        if (found.type.includes('urlencoded')) for (const [name, value] of parse_form(text)) add(name, value);
        else if (found.type.includes('html')) for (const [name, value] of hidden_fields(text)) add(name, value);
        else if (found.type.includes('json')) {
            const node = parse_json(text);
            if (node?.kind === 'object') for (const [name, value] of node.members) add(name, brief_json(value));
            if (node) for (const [path, value] of flatten_json(node)) out.push([path, value.replace(/^"|"$/g, '')]);
        }
    };
    body(hop.request.body);
    body(hop.response?.body);
    return out;
}

function carries(model: Model, item: Case, text: string): boolean {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    const value = at < 0 ? null : text.slice(at + 1);
    return item.hops.some((hop) =>
        fields_of(model, hop).some(([key, found]) => key === name && (value === null || found === value)),
    );
}

function is(model: Model, item: Case, word: string): boolean {
    switch (word) {
        case 'failure':
            return model.fails(item);
        case 'danger':
            return item.danger;
        case 'flaky':
            return item.flaky;
        case 'unexpected':
            return item.unexpected_pass;
        case 'new':
        case 'fixed':
        case 'other':
        case 'same':
        case 'joined':
            return model.report.compare != null && model.change_of(item) === word;
        default:
            return false;
    }
}

function text_of(model: Model, item: Case): string {
    return [item.id, item.title, item.name, item.purpose, ...item.requirements, ...item.facts, model.cause(item)].join('\n').toLowerCase();
}

function one(model: Model, item: Case, key: string, value: string): boolean {
    const any = (test: (word: string) => boolean): boolean => value.split(',').some((word) => word !== '' && test(word));
    switch (key) {
        case 's':
            return any((word) => model.outcome(item) === word);
        case 'l':
            return any((word) => level_of(item) === (word === 'info' ? 'may' : word));
        case 'r':
            return any((word) => item.requirements.some((id) => below(id, word)) || item.facts.some((id) => below(id, word)));
        case 'g':
            return any((word) => below(item.group, word, /[./]/));
        case 'id':
            return item.id === value;
        case 't':
            return compares(item.ms, value);
        case 'hop':
            return any((word) => item.hops.some((hop) => hop_matches(hop, word)));
        case 'in':
            return carries(model, item, value);
        case 'is':
            return any((word) => is(model, item, word));
        case 'cause':
            return model.cause(item).toLowerCase().includes(value.toLowerCase());
        case '@':
            return item.tags.includes(value);
        default:
            return text_of(model, item).includes(value.toLowerCase());
    }
}

export function matches(model: Model, item: Case, terms: Term[]): boolean {
    return terms.every((term) => one(model, item, term.key, term.value) !== term.negated);
}

/** In the order of gravity. */
export function filter_cases(model: Model, query: string): Case[] {
    const terms = parse_filter(query);
    const found = model.cases.filter((item) => matches(model, item, terms));
    return found.sort((a, b) => model.compare_gravity(a, b));
}

/** The filter that shows only these states, or all; what else it says stays. */
export function with_status(query: string, status: string | null): string {
    const others = parse_filter(query).filter((term) => term.key !== 's');
    return print_filter(status ? [{ key: 's', value: status, negated: false }, ...others] : others);
}
