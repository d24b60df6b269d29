/** What the console's API answers (docs/console.md). */
import type { HeldMessage } from '../shared/held.ts';
import type { Body, Case, ReportExtras, Run, SetupCheck } from '../shared/types.ts';

export interface CaseLine {
    id: string; title: string; name: string; group: string; level: string; status: string; word: string; reaction: string;
    danger: boolean; expected: boolean; flaky: boolean; tags: string[]; requirements: string[]; ms: number; hops: number; cause: string;
}

export type StateKind = 'idle' | 'following' | 'running' | 'waiting' | 'paused' | 'finished';

export interface State {
    kind: StateKind; word: string; actor: 'you' | 'tool' | 'easel'; run: number | null; case: string | null;
    step: number; steps: number; hop: number; left_ms: number | null; limit_ms: number | null;
}

export interface RunLine {
    run: number; case: string; kind: string; from_hop: number; what_if: Record<string, unknown>; state: 'running' | 'finished';
    word: string | null; why: string | null; edits: string[]; hops: number;
}

export interface HopLine {
    n: number; from: string; to: string; kind: string; t_virtual: string; method: string; url: string; status: number | null;
    error: string; rule: string; fault: string; ms: number;
}

export interface Breaks { from_hop: number; hops: number[]; calls: string[] }

export interface Whole { run: Run; setup: SetupCheck[]; state: State; runs: RunLine[]; breaks: Breaks; last_event: number; can_play: boolean; changes: string }

/** What `GET` of the API itself answers, as far as the page reads it. */
export interface Opened { recording: { file: string } | null }

export interface Recorded { case: Case; bodies: Record<string, Body> }

/** The message at the breakpoint, as it is. */
export interface Held extends HeldMessage {
    what: 'request' | 'answer'; hop: number; run: number;
    message: 'login' | 'launch' | 'lti11_launch' | null;
    clock: { now: string; virtual: boolean };
    /** what the recording has in its place: a hop, or why there is none */
    recorded: { hop: number | null; lacking: string | null };
    world: HeldWorld;
}

export interface HeldWorld {
    courses: { name: string; state: string; people: { name: string; state: string }[]; assignments: { name: string; attempts: number | null }[] }[];
    canvas: string; dated_sets: string[];
}

export interface Difference { path: string; then: string; now: string; expected: boolean }
export interface AlignedHop { then: number | null; now: number | null; title: string; differences: Difference[] }
export interface Substitution { kind?: string; name?: string; then?: string; now?: string }

export interface Diff { run: number; hops: AlignedHop[]; substitutions: unknown[] }

export type Extras = Partial<ReportExtras>;
