/** The first page: verdict, setup, what failed and why, then everything else folded. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { CaseRow, CaseRows } from '../shared/case_rows.tsx';
import { useShell } from '../shared/context.ts';
import { quoted } from '../shared/filter.ts';
import { areas, group_by_cause, is_group, level_of, levels, outcomes, type Model, type Outcome } from '../shared/model.ts';
import { list_address } from '../shared/router.ts';
import { headline_glyph, outcome_word } from '../shared/strings.ts';
import * as S from '../shared/strings.ts';
import { one_line } from '../shared/text.ts';
import { duration } from '../shared/time.ts';
import { CopyButton, Fold, Glyph, Level, Long, Prose, Text, Verdict } from '../shared/ui.tsx';
import type { Case } from '../shared/types.ts';

export function Overview(): JSX.Element {
    const { model } = useShell();
    const of = (outcome: Outcome): Case[] =>
        model.cases.filter((item) => model.outcome(item) === outcome && !model.fails(item)).sort((a, b) => model.compare_gravity(a, b));
    const advisory = [...of('warned'), ...of('informed')];
    return (
        <>
            <VerdictCard />
            <Setup />
            <Failures />
            <Group title={S.errors} query="s:error" cases={of('error')} open />
            <Changes />
            <Group title={S.advisory} query={level_query(model)} cases={advisory} />
            <Group title={S.inconclusive} query="s:inconclusive" cases={of('inconclusive')} />
            <Group title={S.flaky} query="s:flaky" cases={of('flaky')} />
            <Group title={S.expected_failures} query="s:expected" cases={of('expected')} reason={(item) => item.expected_reason} />
            <Areas />
            <Group title={S.skipped} query="s:skipped" cases={of('skipped')} least={2} />
        </>
    );
}

/** What is warned or informed and does not fail the run. */
function level_query(model: Model): string {
    return model.run.level === 'must' ? 's:warned,informed' : 's:warned,informed !is:failure';
}

function VerdictCard(): JSX.Element {
    const { model } = useShell();
    const { run } = model;
    const headline = model.report.headline ?? S.headline_without;
    const failures = model.failures();
    const by_level = levels
        .map((level): [string, number] => [level, failures.filter((item) => level_of(item) === level && model.outcome(item) === 'failed').length])
        .filter(([, count]) => count > 0);
    const danger = model.cases.filter((item) => item.danger).length;
    const unexpected = model.cases.filter((item) => item.unexpected_pass).length;
    return (
        <section class={`card verdict-card h-${headline.toLowerCase().replace(/\s+/g, '-')}`} aria-labelledby="headline">
            <p class="over">
                {S.report_title} · <b><Text text={run.target.name || run.target.file} /></b> <Text text={run.target.url} />
                <span class="aside">{S.canvas_profile} <Text text={run.canvas} /></span>
            </p>
            <h1 id="headline" tabIndex={-1}>
                <span class="headline-glyph" aria-hidden="true">{headline_glyph[headline] ?? '·'}</span> {headline}
            </h1>
            {(model.report.partial != null || run.interrupted) && <p class="remark bad">{S.partial} {model.report.partial && <Text text={model.report.partial} />}</p>}
            <ul class="counts" data-counts>
                {danger > 0 && <Count query="is:danger" count={danger} class="danger">{S.forged}</Count>}
                {by_level.map(([level, count]) => (
                    <Count key={level} query={`s:failed l:${level}`} count={count} outcome="failed">{level === 'fact' ? S.fact_level : level} {outcome_word.failed}</Count>
                ))}
                {unexpected > 0 && <Count query="is:unexpected" count={unexpected} class="danger">{S.unexpected_pass}</Count>}
                {outcomes.filter((outcome) => outcome !== 'failed').map((outcome) => {
                    const count = model.count(outcome);
                    return count > 0 && <Count key={outcome} query={`s:${outcome}`} count={count} outcome={outcome}>{outcome_word[outcome]}</Count>;
                })}
            </ul>
            <Bar />
            <p class="facts">
                <span>{S.seed} {run.seed}</span>
                <span>{S.clock} {run.clock.mode}</span>
                <span>{duration(run.duration_ms)} {S.of_stage_time}</span>
                <span><a href={list_address('')} data-count={model.cases.length}>{S.cases(model.cases.length)}</a></span>
                {run.shard && <span>{S.shard(run.shard, run.selected)}</span>}
                <span>{S.product} {run.harness}</span>
            </p>
        </section>
    );
}

