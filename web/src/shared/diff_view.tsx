/** The Diff tab: two exchanges side by side. */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useShell } from './context.ts';
import { compare_messages, count_changes, type Entry, type Message, type Section } from './diff.ts';
import { short_path } from './forms.ts';
import { counterpart } from './hop_choice.ts';
import { has_detail, type Model } from './model.ts';
import * as S from './strings.ts';
import { Fold, Text, Value, type Tab } from './ui.tsx';
import { visible } from './text.ts';
import type { Case, Hop } from './types.ts';

function request_of(model: Model, hop: Hop): Message {
    return {
        start: [['method', hop.request.method]],
        url: hop.request.url,
        headers: hop.request.headers ?? [],
        body: model.body(hop.request.body),
    };
}

function response_of(model: Model, hop: Hop): Message {
    return {
        start: [['status', hop.response ? String(hop.response.status) : S.no_answer]],
        url: null,
        headers: hop.response?.headers ?? [],
        body: model.body(hop.response?.body),
    };
}

interface HopDiff { request: Section[]; response: Section[]; changes: number }

function diff_hops(model: Model, a: Hop, b: Hop): HopDiff {
    const request = compare_messages(request_of(model, a), request_of(model, b));
    const response = compare_messages(response_of(model, a), response_of(model, b));
    return { request, response, changes: count_changes(request) + count_changes(response) };
}

/** For a hop pane. */
export function diff_tab(model: Model, item: Case, hop: Hop): Tab {
    const other = counterpart(item.hops, hop);
    const detail = has_detail(hop);
    return {
        id: 'diff', label: S.tabs.diff, count: detail && other && has_detail(other) ? diff_hops(model, other, hop).changes : null,
        content: () => (detail ? <DiffTab key={hop.n} item={item} hop={hop} /> : <p class="muted">{S.lines_only}</p>),
    };
}

function DiffTab({ item, hop }: { item: Case; hop: Hop }): JSX.Element {
    const [chosen, choose] = useState<number | null>(null);
    const id = useId();
    const other = item.hops.find((entry) => entry.n === chosen && entry.n !== hop.n) ?? counterpart(item.hops, hop);
    if (!other) return <p class="muted">{S.diff_none}</p>;
    return (
        <>
            <p class="row">
                <label for={id}>{S.diff_against}</label>{' '}
                <select id={id} value={other.n} onChange={(event) => choose(Number(event.currentTarget.value))}>
                    {item.hops.filter((entry) => entry.n !== hop.n).map((entry) => (
                        <option value={entry.n} key={entry.n}>
                            {visible(S.diff_option(entry.n, `${entry.request.method} ${short_path(entry.request.url)} ${entry.response?.status ?? ''}`))}
                        </option>
                    ))}
                </select>
            </p>
            <HopDiffView a={other} b={hop} names={[S.hop(other.n), S.hop(hop.n)]} />
        </>
    );
}

/** @param names  of the two sides: the other one first */
export function HopDiffView({ a, b, names }: { a: Hop; b: Hop; names: [string, string] }): JSX.Element {
    const { model } = useShell();
    const diff = diff_hops(model, a, b);
    if (!diff.changes) return <p>{S.diff_same}</p>;
    return (
        <>
            <MessageDiff title={S.diff_request} sections={diff.request} names={names} />
            <MessageDiff title={S.diff_response} sections={diff.response} names={names} />
        </>
    );
}

function MessageDiff({ title, sections, names }: { title: string; sections: Section[]; names: [string, string] }): JSX.Element {
    const changed = count_changes(sections);
    return (
        <section>
            <h4>{title} {changed === 0 && <span class="who">{S.diff_same}</span>}</h4>
            {changed > 0 && sections.map((section, i) => <SectionDiff key={i} section={section} names={names} />)}
        </section>
    );
}

function SectionDiff({ section, names }: { section: Section; names: [string, string] }): JSX.Element | null {
    const title = (S.diff_sections[section.name] ?? section.name) + (section.of ? ` · ${section.of}` : '');
    if (section.lines) {
        if (section.lines.lines.every((line) => line.kind === 'same')) return null;
        return (
            <div class="part">
                <h5>{title}</h5>
                {!section.lines.whole && <p class="muted">{S.diff_long}</p>}
                <pre class="code" tabIndex={0} role="group" aria-label={title}>
                    {section.lines.lines.map((piece, i) => <LineRun key={i} kind={piece.kind} text={piece.text} />)}
                </pre>
            </div>
        );
    }
    const changes = section.entries.filter((entry) => entry.kind !== 'same');
    const same = section.entries.length - changes.length;
    if (!changes.length) return null;
    return (
        <div class="part">
            <table class="pairs diff">
                <caption>{title}</caption>
                <colgroup><col class="c-name" /><col /><col /><col class="c-state" /></colgroup>
                <thead>
                    <tr>
                        <th scope="col">{S.diff_columns.path}</th>
                        <th scope="col">{names[0]}</th>
                        <th scope="col">{names[1]}</th>
                        <th scope="col" class="state">{S.diff_columns.state}</th>
                    </tr>
                </thead>
                <tbody>{changes.map((entry) => <EntryRow key={entry.path} entry={entry} />)}</tbody>
            </table>
            {same > 0 && (
                <Fold summary={S.diff_unchanged(same)}>
                    {() => <ul class="plain">{section.entries.filter((entry) => entry.kind === 'same').map((entry) => <li key={entry.path}><code><Text text={entry.path} /></code></li>)}</ul>}
                </Fold>
            )}
        </div>
    );
}

function LineRun({ kind, text }: { kind: 'same' | 'added' | 'removed'; text: string }): JSX.Element {
    const sign = kind === 'added' ? '+ ' : kind === 'removed' ? '- ' : '  ';
    const lines = text.replace(/\n$/, '').split('\n');
    // Long equal stretches keep their ends.
    const shown = kind === 'same' && lines.length > 8 ? [...lines.slice(0, 3), '⋯', ...lines.slice(-3)] : lines;
    const body = shown.map((line) => `${sign}${line}\n`).join('');
    const content = <Text text={body} />;
    return kind === 'added' ? <ins>{content}</ins> : kind === 'removed' ? <del>{content}</del> : <span>{content}</span>;
}

function EntryRow({ entry }: { entry: Entry }): JSX.Element {
    return (
        <tr class={`k-${entry.kind}`}>
            <th scope="row"><Text text={entry.path} /></th>
            <td>{entry.a === null ? '–' : <Value text={entry.a} />}</td>
            <td>{entry.b === null ? '–' : <Value text={entry.b} />}</td>
            <td class="state">{S.diff_kinds[entry.kind]}</td>
        </tr>
    );
}
