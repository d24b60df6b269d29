/** The further sections of a case's page. */
import type { ComponentChildren, JSX } from 'preact';
import { useShell } from '../shared/context.ts';
import { quoted } from '../shared/filter.ts';
import { blamed_hops, cause_check, unmet_checks } from '../shared/model.ts';
import { HopTable } from '../shared/hop_table.tsx';
import { case_address, list_address, requirement_address } from '../shared/router.ts';
import * as S from '../shared/strings.ts';
import { CopyButton, Fold, HopLinks, Level, Long, Prose, Text, Verdict } from '../shared/ui.tsx';
import { cause_text } from '../shared/model.ts';
import type { Case, Source } from '../shared/types.ts';

function Part({ id, title, count, children }: { id: string; title: string; count?: number; children: ComponentChildren }): JSX.Element {
    return (
        <section id={id} class="card" tabIndex={-1} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>{title} {count !== undefined && <span class="count">{count}</span>}</h2>
            {children}
        </section>
    );
}

export function place(source: Source): string {
    return source.line ? `${source.file}:${source.line}:${source.col}` : source.file;
}

export function ChecksPart({ item, marked }: { item: Case; marked: string | null }): JSX.Element {
    const unmet = unmet_checks(item);
    const met = item.checks.filter((check) => check.status === 'passed');
    const shown = unmet.length && met.length > 3 ? (met.some((check) => check.id === marked) ? item.checks : unmet) : [...unmet, ...met];
    const row = (check: Case['checks'][number]): JSX.Element => (
        <tr key={check.id} id={check.id} tabIndex={-1} class={marked === check.id ? 'marked' : undefined}>
            <th scope="row"><a href={case_address(item.id, { check: check.id })} data-row>{check.id}</a></th>
            <td class="state"><Verdict outcome={check.status} /></td>
            <td>
                <Long text={check.required.text} most={240} />
                {check.required.by && <> <a href={requirement_address(check.required.by)}><code>{check.required.by}</code></a></>}
            </td>
            <td>
                <Long text={check.observed.text} most={240} />
                {check.observed.hops.length > 0 && <> <HopLinks id={item.id} hops={check.observed.hops} /></>}
                {check.near_miss && <p class="near-miss"><b>{S.near_miss}</b> <Text text={check.near_miss} /></p>}
                {check.hint && check.status !== 'passed' && <p class="try"><b>{S.try_this}</b> <Prose text={check.hint} /></p>}
            </td>
        </tr>
    );
    return (
        <Part id="checks" title={S.sections.checks} count={item.checks.length}>
            <table class="checks" data-list>
                <caption class="offscreen">{S.check_caption}</caption>
                <thead><tr><th scope="col">#</th><th scope="col">{S.state}</th><th scope="col">{S.required}</th><th scope="col">{S.observed}</th></tr></thead>
                <tbody>{shown.map(row)}</tbody>
            </table>
            {shown.length < item.checks.length && (
                <Fold summary={S.setup_ok(met.length)}>
                    {() => (
                        <table class="checks">
                            <caption class="offscreen">{S.check_caption}</caption>
                            <thead class="unseen"><tr><th scope="col"><span class="offscreen">#</span></th><th scope="col"><span class="offscreen">{S.state}</span></th><th scope="col"><span class="offscreen">{S.required}</span></th><th scope="col"><span class="offscreen">{S.observed}</span></th></tr></thead>
                            <tbody>{met.map(row)}</tbody>
                        </table>
                    )}
                </Fold>
            )}
        </Part>
    );
}

export function StepsPart({ item }: { item: Case }): JSX.Element {
    return (
        <Part id="steps" title={S.sections.steps} count={item.steps.length}>
            <table class="steps">
                <caption class="offscreen">{S.step_caption}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="num">{S.step}</th>
                        <th scope="col">{S.verb}</th>
                        <th scope="col">{S.state}</th>
                        <th scope="col">{S.exchanges}</th>
                        <th scope="col">{S.sections.checks}</th>
                        <th scope="col">{S.place}</th>
                    </tr>
                </thead>
                <tbody>
                    {item.steps.map((step) => (
                        <tr key={step.n} id={`step-${step.n}`} tabIndex={-1}>
                            <th scope="row" class="num">{step.n}</th>
                            <td><b><Text text={step.kind} /></b></td>
                            <td class="state"><Verdict outcome={step.status} /></td>
                            <td>{step.hops.length > 0 && <HopLinks id={item.id} hops={step.hops} most={8} />}</td>
                            <td class="checks-of">{step.checks.map((id) => <span key={id}><a href={case_address(item.id, { check: id })}>{id}</a> </span>)}</td>
                            <td class="place"><code><Text text={place(step.source)} /></code></td>
                        </tr>
                    ))}
                </tbody>
            </table>
            {item.faults.length > 0 && (
                <>
                    <h3 class="later">{S.faults}</h3>
                    <ul class="plain">{item.faults.map((fault, i) => <li key={i}><Text text={fault} /></li>)}</ul>
                </>
            )}
        </Part>
    );
}

