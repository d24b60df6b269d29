/** The cases, the gravest first, and the runs of the one that is open. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { parse_filter, type Term } from '../shared/filter.ts';
import { level_of, type Outcome } from '../shared/model.ts';
import { case_address } from '../shared/router.ts';
import * as S from '../shared/strings.ts';
import { by_text } from '../shared/text.ts';
import { Glyph, Text } from '../shared/ui.tsx';
import { parse_duration } from '../shared/time.ts';
import type { Live } from './live.ts';
import { C } from './strings.ts';
import type { CaseLine, RunLine } from './types.ts';
import type { Case } from '../shared/types.ts';

const gravity = ['failed', 'error', 'warned', 'informed', 'inconclusive', 'flaky', 'expected', 'skipped', 'passed'];

function holds(line: CaseLine, { key, value }: Term): boolean {
    const any = (test: (word: string) => boolean): boolean => value.split(',').some((word) => word !== '' && test(word));
    switch (key) {
        case 's':
            return any((word) => line.word === word);
        case 'l':
            return any((word) => level_of(line as unknown as Case) === word);
        case 'r':
            return any((word) => line.requirements.some((id) => id.startsWith(word)));
        case 'g':
            return any((word) => line.group.startsWith(word));
        case 'id':
            return line.id === value;
        case '@':
            return line.tags.includes(value);
        case 't': {
            const limit = parse_duration(value.replace(/^[<>]/, ''));
            return limit !== null && (value.startsWith('<') ? line.ms < limit : line.ms > limit);
        }
        case 'is':
            return value === 'danger' ? line.danger : value === 'failure' ? line.word === 'failed' : false;
        case 'cause':
            return line.cause.toLowerCase().includes(value.toLowerCase());
        default:
            return [line.id, line.title, line.cause, ...line.requirements].join('\n').toLowerCase().includes(value.toLowerCase());
    }
}

export function shown_lines(lines: CaseLine[], query: string): CaseLine[] {
    const terms = parse_filter(query);
    return lines
        .filter((line) => terms.every((term) => holds(line, term) !== term.negated))
        .sort((a, b) => Number(b.danger) - Number(a.danger) || gravity.indexOf(a.word) - gravity.indexOf(b.word) || by_text(a.id, b.id));
}

interface RailProps { live: Live; lines: CaseLine[]; current: string | null; query: string }

export function Rail({ live, lines, current, query }: RailProps): JSX.Element {
    const [most, set_most] = useState(200);
    const runs = live.runs.filter((run) => run.case === current);
    const rail = useRef<HTMLElement>(null);
    useEffect(() => { // the rail alone: the page stays where it is
        const row = rail.current?.querySelector<HTMLElement>('a[aria-current]');
        if (!row || !rail.current) return;
        const { scrollTop, clientHeight } = rail.current;
        if (row.offsetTop < scrollTop || row.offsetTop > scrollTop + clientHeight * 0.8) rail.current.scrollTop = row.offsetTop - clientHeight / 2;
    }, [current]);
    return (
        <nav ref={rail} class="cases-rail" aria-label={C.rail_label} data-region="rail" tabIndex={-1}>
            <h2>{C.cases} <span class="count">{query ? C.of_all(lines.length, live.lines.length) : lines.length}</span></h2>
            {lines.length === 0 && <p class="muted">{C.no_cases}</p>}
            <ul data-list>
                {lines.slice(0, most).map((line) => (
                    <li key={line.id} data-case={line.id}>
                        <a href={case_address(line.id)} data-row aria-current={line.id === current ? 'true' : undefined} title={line.title}>
                            <Glyph outcome={line.word as Outcome} /><span class="offscreen">{line.word}: </span>
                            <span class="case-id"><Text text={line.id} /></span>
                        </a>
                    </li>
                ))}
            </ul>
            {lines.length > most && <p><button type="button" class="button" onClick={() => set_most(most + 500)}>{S.more_rows(Math.min(500, lines.length - most))}</button></p>}
            {current !== null && (
                <section aria-labelledby="runs-title" class="runs">
                    <h2 id="runs-title">{C.runs}</h2>
                    <ul>
                        {[...runs].reverse().map((run) => <RunRow key={run.run} run={run} />)}
                        <li>{C.recorded_run}</li>
                    </ul>
                </section>
            )}
        </nav>
    );
}

function RunRow({ run }: { run: RunLine }): JSX.Element {
    return (
        <li>
            <b>#{run.run}</b> {run.kind !== 'case' && <span class="muted">{run.kind} </span>}
            {run.word === null ? run.state : <Word word={run.word} />}
            {run.edits.length > 0 && <span class="tag">{C.edits(run.edits.length)}</span>}
        </li>
    );
}

export function Word({ word }: { word: string }): JSX.Element {
    return <span class={`replay-word w-${word.toLowerCase()}`} title={C.verdicts[word]}><span aria-hidden="true">{C.glyphs[word]} </span>{word}</span>;
}
