/** A run with its indexes: what a case came to, why, and how cases belong together. */
import { by_text, one_line } from './text.ts';
import type { Body, BodyRef, Case, Check, Digest, Hop, ReportExtras, Requirement, Run, RunData, SetupCheck } from './types.ts';

/** What a case is counted as: every case exactly once. */
export type Outcome =
    | 'failed' | 'error' | 'warned' | 'informed' | 'inconclusive' | 'flaky' | 'expected' | 'skipped' | 'passed';

export const outcomes: Outcome[] =
    ['failed', 'error', 'warned', 'informed', 'inconclusive', 'flaky', 'expected', 'skipped', 'passed'];

export const levels = ['must', 'canvas', 'fact', 'should', 'may'] as const;

export const changes = ['new', 'fixed', 'other', 'same', 'joined', 'gone'] as const;
export type Change = (typeof changes)[number];

const rank: Record<Outcome, number> =
    { failed: 0, error: 1, warned: 2, informed: 3, inconclusive: 4, flaky: 5, expected: 6, skipped: 7, passed: 8 };

export interface CauseGroup { cause: string; cases: Case[] }

export interface Area { name: string; cases: Case[]; passed: number; groups: { name: string; cases: Case[]; passed: number }[] }

export class Model {
    readonly run: Run;
    readonly setup: SetupCheck[];
    readonly cases: Case[];
    readonly bodies: Record<string, Body>;
    readonly report: Partial<ReportExtras>;
    private readonly by_id = new Map<string, Case>();
    private readonly requirement_by_id = new Map<string, Requirement>();
    private failures_?: Case[];

    constructor(data: RunData) {
        this.run = data.run;
        this.setup = data.setup;
        this.cases = data.cases;
        this.bodies = data.bodies;
        this.report = data.report ?? {};
        for (const item of this.cases) this.by_id.set(item.id, item);
        for (const item of this.report.catalogue ?? []) this.requirement_by_id.set(item.id, item);
    }

    find(id: string): Case | undefined {
        return this.by_id.get(id);
    }

    requirement(id: string): Requirement | undefined {
        return this.requirement_by_id.get(id);
    }

    body(ref: BodyRef | null | undefined): Body | null {
        return ref ? (this.bodies[ref.ref] ?? null) : null;
    }

    fact(id: string): string | null {
        return this.report.facts?.[id] ?? null;
    }

    /** Does it fail the run? */
    fails(item: Case): boolean {
        if (item.unexpected_pass) return true;
        if (item.expected) return false;
        if (item.status === 'failed') return true;
        if (item.status === 'warned') return this.run.level !== 'must';
        return item.status === 'informed' && this.run.level === 'all';
    }

    outcome(item: Case): Outcome {
        if (item.expected) return 'expected';
        const well = item.status === 'passed' || item.status === 'warned' || item.status === 'informed';
        return item.flaky && well && !this.fails(item) ? 'flaky' : item.status;
    }

    /** What fails the run: the gravest first. */
    failures(): Case[] {
        this.failures_ ??= this.cases.filter((item) => this.fails(item)).sort((a, b) => this.compare_gravity(a, b));
        return this.failures_;
    }

    /** Danger, then what fails, then outcome, level, id. */
    compare_gravity(a: Case, b: Case): number {
        return (
            Number(b.danger) - Number(a.danger) ||
            Number(this.fails(b)) - Number(this.fails(a)) ||
            rank[this.outcome(a)] - rank[this.outcome(b)] ||
            level_rank(a) - level_rank(b) ||
            by_text(a.id, b.id)
        );
    }

    /** One sentence that says why; "" for a plain pass. */
    cause(item: Case): string {
        return this.report.sentences?.[item.id] ?? cause_text(item);
    }

    count(outcome: Outcome): number {
        return this.cases.reduce((sum, item) => sum + Number(this.outcome(item) === outcome), 0);
    }

    change_of(item: Case): Change {
        const before = this.report.compare?.cases[item.id];
        if (!before) return this.fails(item) || item.status === 'error' ? 'new' : 'joined';
        return changes.find((change) => change === before.change) ?? change_between(before, this.digest(item));
    }

    digest(item: Case): Digest {
        return { status: item.status, reaction: item.reaction, cause: this.cause(item), danger: item.danger };
    }
}

export function level_of(item: Case): string {
    return item.level || 'fact';
}

function level_rank(item: Case): number {
    const at = (levels as readonly string[]).indexOf(level_of(item));
    return at < 0 ? levels.length : at;
}

