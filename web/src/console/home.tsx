/** What is there without a case: the run and its counts, or one requirement and its cases. */
import type { JSX } from 'preact';
import { useShell } from '../shared/context.ts';
import { outcomes, type Outcome } from '../shared/model.ts';
import { case_address, list_address } from '../shared/router.ts';
import { outcome_word } from '../shared/strings.ts';
import * as S from '../shared/strings.ts';
import { Glyph, Level, Prose, Text } from '../shared/ui.tsx';
import { FollowedPart } from './followed_part.tsx';
import { C } from './strings.ts';
import type { Live } from './live.ts';

export function Home({ live }: { live: Live }): JSX.Element {
    const { run } = live.whole;
    const count = (outcome: Outcome): number => live.lines.filter((line) => line.word === outcome).length;
    return (
        <>
            <section class="card">
                <h1 tabIndex={-1}>{C.title}</h1>
                <p><Text text={`${run.target.name} ${run.target.url}`} /> · {C.seed(run.seed)} · <Text text={run.canvas} /></p>
                <ul class="counts" data-counts aria-label={S.summary}>
                    {outcomes.filter((outcome) => count(outcome) > 0).map((outcome) => (
                        <li key={outcome}><a class="count-link" href={list_address(`s:${outcome}`)} data-count={count(outcome)}><Glyph outcome={outcome} /> <b>{count(outcome)}</b> {outcome_word[outcome]}</a></li>
                    ))}
                </ul>
                <p>{C.no_case}</p>
            </section>
            {live.followed.count > 0 && <FollowedPart live={live} />}
        </>
    );
}

export function RequirementPart({ live, id }: { live: Live; id: string }): JSX.Element {
    const { model } = useShell();
    const requirement = model.requirement(id);
    const naming = live.lines.filter((line) => line.requirements.includes(id));
    return (
        <section class="card">
            <h1 tabIndex={-1}><code><Text text={id} /></code></h1>
            {requirement ? (
                <>
                    <p><Level level={requirement.level} /> <Prose text={requirement.text} /></p>
                    <p class="muted">
                        <Text text={requirement.source} />
                        {requirement.url && <> · <a href={requirement.url} rel="noreferrer" target="_blank">{S.requirement_source} ↗</a></>}
                    </p>
                </>
            ) : (
                <p>{C.no_requirement}</p>
            )}
            <h2>{C.cases} <a class="count" href={list_address(`r:${id}`)} data-count={naming.length}>{naming.length}</a></h2>
            <ul>
                {naming.map((line) => <li key={line.id}><Glyph outcome={line.word as Outcome} /> <a href={case_address(line.id)}><Text text={line.id} /></a> <Text text={line.title} /></li>)}
            </ul>
        </section>
    );
}
