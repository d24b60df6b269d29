/** One answer that is held: why it is so, and what goes out in its place. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { AnswerEditor } from '../shared/answer_editor.tsx';
import { bare_case } from '../shared/bare_case.ts';
import { ShellContext } from '../shared/context.ts';
import { curl_command } from '../shared/curl.ts';
import { keep_drafts } from '../shared/drafts.ts';
import { shell_of } from '../shared/frame.ts';
import { E } from '../shared/held_strings.ts';
import { HopPane } from '../shared/hop_pane.tsx';
import { Model } from '../shared/model.ts';
import { duration } from '../shared/time.ts';
import type { Run } from '../shared/types.ts';
import { ApiError, ask, problems_of } from './api.ts';
import { call_keys, call_tabs } from './calls_part.tsx';
import { held_key, hop_of_held } from './held.ts';
import { Problems } from './parts.tsx';
import { useDesk, useRead, type HeldAt } from './store.ts';
import { D } from './strings.ts';
import type { Held, Problem } from './types.ts';

const B = D.breaks;

export function time_left(one: HeldAt, now: number): string {
    return duration(Math.max(Math.floor((one.until - now) / 1000), 0) * 1000);
}

/** The whole of it; read again when the world was reset, which numbers its calls anew. */
function useHeld(number: number): { whole: Held | null; trouble: string | null } {
    const { store } = useDesk();
    const [whole, set] = useState<Held | null>(null);
    const [trouble, complain] = useState<string | null>(null);
    useEffect(() => {
        let wanted = true;
        ask<Held>('GET', store.path(`/held/${number}`)).then(
            (held) => {
                if (!wanted) return;
                set(held);
                complain(null);
            },
            // Where it has gone meanwhile the next list says so.
            (error: unknown) => wanted && !(error instanceof ApiError && error.status === 404) && complain(String(error)),
        );
        return () => { wanted = false; };
    }, [number, store.world, store.held_era]);
    return { whole: whole?.number === number ? whole : null, trouble };
}

export function HeldPart({ one, now, sent }: { one: HeldAt; now: number; sent(): void }): JSX.Element {
    const { whole, trouble } = useHeld(one.number);
    return (
        <section class="card held" aria-labelledby="held-title" data-region="held" data-held={one.number}>
            <div class="row between">
                <h2 id="held-title" tabIndex={-1}>{B.title(one.number, one.kind)}</h2>
                <span class="muted" data-left>{E.left(time_left(one, now), duration(one.limit_ms))}</span>
            </div>
            {trouble !== null && <p class="remark bad" role="alert">{trouble}</p>}
            {whole && <HeldAnswer key={whole.t_virtual} whole={whole} sent={sent} />}
        </section>
    );
}

function HeldAnswer({ whole, sent }: { whole: Held; sent(): void }): JSX.Element {
    const { store, frame } = useDesk();
    const [found, complain] = useState<Problem[]>([]);
    const [turn, set_turn] = useState(0); // counts reverts: the editor begins anew
    const faults = useRead<{ errors: string[] }>('/faults');
    const of = held_key(store.world, whole.number, whole.t_virtual);
    const send = async (edit: Record<string, unknown>): Promise<void> => {
        complain([]);
        frame.say('');
        try {
            const { sent: how } = await ask<{ sent: string }>('POST', store.path(`/held/${whole.number}`), edit);
            keep_drafts((one) => one !== of);
            frame.say(B.sent(whole.number, how));
            sent();
        } catch (error) {
            if (error instanceof ApiError && error.status === 404) store.held_anew();
            else complain(problems_of(error));
        }
    };
    const revert = (): void => {
        keep_drafts((one) => one !== of);
        complain([]);
        set_turn(turn + 1);
    };
    return (
        <>
            <Problems title={B.not_sent} found={found} />
            <div class="held-split">
                <div>
                    {whole.message === 'launch' && <p class="muted">{B.launch}</p>}
                    <AnswerEditor
                        key={turn} held={whole} of={of} errors={faults.data?.errors} send={(edit) => void send(edit)}
                        actions={() => (
                            <p class="row actions">
                                <button type="submit" class="button primary">{E.send} <kbd>Enter</kbd></button>
                                <button type="button" class="button" data-key="." onClick={() => void send({})}>{E.send_as_is} <kbd>.</kbd></button>
                                <button type="button" class="button" data-key="v" onClick={revert}>{E.revert} <kbd>v</kbd></button>
                            </p>
                        )}
                    />
                </div>
                <Asked whole={whole} />
            </div>
        </>
    );
}

/** The call as the traffic will show it, with the answer that Canvas worked out. */
function Asked({ whole }: { whole: Held }): JSX.Element {
    const { store, frame } = useDesk();
    const [tab, set_tab] = useState('why');
    const { hop, bodies } = useMemo(() => hop_of_held(whole), [whole]);
    const shell = useMemo(
        () => shell_of(new Model({ schema_version: 1, run: {} as Run, setup: [], cases: [], bodies, strings: {}, report: { facts: store.facts } }), frame),
        [bodies, store.facts],
    );
    useEffect(() => {
        call_keys.copy = () => shell.copy('cURL', curl_command(hop, shell.model.body(hop.request.body)));
        call_keys.choose = (at) => { const wanted = call_tabs[at]; if (wanted) set_tab(wanted); };
        return () => { call_keys.copy = call_keys.choose = null; };
    }, [hop, shell]);
    return (
        <ShellContext.Provider value={shell}>
            <HopPane item={bare_case('', [hop])} hop={hop} tab={tab} choose={set_tab} title_id="held-pane" />
        </ShellContext.Provider>
    );
}