/** Lines around a place of a file, its line marked. */
function Excerpt({ source, around = 5 }: { source: Source; around?: number }): JSX.Element {
    const { model } = useShell();
    const text = model.report.sources?.[source.file];
    if (text === undefined) return <p><code><Text text={place(source)} /></code> <span class="muted">{S.source_missing}</span></p>;
    const lines = text.split('\n');
    const from = Math.max(source.line - around, 1);
    const to = Math.min(source.line + around, lines.length);
    const width = String(to).length;
    return (
        <figure class="excerpt">
            <figcaption><code><Text text={place(source)} /></code></figcaption>
            <pre class="code" tabIndex={0} role="group" aria-label={place(source)}>
                {lines.slice(from - 1, to).map((line, i) => {
                    const number = from + i;
                    const here = number === source.line;
                    return (
                        <span key={number} class={here ? 'src-line here' : 'src-line'}>
                            <span class="gutter">{here ? '▸' : ' '}{String(number).padStart(width)} │ </span>
                            <Text text={line} />{'\n'}
                            {here && source.col > 0 && <span class="caret" aria-hidden="true">{' '.repeat(width + 4 + source.col - 1)}▲{'\n'}</span>}
                        </span>
                    );
                })}
            </pre>
        </figure>
    );
}

export function SourcePart({ item }: { item: Case }): JSX.Element {
    const { model } = useShell();
    const seen = new Set<string>();
    const places = [cause_check(item)?.source, item.source].filter((source): source is Source => {
        if (!source || seen.has(place(source))) return false;
        seen.add(place(source));
        return true;
    });
    const whole = model.report.sources?.[item.source.file];
    return (
        <Part id="source" title={S.sections.source}>
            {places.map((source) => <Excerpt key={place(source)} source={source} />)}
            {whole !== undefined && (
                <Fold summary={item.source.file}>
                    {() => <pre class="code" tabIndex={0} role="group" aria-label={item.source.file}><Text text={whole} /></pre>}
                </Fold>
            )}
        </Part>
    );
}

export function RequirementPart({ item }: { item: Case }): JSX.Element {
    const { model } = useShell();
    return (
        <Part id="requirement" title={S.sections.requirement} count={item.requirements.length + item.facts.length}>
            <dl class="requirements">
                {[...item.requirements, ...item.facts].map((id) => {
                    const requirement = model.requirement(id);
                    const text = requirement?.text ?? model.fact(id);
                    const others = model.cases.filter((other) => other.requirements.includes(id) || other.facts.includes(id)).length;
                    return (
                        <div key={id}>
                            <dt><a href={requirement_address(id)}><code>{id}</code></a> {requirement ? <Level level={requirement.level} /> : <Level level="fact" />}</dt>
                            <dd>
                                {text ? <Prose text={text} /> : <span class="muted">{S.requirement_unknown}</span>}
                                <p class="muted">
                                    {requirement?.source && <>{S.requirement_source}: <Prose text={requirement.source} /> </>}
                                    {requirement?.url && <a href={requirement.url} rel="noreferrer" target="_blank"><Text text={requirement.url} /> ↗</a>}{' '}
                                    <a href={list_address(`r:${quoted(`=${id}`)}`)} data-count={others}>{S.requirement_other(others)}</a>
                                </p>
                            </dd>
                        </div>
                    );
                })}
            </dl>
        </Part>
    );
}

export function ReplayPart({ item }: { item: Case }): JSX.Element {
    const { substitutions, fault_plan, command } = item.replay;
    return (
        <Part id="replay" title={S.sections.replay}>
            <p>{S.replay_intro}</p>
            <pre class="code command" tabIndex={0} role="group" aria-label={S.sections.replay}><Text text={command} /></pre>
            <p class="row"><CopyButton what={S.copy_replay} text={() => command} /></p>
            {substitutions.length > 0 && <p>{S.replay_new} {substitutions.map((name) => <span key={name}><code><Text text={name} /></code> </span>)}</p>}
            {fault_plan.length > 0 && (
                <p>{S.replay_faults} {fault_plan.map((entry) => <span key={`${entry.hop} ${entry.fault}`}><HopLinks id={item.id} hops={[entry.hop]} /> <Text text={entry.fault} /> </span>)}</p>
            )}
        </Part>
    );
}

export function TurnsPart({ item }: { item: Case }): JSX.Element {
    return (
        <Part id="turns" title={S.sections.turns} count={item.other_turns.length}>
            <p>{S.turns_intro(item.turns)}</p>
            {item.other_turns.map((turn, i) => (
                <Fold key={i} summary={<><Verdict outcome={turn.status} /> {S.turn(i + 1)}: <Long text={cause_text(turn)} most={160} /></>}>
                    {() => <HopTable case_id={item.id} hops={turn.hops} blamed={blamed_hops(turn)} selected={null} />}
                </Fold>
            ))}
        </Part>
    );
}
