/** One requirement, and the cases that name it. */
import type { JSX } from 'preact';
import { useShell } from '../shared/context.ts';
import type { Outcome } from '../shared/model.ts';
import { case_address, list_address } from '../shared/router.ts';
import * as S from '../shared/strings.ts';
import { Glyph, Level, Prose, Text } from '../shared/ui.tsx';
import { C } from './strings.ts';
import type { Live } from './live.ts';

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