function Count({ query, count, outcome, class: name, children }: { query: string; count: number; outcome?: Outcome; class?: string; children: ComponentChildren }): JSX.Element {
    return (
        <li>
            <a class={name ? `count-link ${name}` : 'count-link'} href={list_address(query)} data-count={count}>
                {outcome && <Glyph outcome={outcome} />} <b>{count}</b> {children}
            </a>
        </li>
    );
}

/** Shares of the outcomes; the links above say the same in words. */
function Bar(): JSX.Element | null {
    const { model } = useShell();
    const all = model.cases.length;
    if (!all) return null;
    let x = 0;
    return (
        <svg class="bar" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            {outcomes.map((outcome) => {
                const count = model.count(outcome);
                // A single case must be seen among thousands.
                const width = count ? Math.max((count / all) * 1000, 4) : 0;
                const rect = <rect key={outcome} class={`o-${outcome}`} x={x} y={0} width={width} height={6} />;
                x += width;
                return width ? rect : null;
            })}
        </svg>
    );
}

function Setup(): JSX.Element | null {
    const { model } = useShell();
    if (!model.setup.length) return null;
    const bad = model.setup.filter((check) => check.status !== 'passed');
    return (
        <Fold
            class="card"
            open={bad.length > 0}
            summary={<h2><Glyph outcome={bad.length ? 'failed' : 'passed'} /> {S.setup} <span class="count">{bad.length ? S.setup_bad(bad.length) : S.setup_ok(model.setup.length)}</span></h2>}
        >
            {() => (
                <table class="setup">
                    <caption class="offscreen">{S.setup_caption}</caption>
                    <thead class="unseen"><tr><th scope="col"><span class="offscreen">{S.name}</span></th><th scope="col"><span class="offscreen">{S.state}</span></th><th scope="col"><span class="offscreen">{S.value}</span></th></tr></thead>
                    <tbody>
                        {model.setup.map((check) => (
                            <tr key={check.id}>
                                <td class="state"><Verdict outcome={check.status} /></td>
                                <th scope="row"><code><Text text={check.id} /></code></th>
                                <td><Text text={check.detail} />{check.hint && <p class="try"><b>{S.try_this}</b> <Text text={check.hint} /></p>}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </Fold>
    );
}

function Failures(): JSX.Element {
    const { model } = useShell();
    const failures = model.failures();
    const entries = useMemo(() => group_by_cause(model, failures), [failures]);
    const [all, set_all] = useState(false);
    const [turn, set_turn] = useState(0);
    useEffect(() => {
        // Paper cannot be unfolded.
        const listen = (): void => {
            set_all(true);
            set_turn((number) => number + 1);
        };
        addEventListener('beforeprint', listen);
        return () => removeEventListener('beforeprint', listen);
    }, []);
    if (!failures.length) return <section class="card" id="failures" tabIndex={-1}><h2><Glyph outcome="passed" /> {S.no_failures}</h2></section>;
    const grouped = entries.some(is_group);
    return (
        <section class="card" id="failures" tabIndex={-1} aria-labelledby="failures-title">
            <div class="row between">
                <h2 id="failures-title">{S.failures} <a class="count" href={list_address('is:failure')} data-count={failures.length}>{failures.length}</a></h2>
                <p class="row">
                    {grouped && (
                        <button type="button" class="button" onClick={() => { set_all(!all); set_turn(turn + 1); }}>{all ? S.collapse_all : S.expand_all}</button>
                    )}
                    <CopyButton what={S.copy_list} text={() => failures.map((item) => item.id).join('\n')} />
                </p>
            </div>
            <Causes key={turn} entries={entries} open={all} />
        </section>
    );
}

/** Cases and groups of equal causes. */
function Causes({ entries, open }: { entries: ReturnType<typeof group_by_cause>; open: boolean }): JSX.Element {
    const most = 60;
    const [shown, show] = useState(open ? entries.length : most);
    return (
        <>
            <ul class="case-rows" data-list>
                {entries.slice(0, shown).map((entry) =>
                    is_group(entry) ? (
                        <li key={`g${entry.cases[0]!.id}`} class="cause-group">
                            <Fold row open={open} summary={<CauseSummary cause={entry.cause} cases={entry.cases} />}>
                                {() => <CaseRows cases={entry.cases} />}
                            </Fold>
                        </li>
                    ) : (
                        <CaseRow key={entry.id} item={entry} />
                    ),
                )}
            </ul>
            {entries.length > shown && <p><button type="button" class="button" onClick={() => show(entries.length)}>{S.show_all(entries.length)}</button></p>}
        </>
    );
}

function CauseSummary({ cause, cases }: { cause: string; cases: Case[] }): JSX.Element {
    const { model } = useShell();
    const first = cases[0]!;
    return (
        <span class="cause-line">
            <Glyph outcome={model.outcome(first)} />
            <Level level={level_of(first)} />
            <span class="times">{cases.length} ×</span>
            {first.danger && <strong class="danger">{S.forged}</strong>}
            <span class="sentence"><Prose text={one_line(cause, 180)} /></span>
            <span class="muted"> {S.same_cause}</span>
        </span>
    );
}

interface GroupProps { title: string; query: string; cases: Case[]; open?: boolean; least?: number; reason?: (item: Case) => string | null }

/** A folded section; its count is a link. */
function Group({ title, query, cases, open = false, least = 3, reason }: GroupProps): JSX.Element | null {
    const { model } = useShell();
    if (!cases.length) return null;
    return (
        <section class="card with-count">
            <Fold open={open} summary={<h2><Glyph outcome={model.outcome(cases[0]!)} /> {title}</h2>}>
                {() => (reason ? <Reasons cases={cases} reason={reason} /> : <Causes entries={group_by_cause(model, cases, least)} open={false} />)}
            </Fold>
            <a class="count" href={list_address(query)} data-count={cases.length} aria-label={`${title}: ${S.cases(cases.length)}`}>{cases.length}</a>
        </section>
    );
}

function Reasons({ cases, reason }: { cases: Case[]; reason: (item: Case) => string | null }): JSX.Element {
    return (
        <ul class="case-rows" data-list>
            {cases.map((item) => (
                <li key={item.id} class="reasoned">
                    <ul class="case-rows"><CaseRow item={item} /></ul>
                    {reason(item) && <p class="case-cause"><b>{S.expected_because}</b> <Long text={reason(item)!} most={300} /></p>}
                </li>
            ))}
        </ul>
    );
}

function Changes(): JSX.Element | null {
    const { model } = useShell();
    if (!model.report.compare) return null;
    const of = (change: string): Case[] => model.cases.filter((item) => model.change_of(item) === change);
    const fresh = of('new');
    const fixed = of('fixed');
    return (
        <section class="card">
            <p class="row changes">
                <a class="count-link" href={list_address('is:new')} data-count={fresh.length}>⊕ <b>{fresh.length}</b> {S.new_failures}</a>
                <a class="count-link" href={list_address('is:fixed')} data-count={fixed.length}>⊖ <b>{fixed.length}</b> {S.fixed}</a>
                <a href="#/diff">{S.compare_from_to(model.report.compare.name, S.this_run)}</a>
            </p>
            {fresh.length > 0 && <Fold summary={S.show_all(fresh.length)}>{() => <Causes entries={group_by_cause(model, fresh)} open={false} />}</Fold>}
        </section>
    );
}

function Areas(): JSX.Element {
    const { model } = useShell();
    const list = useMemo(() => areas(model), [model]);
    return (
        <section class="card" aria-labelledby="areas-title">
            <h2 id="areas-title">{S.groups}</h2>
            <ul class="areas" data-list>
                {list.map((area) => (
                    <li key={area.name}>
                        <Fold row summary={<AreaLine name={area.name} passed={area.passed} all={area.cases.length} />}>
                            {() => (
                                <ul class="areas inner">
                                    {area.groups.map((group) => (
                                        <li key={group.name}>
                                            <Fold row summary={<AreaLine name={group.name} passed={group.passed} all={group.cases.length} />}>
                                                {() => <CaseRows cases={[...group.cases].sort((a, b) => model.compare_gravity(a, b))} first={60} />}
                                            </Fold>
                                            <AreaCount query={`g:${quoted(`=${group.name}`)}`} passed={group.passed} all={group.cases.length} name={group.name} />
                                        </li>
                                    ))}
                                </ul>
                            )}
                        </Fold>
                        <AreaCount query={`g:${quoted(area.name)}`} passed={area.passed} all={area.cases.length} name={area.name} />
                    </li>
                ))}
            </ul>
        </section>
    );
}

function AreaLine({ name, passed, all }: { name: string; passed: number; all: number }): JSX.Element {
    return (
        <span class="area-line">
            <Glyph outcome={passed === all ? 'passed' : 'warned'} /> <Text text={name} />
        </span>
    );
}

function AreaCount({ query, passed, all, name }: { query: string; passed: number; all: number; name: string }): JSX.Element {
    return (
        <span class="area-count">
            <a href={list_address(`${query} s:passed`)} data-count={passed} aria-label={`${name}: ${S.passed_of(passed, all)}`}>{passed}</a>
            <span aria-hidden="true">/</span>
            <a href={list_address(query)} data-count={all} aria-label={`${name}: ${S.cases(all)}`}>{all}</a>
        </span>
    );
}
