/** On every other view: that answers are held, and how long they will be. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useDesk } from './store.ts';
import { D } from './strings.ts';

const B = D.breaks;

/** The time, each second while it matters. */
export function useNow(ticks: boolean): number {
    const [now, set] = useState(Date.now);
    useEffect(() => {
        if (!ticks) return;
        set(Date.now());
        const timer = setInterval(() => set(Date.now()), 1000);
        return () => clearInterval(timer);
    }, [ticks]);
    return now;
}

/** The words are told when they change; the time, which changes all along, stands beside them. */
export function HeldBar(): JSX.Element {
    const { store, route, link } = useDesk();
    const held = store.held ?? [];
    const now = useNow(held.length > 0);
    const shown = held.length > 0 && route.view !== 'breaks';
    const kinds = [...new Set(held.map((one) => one.kind))].join(', ');
    const framed = route.view === 'calls'; // the launch beside it stays where it is
    return (
        <div class={shown ? 'held-bar row' : 'offscreen'}>
            {shown && <span aria-hidden="true">‖</span>}
            <span role="status">{held.length ? `${B.count(held.length)}: ${kinds}` : ''}</span>
            {shown && (
                <>
                    <span class="muted">{B.left(Math.max(held[0]!.until - now, 0))}</span>
                    <a href={link('breaks')} target={framed ? '_blank' : undefined} rel={framed ? 'noopener' : undefined}>{B.look}{!framed && <> <kbd>b</kbd></>}</a>
                </>
            )}
        </div>
    );
}
