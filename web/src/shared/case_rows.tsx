/** Rows of cases, as every list shows them. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useShell } from './context.ts';
import { cause_check, level_of } from './model.ts';
import { case_address } from './router.ts';
import { reaction_word } from './strings.ts';
import * as S from './strings.ts';
import { one_line } from './text.ts';
import { Glyph, Level, Prose, Text, Verdict } from './ui.tsx';
import { duration } from './time.ts';
import type { Case } from './types.ts';

/** A case on two lines: what it is, and why it ended so. */
export function CaseRow({ item }: { item: Case }): JSX.Element {
    const { model } = useShell();
    const outcome = model.outcome(item);
    const by = cause_check(item)?.required.by;
    const cause = item.unexpected_pass ? S.unexpected_sentence : model.cause(item);
    return (
        <li class="case-row" data-case={item.id}>
            <a href={case_address(item.id)} data-row>
                <Glyph outcome={outcome} />
                <span class="offscreen">{model.fails(item) ? S.column.status : ''} </span>
                <Level level={level_of(item)} />
                <span class="case-id"><Text text={item.id} /></span>
                <span class="case-title"><Text text={item.title} /></span>
            </a>
            <p class="case-cause">
                {item.danger && <strong class="danger">{S.forged}</strong>}
                {item.unexpected_pass && <strong class="danger">{S.unexpected_pass}</strong>}
                {item.reaction && outcome === 'failed' && <span class="tag">{reaction_word[item.reaction] ?? item.reaction}</span>}
                {cause && <span class="sentence"><Prose text={one_line(cause)} /></span>}
                {by && <code class="by">{by}</code>}
            </p>
        </li>
    );
}

/** A list that is built in parts: the first rows at once, the rest when asked for. */
export function CaseRows({ cases, first = 100 }: { cases: Case[]; first?: number }): JSX.Element {
    const [most, set_most] = useState(first);
    return (
        <>
            <ul class="case-rows" data-list>
                {cases.slice(0, most).map((item) => <CaseRow key={item.id} item={item} />)}
            </ul>
            {cases.length > most && <More left={cases.length - most} show={() => set_most(most + 400)} />}
        </>
    );
}

export function More({ left, show }: { left: number; show(): void }): JSX.Element {
    return <p><button type="button" class="button" onClick={show}>{S.more_rows(Math.min(left, 400))}</button></p>;
}

/** One line each, as a table. */
export function CaseTable({ cases, caption, first = 150 }: { cases: Case[]; caption: string; first?: number }): JSX.Element {
    const { model } = useShell();
    const [most, set_most] = useState(first);
    return (
        <>
            <table class="cases" data-list>
                <caption class="offscreen">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{S.column.status}</th>
                        <th scope="col">{S.column.level}</th>
                        <th scope="col">{S.column.case}</th>
                        <th scope="col" class="num">{S.column.hops}</th>
                        <th scope="col" class="num">{S.column.time}</th>
                    </tr>
                </thead>
                <tbody>
                    {cases.slice(0, most).map((item) => {
                        const cause = item.status === 'passed' && !item.unexpected_pass ? '' : model.cause(item);
                        return (
                            <tr key={item.id} data-case={item.id}>
                                <td class="state"><Verdict outcome={model.outcome(item)} /></td>
                                <td><Level level={level_of(item)} /></td>
                                <th scope="row">
                                    <a href={case_address(item.id)} data-row><Text text={item.id} /></a>
                                    {(cause || item.danger) && (
                                        <span class="case-cause">
                                            {item.danger && <strong class="danger">{S.forged}</strong>}
                                            {cause && <span class="sentence"><Prose text={one_line(cause, 160)} /></span>}
                                        </span>
                                    )}
                                </th>
                                <td class="num">{item.hops.length}</td>
                                <td class="num">{duration(item.ms)}</td>
                            </tr>
                        );
                    })}
                </tbody>
            </table>
            {cases.length > most && <More left={cases.length - most} show={() => set_most(most + 400)} />}
        </>
    );
}
