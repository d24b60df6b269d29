/** A case that holds nothing but exchanges: for parts of the report that stand without one. */
import type { Case, Hop } from './types.ts';

export function bare_case(id: string, hops: Hop[]): Case {
    return {
        id, title: '', group: '', name: '', purpose: '', tags: [], level: '', status: 'passed', reason: null, reaction: null, danger: false, expected: false,
        expected_reason: null, unexpected_pass: false, turns: 1, flaky: false, requirements: [], facts: [], source: { file: '', line: 0, col: 0 }, started: '', ms: 0,
        first_cause: null, steps: [], checks: [], faults: [], hops, replay: { command: '', substitutions: [], fault_plan: [] }, other_turns: [],
    };
}
