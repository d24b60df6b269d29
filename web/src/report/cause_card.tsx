/** The first card of a case: what is wrong, what had to be, what was seen, what to try. */
import type { JSX } from 'preact';
import { useShell } from '../shared/context.ts';
import { curl_command } from '../shared/curl.ts';
import { compare_words } from '../shared/diff.ts';
import { cause_check, unmet_checks } from '../shared/model.ts';
import { case_address, requirement_address } from '../shared/router.ts';
import { reaction_sense, reaction_word } from '../shared/strings.ts';
import * as S from '../shared/strings.ts';
import { CopyButton, HopLinks, Long, Marked, Prose, Text } from '../shared/ui.tsx';
import { place } from './case_parts.tsx';
import { show } from './contents.tsx';
import type { Case, Check, Hop } from '../shared/types.ts';

export function CauseCard({ item, selected, prompt }: { item: Case; selected: Hop | null; prompt: string | null }): JSX.Element {
    const { model } = useShell();
    const check = cause_check(item);
    const outcome = model.outcome(item);
    const cause = model.cause(item);
    const unjudged = item.status === 'skipped' || item.status === 'inconclusive' || item.status === 'error';
    const rest = unmet_checks(item).filter((other) => other !== check && other.status !== 'skipped').length;
    return (
        <div class={`card cause o-${outcome}`}>
            {item.danger && <p class="danger-banner"><span aria-hidden="true">✗ </span>{S.forged}</p>}
            {item.unexpected_pass && <p class="danger-banner">{S.unexpected_pass}: {S.unexpected_sentence}</p>}
            {item.purpose && <p class="purpose"><Prose text={item.purpose} /></p>}
            <h2>{item.status === 'passed' ? S.sections.verdict : S.first_cause}</h2>
            {item.status === 'passed' && !item.unexpected_pass ? (
                <p class="sentence">{S.passed_card}</p>
            ) : (
                <p class="sentence"><Long text={cause || item.title} most={300} /></p>
            )}
            {check && !unjudged && <Pair item={item} check={check} />}
            {rest > 0 && <p><a href={case_address(item.id, { check: unmet_checks(item)[1]?.id ?? check?.id })}>{S.more_checks(rest)}</a></p>}
            {item.expected && item.expected_reason && <p class="remark"><b>{S.expected_because}</b> <Prose text={item.expected_reason} /></p>}
            {item.reaction && (
                <p class="reaction">
                    <b>{S.reaction}</b> <strong class="word">{reaction_word[item.reaction] ?? item.reaction}</strong> {reaction_sense[item.reaction]}{' '}
                    <span class="muted">{S.reaction_others}{Object.keys(reaction_word).filter((word) => word !== item.reaction).map((word) => reaction_word[word]).join(' · ')}</span>
                </p>
            )}
            {item.reaction && S.reaction_likely[item.reaction] && <p class="reaction"><b>{S.likely}</b> {S.reaction_likely[item.reaction]}</p>}
            {check && check.source.line > 0 && item.status !== 'passed' && (
                <p class="muted">
                    <a href={case_address(item.id)} onClick={(event) => { event.preventDefault(); show('source'); }}><code><Text text={place(check.source)} /></code></a>
                </p>
            )}
            {check?.hint && <p class="try"><b>{S.try_this}</b> <Prose text={check.hint} /></p>}
            <p class="row actions">
                <CopyButton primary={item.status !== 'passed'} what={S.copy_replay} text={() => item.replay.command} />
                {selected?.request.headers && <CopyButton what={S.copy_curl(selected.n)} text={() => curl_command(selected, model.body(selected.request.body))} />}
                {prompt && <CopyButton what={S.copy_prompt} text={() => prompt} />}
                <CopyButton what={S.copy_link} text={() => location.href} />
            </p>
        </div>
    );
}

function Pair({ item, check }: { item: Case; check: Check }): JSX.Element {
    const { model } = useShell();
    const sides = compare_words(check.required.text, check.observed.text);
    const by = check.required.by;
    const requirement = by ? model.requirement(by) : undefined;
    return (
        <>
            <div class="pair">
                <section>
                    <h3>{S.required} {check.level && <span class="who">{check.level}</span>}</h3>
                    <p><Marked pieces={sides.left} /></p>
                    {by && (
                        <p class="muted">
                            {S.required_by} <a href={requirement_address(by)}><code>{by}</code></a>
                            {requirement?.url && <> <a href={requirement.url} rel="noreferrer" target="_blank">{S.requirement_source} ↗</a></>}
                        </p>
                    )}
                </section>
                <section>
                    <h3>{check.near_miss ? S.near_miss : S.observed} <span class="who">{check.observed.by === 'tool' ? S.your_tool_did : S.canvas_did}</span></h3>
                    <p>{check.observed.text.length > 700 ? <Long text={check.observed.text} /> : <Marked pieces={sides.right} />}</p>
                    {check.near_miss && <NearMiss text={check.near_miss} />}
                    {check.observed.hops.length > 0 && <p class="muted">{S.observed_at} <HopLinks id={item.id} hops={check.observed.hops} /></p>}
                    {check.evidence.length > 0 && <p class="muted">{S.evidence} {check.evidence.map((code) => <code key={code}>{code} </code>)}</p>}
                </section>
            </div>
        </>
    );
}

/** The nearest thing that did come: a line of differences each, where it says them so. */
function NearMiss({ text }: { text: string }): JSX.Element {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2) return <p class="near-miss"><Text text={text} /></p>;
    return <ul class="near-miss">{lines.map((line, i) => <li key={i}><Text text={line} /></li>)}</ul>;
}
