/** The world of the next replay, and the clock of the one that is held. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Fold } from '../shared/ui.tsx';
import { post } from './api.ts';
import type { Live } from './live.ts';
import { read_changes } from './changes.ts';
import { C } from './strings.ts';
import type { Held } from './types.ts';
import { WorldNow } from './world_now.tsx';

interface WorldProps { live: Live; held: Held | null; changes: string; set_changes(text: string): void; attempt(work: Promise<unknown>): void }

export function WorldPart({ live, held, changes, set_changes, attempt }: WorldProps): JSX.Element {
    const [time, set_time] = useState('');
    const count = Object.keys(read_changes(changes)).length;
    const calls = live.breaks.calls;
    return (
        <section class="card world" aria-labelledby="world-title">
            <h2 id="world-title">{C.world}</h2>
            <div class="row" role="group" aria-label={C.clock}>
                <span>{held ? C.clock_of(held.clock.now) : C.clock_idle}</span>
                {C.advance.map((span) => (
                    <button type="button" class="button" key={span} disabled={!held} onClick={() => attempt(post('clock', { advance: span }))}>+{span}</button>
                ))}
                <form class="row" onSubmit={(event) => { event.preventDefault(); attempt(post('clock', { set: time })); }}>
                    <label>{C.clock_to} <input type="text" value={time} disabled={!held} placeholder={held?.clock.now ?? ''} onInput={(event) => set_time(event.currentTarget.value)} /></label>
                    <button type="submit" class="button" disabled={!held}>{C.set_clock}</button>
                </form>
            </div>
            {held && !held.clock.virtual && <p class="muted">{C.clock_real}</p>}
            {held && <WorldNow key={`${held.run} ${held.hop} ${held.what}`} held={held} attempt={attempt} />}
            <Fold summary={count ? `${C.what_if} (${C.what_if_on(count)})` : C.what_if}>
                {() => (
                    <>
                        <label for="what-if">{C.what_if_hint}</label>
                        <textarea id="what-if" rows={3} spellcheck={false} value={changes} placeholder="world.courses.bio101.state=completed" onInput={(event) => set_changes(event.currentTarget.value)} />
                        {live.whole.changes && <p class="muted">{live.whole.changes}</p>}
                    </>
                )}
            </Fold>
            <Fold summary={`${C.breaks}${calls.length + live.breaks.hops.length ? ` (${calls.length + live.breaks.hops.length})` : ''}`}>
                {() => (
                    <fieldset class="breaks">
                        <legend>{C.breaks_hint}</legend>
                        {C.break_calls.map((call) => (
                            <label class="check" key={call}>
                                <input
                                    type="checkbox" checked={calls.includes(call)}
                                    onChange={(event) => attempt(post('breaks', { calls: event.currentTarget.checked ? [...calls, call] : calls.filter((one) => one !== call) }))}
                                /> {call}
                            </label>
                        ))}
                        {live.breaks.hops.length > 0 && <p>{C.break_hops(live.breaks.hops.join(', '))}</p>}
                    </fieldset>
                )}
            </Fold>
        </section>
    );
}
