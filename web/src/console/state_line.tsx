/** Whose turn it is, in words, and how long it may take. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { E } from '../shared/held_strings.ts';
import { duration } from '../shared/time.ts';
import type { Live } from './live.ts';
import { C } from './strings.ts';

const glyph: Record<string, string> = { idle: '○', following: '▶', running: '▶', waiting: '…', paused: '‖', finished: '■' };

export function StateLine({ live }: { live: Live }): JSX.Element {
    const { state } = live;
    const [, tick] = useState(0);
    const counts = state.left_ms !== null;
    useEffect(() => {
        if (!counts) return;
        const timer = setInterval(() => tick((n) => n + 1), 1000);
        return () => clearInterval(timer);
    }, [counts]);
    const left = counts ? Math.max(state.left_ms! - (Date.now() - live.state_at), 0) : 0;
    return (
        <p class={`state-line st-${state.kind}`}>
            <span aria-hidden="true">{glyph[state.kind] ?? '○'} </span>
            <span role="status" aria-live="polite" data-state={state.kind}>{state.word}</span>
            <span class="muted"> · {C.actors[state.actor] ?? ''}</span>
            {counts && <span class="muted"> · {E.left(duration(Math.floor(left / 1000) * 1000), duration(state.limit_ms ?? 0))}</span>}
        </p>
    );
}
