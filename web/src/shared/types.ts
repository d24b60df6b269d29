/** The data of a run as result.json has it (fixtures/schemas/result.schema.json), and what the report adds. */

export type Status = 'passed' | 'failed' | 'warned' | 'informed' | 'inconclusive' | 'skipped' | 'error';
export type Party = 'browser' | 'tool' | 'platform' | 'probe';
export type Header = [name: string, value: string];

export interface Source { file: string; line: number; col: number }

export interface Body {
    type: string;
    /** bytes of the whole body, even when it was cut */
    size: number;
    truncated: boolean;
    text?: string;
    base64?: string;
}

export interface BodyRef { ref: string }

export interface Request { method: string; url: string; headers?: Header[]; body?: BodyRef | null }
export interface Response { status: number; headers?: Header[]; body?: BodyRef | null }

export interface Hop {
    n: number;
    from: Party;
    to: Party;
    kind: string;
    t_virtual: string;
    t_ms: number;
    ms: number;
    request: Request;
    response: Response | null;
    error: string | null;
    rule?: string;
    trail?: [fact: string, held: boolean][];
    same_as?: number | null;
    fault?: string | null;
    course?: string;
    assignment?: string;
    user?: string;
    client_id?: string;
}

export interface Step { n: number; kind: string; status: Status; source: Source; hops: number[]; checks: string[] }

export interface Check {
    id: string;
    status: Status;
    level: string;
    source: Source;
    required: { text: string; by: string | null };
    observed: { text: string; hops: number[]; by: 'tool' | 'platform' };
    near_miss: string | null;
    diff: unknown[];
    hint: string | null;
    evidence: string[];
    reason: string | null;
}

export interface Replay {
    command: string;
    substitutions: string[];
    fault_plan: { hop: number; fault: string }[];
}

export interface Case {
    id: string;
    title: string;
    group: string;
    name: string;
    purpose: string;
    tags: string[];
    level: string;
    status: Status;
    reason: string | null;
    reaction: string | null;
    danger: boolean;
    expected: boolean;
    expected_reason: string | null;
    unexpected_pass: boolean;
    turns: number;
    flaky: boolean;
    requirements: string[];
    facts: string[];
    source: Source;
    started: string;
    ms: number;
    first_cause: string | null;
    steps: Step[];
    checks: Check[];
    faults: string[];
    hops: Hop[];
    replay: Replay;
    other_turns: Case[];
}

export interface Run {
    harness: string;
    seed: number;
    clock: { mode: 'real' | 'virtual'; start: string };
    canvas: string;
    target: { name: string; url: string; file: string };
    shard: string | null;
    selected: number;
    level: 'must' | 'should' | 'all';
    config_sha256: string;
    scenarios_sha256: string;
    duration_ms: number;
    interrupted: boolean;
    vars: Record<string, string>;
    summary: Record<string, number>;
}

export interface SetupCheck { id: string; status: Status; detail: string; hint: string }

export interface Requirement { id: string; area: string; level: string; text: string; source: string; url: string }

/** What is kept of a case of another run. */
export interface Digest {
    status: string;
    reaction: string | null;
    cause: string | null;
    danger?: boolean;
    /** what became of it in this run, where the writer says so */
    change?: string;
}

export interface OtherRun { name: string; run: Partial<Run>; cases: Record<string, Digest> }

export interface ReportExtras {
    headline: string;
    partial: string | null;
    catalogue: Requirement[];
    facts: Record<string, string>;
    sources: Record<string, string>;
    worlds: Record<string, string>;
    tool: string | null;
    /** why a case ended so, in one sentence */
    sentences: Record<string, string>;
    prompts: Record<string, string>;
    compare: OtherRun | null;
    matrix: OtherRun[] | null;
}

export interface RunData {
    schema_version: number;
    run: Run;
    setup: SetupCheck[];
    cases: Case[];
    bodies: Record<string, Body>;
    strings: Record<string, string>;
    report?: Partial<ReportExtras>;
}
