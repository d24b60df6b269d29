import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { CaseTable } from '../shared/case_rows.tsx';
import { useShell } from '../shared/context.ts';
import { filter_cases, parse_filter, with_status } from '../shared/filter.ts';
import { outcomes, type Outcome } from '../shared/model.ts';
import { list_address } from '../shared/router.ts';
import { outcome_word } from '../shared/strings.ts';
import * as S from '../shared/strings.ts';
import { Glyph } from '../shared/ui.tsx';

export function CaseList({ query }: { query: string }): JSX.Element {
    const { model, announce } = useShell();
    const cases = useMemo(() => filter_cases(model, query), [model, query]);
    useEffect(() => announce(S.matching(cases.length, model.cases.length)), [query]);
    const chosen = parse_filter(query).find((term) => term.key === 's' && !term.negated)?.value ?? null;
    const others = with_status(query, null);
    const by_outcome = useMemo(() => {
        const counts = new Map<Outcome, number>();
        for (const item of filter_cases(model, others)) counts.set(model.outcome(item), (counts.get(model.outcome(item)) ?? 0) + 1);
        return counts;
    }, [model, others]);
    const all = [...by_outcome.values()].reduce((sum, count) => sum + count, 0);
    return (
        <>
            <h1 tabIndex={-1} class="view-title">
                {S.filtered} <span class="count" id="match-count">{S.matching(cases.length, model.cases.length)}</span>
            </h1>
            <nav class="chips" aria-label={S.column.status}>
                <a class="chip" href={list_address(others)} aria-current={chosen === null ? 'true' : undefined}>{S.all_cases} <b>{all}</b></a>
                {outcomes.filter((outcome) => by_outcome.has(outcome)).map((outcome) => (
                    <a class="chip" key={outcome} href={list_address(with_status(query, outcome))} aria-current={chosen === outcome ? 'true' : undefined}>
                        <Glyph outcome={outcome} /> {outcome_word[outcome]} <b>{by_outcome.get(outcome)}</b>
                    </a>
                ))}
            </nav>
            {cases.length ? (
                <div class="card flush" id="failures" tabIndex={-1}><CaseTable key={query} cases={cases} caption={S.list_caption} /></div>
            ) : (
                <p class="card" id="failures" tabIndex={-1}>{S.no_match} <a href="#/">{S.clear_filter}</a></p>
            )}
        </>
    );
}
