/** The sequence of a case as a picture, with two rulers: since the start, and the stage's clock. */
import type { JSX } from 'preact';
import { lanes_of } from './hop_table.tsx';
import { case_address } from './router.ts';
import { party_name } from './strings.ts';
import * as S from './strings.ts';
import { clock_time, duration, offset } from './time.ts';
import type { Hop } from './types.ts';

interface Place { hop: Hop; x: number; gap: number }

const left = 92;
const top = 24;
const lane_height = 34;
const step = 22;
const jump_ms = 1000;

/** Exchanges stand apart evenly, because they may happen at one moment; where the clock moves there is a break. */
export function places(hops: Hop[]): { list: Place[]; width: number } {
    let x = left + 14;
    const list = hops.map((hop, i): Place => {
        const before = hops[i - 1];
        const gap = before ? hop.t_ms - before.t_ms : 0;
        if (i > 0) x += gap >= jump_ms ? step * 3 : step;
        return { hop, x, gap };
    });
    return { list, width: x + 40 };
}

export function Timeline({ case_id, hops, blamed, selected }: { case_id: string; hops: Hop[]; blamed: Map<number, string[]>; selected: number | null }): JSX.Element | null {
    if (!hops.length) return null;
    const lanes = lanes_of(hops);
    const { list, width } = places(hops);
    const y = (at: number): number => top + 18 + at * lane_height;
    const bottom = y(lanes.length - 1) + 18;
    const height = bottom + 24;
    const first_blamed = list.find((place) => blamed.has(place.hop.n));
    let label_end = 0;
    return (
        <div class="timeline" tabIndex={0} role="group" aria-label={S.sections.timeline}>
            <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={S.timeline_label(hops.length, lanes.map((lane) => party_name[lane]).join(', '))}>
                <text class="ruler" x={0} y={top - 8}>{S.since_start}</text>
                <text class="ruler" x={0} y={height - 6}>{S.stage_clock}</text>
                {lanes.map((lane, i) => (
                    <g key={lane}>
                        <text class="lane-name" x={0} y={y(i) + 4}>{party_name[lane]}</text>
                        <line class="lane" x1={left} x2={width - 8} y1={y(i)} y2={y(i)} />
                    </g>
                ))}
                {first_blamed && <line class="fail-line" x1={first_blamed.x} x2={first_blamed.x} y1={top - 4} y2={bottom} />}
                {list.map(({ hop, x, gap }, i) => {
                    const from = y(Math.max(lanes.indexOf(hop.from), 0));
                    const to = y(Math.max(lanes.indexOf(hop.to), 0));
                    const bad = blamed.has(hop.n);
                    const down = to >= from;
                    const moved = i === 0 || gap >= jump_ms;
                    // A label needs room; one that has none is left out, the table has them all.
                    const labelled = moved && x - 20 >= label_end;
                    if (labelled) label_end = x + 56;
                    const refused = (hop.response?.status ?? 599) >= 400;
                    return (
                        <g key={hop.n} class={bad ? 'hop bad' : refused ? 'hop refused' : 'hop'}>
                            {gap >= jump_ms && (
                                <g class="break">
                                    <line x1={x - step * 1.5 - 3} x2={x - step * 1.5 + 1} y1={bottom} y2={top - 2} />
                                    <line x1={x - step * 1.5 + 2} x2={x - step * 1.5 + 6} y1={bottom} y2={top - 2} />
                                    <title>{S.passes(duration(gap))}</title>
                                </g>
                            )}
                            {labelled && <text class="tick" x={x} y={top - 8}>{offset(hop.t_ms)}</text>}
                            {labelled && <text class="tick" x={x} y={height - 6}>{clock_time(hop.t_virtual).slice(0, 8)}</text>}
                            <g class="link" onClick={() => { location.hash = case_address(case_id, { hop: hop.n }); }}>
                                <title>{`${S.hop(hop.n)}: ${party_name[hop.from]} → ${party_name[hop.to]}, ${hop.kind}, ${hop.response?.status ?? S.no_answer}`}</title>
                                <rect class="target" x={x - step / 2} y={top} width={step} height={bottom - top} />
                                {selected === hop.n && <rect class="chosen" x={x - 9} y={top + 2} width={18} height={bottom - top - 4} rx={4} />}
                                <line class="way" x1={x} x2={x} y1={from} y2={to} />
                                <circle cx={x} cy={from} r={3} />
                                <path d={down ? `M${x - 4} ${to - 7}L${x + 4} ${to - 7}L${x} ${to}Z` : `M${x - 4} ${to + 7}L${x + 4} ${to + 7}L${x} ${to}Z`} />
                                {bad && <text class="cross" x={x} y={(from + to) / 2 + 4}>✗</text>}
                            </g>
                        </g>
                    );
                })}
            </svg>
        </div>
    );
}
