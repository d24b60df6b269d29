/** Canvas's clock: what it says, and moving it. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, problems_of } from './api.ts';
import { Card, Field, moment, Problems } from './parts.tsx';
import { useDesk, useRead } from './store.ts';
import type { Clock, Problem } from './types.ts';

const steps = ['1s', '5m', '1h', '1d'];

/** A real clock goes on between what the API said. */
function useNow(clock: Clock | null): string | null {
    const [read, set_read] = useState(0);
    const [, tick] = useState(0);
    useEffect(() => { set_read(Date.now()); }, [clock]);
    useEffect(() => {
        if (clock?.clock !== 'real') return;
        const timer = setInterval(() => tick((n) => n + 1), 1000);
        return () => clearInterval(timer);
    }, [clock?.clock]);
    if (!clock) return null;
    const passed = clock.clock === 'real' && read > 0 ? Date.now() - read : 0;
    return new Date(Date.parse(clock.now) + passed).toISOString();
}

export function ClockView(): JSX.Element {
    const { store, attempt } = useDesk();
    const { data, error } = useRead<Clock>('/clock');
    const now = useNow(data);
    const [span, set_span] = useState('');
    const [time, set_time] = useState('');
    const [found, complain] = useState<Problem[]>([]);
    const move = async (body: Record<string, string>): Promise<void> => {
        complain([]);
        try {
            const clock = await ask<Clock>('POST', store.path('/clock'), body);
            await attempt(Promise.resolve(), `It is ${moment(clock.now)}.`);
        } catch (trouble) {
            complain(problems_of(trouble));
        }
    };
    return (
        <>
            <h1 class="view-title" tabIndex={-1}>Clock</h1>
            {error && <p class="remark bad" role="alert">{error}</p>}
            {data && (
                <Card id="now" title={data.clock === 'virtual' ? 'A virtual clock' : 'The system’s clock, and what it was moved by'}>
                    <p class="now"><time data-now={now ?? ''}>{moment(now)}</time> <span class="muted">UTC, {data.advanced === '0s' || data.advanced === '0ms' ? 'not moved' : `moved by ${data.advanced}`}</span></p>
                    <p class="muted">
                        {data.clock === 'virtual' ? 'It stands still until it is moved.' : 'It goes on by itself.'} What Canvas owns moves with it: due dates pass, launches and throttle buckets
                        age{data.clock === 'virtual' ? '.' : '; what a tool signs by its own clock is still judged by the system’s.'}
                    </p>
                    <Problems title="The clock was not moved:" found={found} />
                    <p class="row">{steps.map((step) => <button key={step} type="button" class="button" onClick={() => void move({ advance: step })}>+{step}</button>)}</p>
                    <form class="row" onSubmit={(event) => { event.preventDefault(); void move({ advance: span.trim() }); }}>
                        <Field label="On by"><input type="text" autocomplete="off" placeholder="8d, 1h30m" value={span} onInput={(event) => set_span(event.currentTarget.value)} /></Field>
                        <button class="button">Move</button>
                    </form>
                    {data.clock === 'virtual' && (
                        <form class="row" onSubmit={(event) => { event.preventDefault(); void move({ set: time.trim() }); }}>
                            <Field label="To"><input type="text" autocomplete="off" placeholder="2026-03-01T10:00:00Z" value={time} onInput={(event) => set_time(event.currentTarget.value)} /></Field>
                            <button class="button">Set</button>
                        </form>
                    )}
                </Card>
            )}
        </>
    );
}
