import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { useShell } from '../shared/context.ts';
import { outcomes } from '../shared/model.ts';
import { case_address, list_address } from '../shared/router.ts';
import { outcome_word } from '../shared/strings.ts';
import * as S from '../shared/strings.ts';
import { by_text } from '../shared/text.ts';
import { clock_time, duration, instant_ms } from '../shared/time.ts';
import { Code, Fold, Glyph, Text, Verdict } from '../shared/ui.tsx';
import type { Case } from '../shared/types.ts';

export function RunView(): JSX.Element {
    const { model } = useShell();
    const { run, report } = model;
    const rows: [string, string][] = [
        [S.run_rows.target, `${run.target.name} ${run.target.url}`],
        [S.run_rows.tool_file, run.target.file],
        [S.run_rows.canvas, run.canvas],
        [S.run_rows.harness, run.harness],
        [S.run_rows.seed, String(run.seed)],
        [S.run_rows.clock, run.clock.mode],
        [S.run_rows.start, run.clock.start],
        [S.run_rows.duration, duration(run.duration_ms)],
        [S.run_rows.level, run.level],
        [S.run_rows.shard, run.shard ?? '–'],
        [S.run_rows.selected, String(run.selected)],
        [S.run_rows.interrupted, run.interrupted ? S.yes : S.no],
        [S.run_rows.config, run.config_sha256],
        [S.run_rows.scenarios, run.scenarios_sha256],
        ...Object.entries(run.vars).map(([name, value]): [string, string] => [`${S.run_rows.vars}: ${name}`, value]),
    ];
    return (
        <>
            <h1 tabIndex={-1} class="view-title">{S.run_title}</h1>
            <section class="card flush" aria-labelledby="run-facts">
                <h2 id="run-facts">{S.run_facts}</h2>
                <table class="pairs">
                    <caption class="offscreen">{S.run_caption}</caption>
                    <colgroup><col class="c-name" /><col /></colgroup>
                    <thead class="unseen"><tr><th scope="col"><span class="offscreen">{S.name}</span></th><th scope="col"><span class="offscreen">{S.value}</span></th></tr></thead>
                    <tbody>{rows.map(([name, value]) => <tr key={name}><th scope="row"><Text text={name} /></th><td><Text text={value} /></td></tr>)}</tbody>
                </table>
            </section>
            <section class="card" aria-labelledby="run-summary">
                <h2 id="run-summary">{S.summary}</h2>
                <ul class="counts" data-counts>
                    {outcomes.map((outcome) => {
                        const count = model.count(outcome);
                        return <li key={outcome}><a class="count-link" href={list_address(`s:${outcome}`)} data-count={count}><Glyph outcome={outcome} /> <b>{count}</b> {outcome_word[outcome]}</a></li>;
                    })}
                </ul>
            </section>
            <Timings />
            {report.tool && <section class="card"><Fold summary={<h2>{S.tool_text}</h2>}>{() => <Code text={report.tool!} label={S.tool_text} />}</Fold></section>}
            {Object.entries(report.worlds ?? {}).map(([file, text]) => (
                <section class="card" key={file}><Fold summary={<h2><Text text={file} /></h2>}>{() => <Code text={text} label={file} />}</Fold></section>
            ))}
        </>
    );
}

const most = 40;

/** When the longest cases began, and how long they took. */
function Timings(): JSX.Element | null {
    const { model } = useShell();
    const bars = useMemo(() => {
        const longest = [...model.cases].sort((a, b) => b.ms - a.ms || by_text(a.id, b.id)).slice(0, most).filter((item) => item.ms > 0);
        const begin = Math.min(...longest.map((item) => instant_ms(item.started) ?? 0));
        const end = Math.max(...longest.map((item) => (instant_ms(item.started) ?? 0) + item.ms));
        const span = Math.max(end - begin, 1);
        return longest.map((item) => ({
            item,
            x: (((instant_ms(item.started) ?? 0) - begin) / span) * 100,
            width: Math.max((item.ms / span) * 100, 0.4),
        }));
    }, [model]);
    if (!bars.length) return null;
    return (
        <section class="card flush" aria-labelledby="timings-title">
            <h2 id="timings-title">{S.timings}</h2>
            <p class="muted">{S.timings_intro}</p>
            <table class="timings" data-list>
                <caption class="offscreen">{S.timings_caption}</caption>
                <thead>
                    <tr><th scope="col">{S.column.status}</th><th scope="col">{S.column.case}</th><th scope="col">{S.began}</th><th scope="col" class="num">{S.took}</th><th scope="col" class="gantt"><span class="offscreen">{S.timings_label}</span></th></tr>
                </thead>
                <tbody>{bars.map((bar) => <Bar key={bar.item.id} {...bar} />)}</tbody>
            </table>
        </section>
    );
}

function Bar({ item, x, width }: { item: Case; x: number; width: number }): JSX.Element {
    const { model } = useShell();
    return (
        <tr>
            <td class="state"><Verdict outcome={model.outcome(item)} /></td>
            <th scope="row"><a href={case_address(item.id)} data-row><Text text={item.id} /></a></th>
            <td class="time">{clock_time(item.started)}</td>
            <td class="num">{duration(item.ms)}</td>
            <td class="gantt" aria-hidden="true">
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" focusable="false"><rect class={`o-${model.outcome(item)}`} x={x} y={2} width={width} height={6} /></svg>
            </td>
        </tr>
    );
}