export function cause_check(item: Case): Check | null {
    return item.checks.find((check) => check.id === item.first_cause) ?? null;
}

/** As the writer of the report would say it, as far as the case alone tells. */
export function cause_text(item: Case): string {
    const check = cause_check(item);
    if (item.status === 'skipped' || item.status === 'inconclusive' || item.status === 'error') {
        return item.reason ?? check?.observed.text ?? '';
    }
    if (check) return check.observed.text || check.required.text;
    return item.status === 'passed' ? '' : (item.reason ?? '');
}

/** What makes two causes equal: the sentence, without its numbers, quoted values and addresses. */
export function cause_key(sentence: string): string {
    const first = one_line(sentence, 160);
    return first.replace(/[‹"'`][^›"'`]*[›"'`]/g, '…').replace(/\{(?:tool|platform|elsewhere)[^\s,;)]*/g, '…').replace(/\d+/g, '#');
}

/** Cases of equal cause that weigh the same. */
function group_key(model: Model, item: Case): string {
    const key = cause_key(model.cause(item));
    return key && `${level_of(item)} ${item.danger ? 'danger' : ''} ${key}`;
}

/** Cases with equal first causes and levels together once there are at least three of them; in the order of the cases given. */
export function group_by_cause(model: Model, cases: Case[], least = 3): (Case | CauseGroup)[] {
    const by_key = new Map<string, Case[]>();
    for (const item of cases) {
        const key = group_key(model, item);
        if (key) by_key.set(key, [...(by_key.get(key) ?? []), item]);
    }
    const done = new Set<string>();
    const out: (Case | CauseGroup)[] = [];
    for (const item of cases) {
        const key = group_key(model, item);
        const together = by_key.get(key) ?? [];
        if (together.length < least) {
            out.push(item);
        } else if (!done.has(key)) {
            done.add(key);
            out.push({ cause: one_line(model.cause(item)), cases: together });
        }
    }
    return out;
}

export function is_group(entry: Case | CauseGroup): entry is CauseGroup {
    return 'cases' in entry;
}

/** Did not end well, as far as a digest tells. */
export function is_bad(status: string): boolean {
    return status === 'failed' || status === 'warned' || status === 'error';
}

export function change_between(before: Digest, now: Digest): Change {
    const was = is_bad(before.status);
    const is = is_bad(now.status);
    if (!was && is) return 'new';
    if (was && !is) return 'fixed';
    if (before.status !== now.status) return 'other';
    return is && one_line(before.cause ?? '') !== one_line(now.cause ?? '') ? 'other' : 'same';
}

/** Cases by the first word of their group, and by group within. */
export function areas(model: Model): Area[] {
    const by_area = new Map<string, Map<string, Case[]>>();
    for (const item of model.cases) {
        const area = item.group.split('.')[0] ?? item.group;
        const groups = by_area.get(area) ?? new Map<string, Case[]>();
        by_area.set(area, groups);
        groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
    }
    const passed = (cases: Case[]): number => cases.filter((item) => model.outcome(item) === 'passed').length;
    return [...by_area.entries()]
        .sort((a, b) => by_text(a[0], b[0]))
        .map(([name, groups]) => {
            const inner = [...groups.entries()]
                .sort((a, b) => by_text(a[0], b[0]))
                .map(([group, cases]) => ({ name: group, cases, passed: passed(cases) }));
            const cases = inner.flatMap((group) => group.cases);
            return { name, cases, passed: passed(cases), groups: inner };
        });
}

/** Failed checks first cause first, then in order. */
export function unmet_checks(item: Case): Check[] {
    const unmet = item.checks.filter((check) => check.status !== 'passed');
    return [...unmet.filter((check) => check.id === item.first_cause), ...unmet.filter((check) => check.id !== item.first_cause)];
}

/** Hop numbers that an unmet check of a failing kind points at, with the ids of these checks. */
export function blamed_hops(item: Case): Map<number, string[]> {
    const out = new Map<number, string[]>();
    for (const check of item.checks) {
        if (check.status !== 'failed' && check.status !== 'warned' && check.status !== 'informed') continue;
        for (const n of check.observed.hops) out.set(n, [...(out.get(n) ?? []), check.id]);
    }
    return out;
}

export function hop_of(item: Case, n: number): Hop | undefined {
    return item.hops.find((hop) => hop.n === n);
}

/** Does anything of its messages remain, or only its line? */
export function has_detail(hop: Hop): boolean {
    const { request, response } = hop;
    return Boolean(request.headers?.length || request.body || response?.headers?.length || response?.body);
}
