/** Small parts that every view uses. */
import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { useShell } from './context.ts';
import type { Piece } from './diff.ts';
import type { Outcome } from './model.ts';
import { case_address } from './router.ts';
import { outcome_glyph, outcome_word } from './strings.ts';
import * as S from './strings.ts';
import { segments } from './text.ts';

/** Captured text: only ever text, with what hides in it made visible. */
export function Text({ text }: { text: string }): JSX.Element {
    const pieces = segments(text);
    if (pieces.length === 1 && !pieces[0]!.escaped) return <>{pieces[0]!.text}</>;
    return <>{pieces.map((piece, i) => (piece.escaped ? <span class="esc" key={i}>{piece.text}</span> : piece.text))}</>;
}

/** Our own sentences: what stands in backticks is code. */
export function Prose({ text }: { text: string }): JSX.Element {
    const parts = text.split(/`([^`]+)`/);
    return <>{parts.map((part, i) => (i % 2 ? <code key={i}><Text text={part} /></code> : <Text key={i} text={part} />))}</>;
}

/** Text that is cut when it is long, until asked for. */
export function Long({ text, most = 600 }: { text: string; most?: number }): JSX.Element {
    const [open, set_open] = useState(false);
    if (open || text.length <= most + 80) return <Prose text={text} />;
    return (
        <>
            <Prose text={text.slice(0, most)} />…{' '}
            <button type="button" class="quiet" onClick={() => set_open(true)}>{S.show_rest(text.length - most)}</button>
        </>
    );
}

/** A value as it was sent: none is shown as such, and so are blanks at its ends. Of a token, which is decoded elsewhere, the begin does. */
export function Value({ text }: { text: string }): JSX.Element {
    if (text === '') return <span class="muted">∅</span>;
    const [, before = '', middle = '', after = ''] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? [];
    const blanks = (part: string): JSX.Element | false => part !== '' && <span class="esc">{'␠'.repeat(part.length)}</span>;
    return <>{blanks(before)}<Long text={middle} most={/^ey[\w-]+\./.test(middle) ? 60 : 400} />{blanks(after)}</>;
}

export function Marked({ pieces }: { pieces: Piece[] }): JSX.Element {
    return <>{pieces.map((piece, i) => (piece.kind === 'same' ? <Text key={i} text={piece.text} /> : <mark key={i}><Text text={piece.text} /></mark>))}</>;
}

export function Glyph({ outcome }: { outcome: Outcome }): JSX.Element {
    return <span class={`glyph o-${outcome}`} aria-hidden="true">{outcome_glyph[outcome]}</span>;
}

/** Glyph and word: never colour alone. */
export function Verdict({ outcome, word }: { outcome: Outcome; word?: string }): JSX.Element {
    return (
        <span class={`verdict o-${outcome}`}>
            <span class="glyph" aria-hidden="true">{outcome_glyph[outcome]}</span> {word ?? outcome_word[outcome]}
        </span>
    );
}

export function Level({ level }: { level: string }): JSX.Element {
    return <span class="level">{level === 'fact' || level === '' ? S.fact_level : level}</span>;
}

export function CopyButton({ what, text, label, primary }: { what: string; text: () => string; label?: string; primary?: boolean }): JSX.Element {
    const shell = useShell();
    return (
        <button type="button" class={primary ? 'button primary' : 'button'} onClick={() => shell.copy(what, text())}>
            {label ?? what}
        </button>
    );
}

/** Links to hops of a case. */
export function HopLinks({ id, hops, most = 12 }: { id: string; hops: number[]; most?: number }): JSX.Element {
    const shown = hops.slice(0, most);
    return (
        <span class="hop-links">
            {shown.map((n, i) => (
                <span key={n}>
                    {i > 0 && ' '}
                    <a href={case_address(id, { hop: n })}>{i === 0 ? S.hop(n) : n}</a>
                </span>
            ))}
            {hops.length > most && ` ${S.more_hops(hops.length - most)}`}
        </span>
    );
}

export interface Tab { id: string; label: string; count?: number | string | null; content: () => ComponentChildren }

/** Tabs as the ARIA pattern has them: one stop for Tab, arrows inside. Only the chosen panel is built. */
export function Tabs({ label, tabs, chosen, choose }: { label: string; tabs: Tab[]; chosen: string; choose: (id: string) => void }): JSX.Element {
    const base = useId();
    const list = useRef<HTMLDivElement>(null);
    const at = Math.max(tabs.findIndex((tab) => tab.id === chosen), 0);
    const tab = tabs[at]!;
    const move = (event: KeyboardEvent): void => {
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        const next = tabs[(to + tabs.length) % tabs.length]!;
        choose(next.id);
        list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
    };
    return (
        <>
            <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
                {tabs.map((entry) => (
                    <button
                        type="button"
                        role="tab"
                        key={entry.id}
                        id={`${base}-${entry.id}`}
                        data-tab={entry.id}
                        aria-selected={entry === tab}
                        aria-controls={entry === tab ? `${base}-panel` : undefined}
                        tabIndex={entry === tab ? 0 : -1}
                        onClick={() => choose(entry.id)}
                    >
                        {entry.label}
                        {entry.count != null && <span class="badge">{entry.count}</span>}
                    </button>
                ))}
            </div>
            <div class="panel" role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${tab.id}`} tabIndex={0}>
                {tab.content()}
            </div>
        </>
    );
}

/** A part that is built when it is opened first. */
export function Fold({ summary, open = false, children, class: name, row = false }: { summary: ComponentChildren; open?: boolean; children: () => ComponentChildren; class?: string; row?: boolean }): JSX.Element {
    const [is_open, set_open] = useState(open);
    return (
        <details class={name ? `fold ${name}` : 'fold'} open={is_open} onToggle={(event) => set_open(event.currentTarget.open)}>
            <summary data-row={row ? '' : undefined}>{summary}</summary>
            {is_open && <div class="fold-body">{children()}</div>}
        </details>
    );
}

/** Code that may scroll sideways; reachable by keyboard for that. */
export function Code({ text, label, wrap = false }: { text: string; label: string; wrap?: boolean }): JSX.Element {
    return (
        <pre class={wrap ? 'code command' : 'code'} tabIndex={0} role="group" aria-label={label}>
            <code><Text text={text} /></code>
        </pre>
    );
}
