/** Exchanges in lanes, as a table: each lane is two half columns, so that arrows go from middle to middle. */
import type { JSX } from 'preact';
import { useMedia } from './context.ts';
import { path_label } from './forms.ts';
import { case_address } from './router.ts';
import { party_name } from './strings.ts';
import * as S from './strings.ts';
import { Text } from './ui.tsx';
import { clock_time, offset } from './time.ts';
import type { Hop, Party } from './types.ts';

const jump_ms = 1000;

/** Three lanes always; the probe, which stands for anybody else, when it occurs. */
export function lanes_of(hops: Hop[]): Party[] {
    const lanes: Party[] = ['browser', 'tool', 'platform'];
    return hops.some((hop) => hop.from === 'probe' || hop.to === 'probe') ? [...lanes, 'probe'] : lanes;
}

export interface HopTableProps {
    case_id: string;
    hops: Hop[];
    blamed: Map<number, string[]>;
    selected: number | null;
    /** where a row leads; the report's address of the hop unless told otherwise */
    address?: (hop: Hop) => string;
    /** shown instead of a note, such as the state of a live run */
    note?: (hop: Hop) => string | null;
    /** before the number in a row's id; where two tables stand on a page */
    id_prefix?: string;
    /** a line for each exchange without lanes, as on a narrow screen */
    compact?: boolean;
    /** without rows that say how far the clock moved between exchanges */
    no_jumps?: boolean;
}

export function HopTable(props: HopTableProps): JSX.Element {
    const narrow = useMedia('(max-width: 700px)') || props.compact === true;
    const lanes = lanes_of(props.hops);
    const width = narrow ? 1 : lanes.length * 2;
    return (
        <table class={narrow ? 'hops narrow' : `hops lanes-${lanes.length}`} data-list>
            <caption class="offscreen">{S.hop_caption}</caption>
            <thead>
                <tr>
                    <th scope="col" class="num">{S.hop_columns.n}</th>
                    <th scope="col" class="time">{S.hop_columns.time}</th>
                    {narrow ? (
                        <th scope="col">{S.hop_columns.what}</th>
                    ) : (
                        lanes.map((lane) => <th scope="col" colSpan={2} class="lane" key={lane}>{party_name[lane]}</th>)
                    )}
                    <th scope="col" class="status">{S.hop_columns.status}</th>
                    <th scope="col" class="note">{S.hop_columns.note}</th>
                </tr>
            </thead>
            <tbody>
                {props.hops.map((hop, i) => {
                    const before = props.hops[i - 1];
                    const jump = before ? hop.t_ms - before.t_ms : 0;
                    return [
                        jump >= jump_ms && !props.no_jumps && (
                            <tr class="jump" key={`j${hop.n}`}>
                                <td class="num" />
                                <td colSpan={width + 3}><span aria-hidden="true">» </span>{S.clock_moves(offset(jump))}</td>
                            </tr>
                        ),
                        <Row key={hop.n} {...props} hop={hop} lanes={lanes} narrow={narrow} />,
                    ];
                })}
            </tbody>
        </table>
    );
}

function Row(props: HopTableProps & { hop: Hop; lanes: Party[]; narrow: boolean }): JSX.Element {
    const { hop, lanes, narrow } = props;
    const checks = props.blamed.get(hop.n);
    const current = props.selected === hop.n;
    const status = hop.response?.status;
    const href = props.address ? props.address(hop) : case_address(props.case_id, { hop: hop.n });
    const way = `${party_name[hop.from]} → ${party_name[hop.to]}`;
    const label = (
        <a href={href} data-row aria-current={current ? 'true' : undefined} id={`${props.id_prefix ?? 'hop'}-${hop.n}`} title={`${hop.request.method} ${hop.request.url}`}>
            {narrow ? <span class="way">{way}</span> : <span class="offscreen">{way}: </span>}
            <b>{hop.request.method}</b> <span class="path"><Text text={path_label(hop.request.url)} /></span>
        </a>
    );
    const classes = [current && 'current', checks && 'blamed'].filter(Boolean).join(' ');
    return (
        <tr class={classes || undefined}>
            <th scope="row" class="num">{hop.n}</th>
            <td class="time">{clock_time(hop.t_virtual)}</td>
            {narrow ? <td>{label}</td> : <Arrow hop={hop} lanes={lanes}>{label}</Arrow>}
            <td class={`status ${status === undefined ? 's-none' : `s-${Math.floor(status / 100)}`}`}>
                {status ?? <span title={hop.error ?? undefined}>{S.no_answer}</span>}
            </td>
            <td class="note">
                {checks && <span class="blame"><span aria-hidden="true">✗ </span>{checks.join(' ')}</span>}
                {props.note?.(hop) ?? <Note hop={hop} />}
            </td>
        </tr>
    );
}

function Note({ hop }: { hop: Hop }): JSX.Element {
    const notes: JSX.Element[] = [<span key="k"><Text text={hop.kind} /></span>];
    if (hop.fault) notes.push(<span key="f">{S.fault}: <Text text={hop.fault} /></span>);
    if (hop.rule) notes.push(<span key="r">{S.rule} <code>{hop.rule}</code></span>);
    if (hop.same_as != null) notes.push(<span key="s">{S.same_as(hop.same_as)}</span>);
    return <>{notes}</>;
}

function Arrow({ hop, lanes, children }: { hop: Hop; lanes: Party[]; children: JSX.Element }): JSX.Element {
    const from = Math.max(lanes.indexOf(hop.from), 0);
    const to = Math.max(lanes.indexOf(hop.to), 0);
    const left = Math.min(from, to);
    const right = Math.max(from, to);
    const half = lanes.length * 2;
    const cells: JSX.Element[] = [];
    const blank = (begin: number, end: number): void => {
        // Cut at the middle of each lane, where its line is.
        for (let at = begin; at < end; ) {
            const next = Math.min(at % 2 ? at + 2 : at + 1, end);
            cells.push(<td class={at % 2 ? 'line' : undefined} colSpan={next - at} key={at} />);
            at = next;
        }
    };
    blank(0, left * 2 + 1);
    const way = from === to ? 'self' : from < to ? 'right' : 'left';
    cells.push(
        <td class={`arrow line ${way}`} colSpan={from === to ? half - (left * 2 + 1) : (right - left) * 2} key="arrow">{children}</td>,
    );
    if (from !== to) blank(right * 2 + 1, half);
    return <>{cells}</>;
}
