/** Breakpoints: which answers are held, and those that are. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { short_path } from '../shared/forms.ts';
import { party_name } from '../shared/strings.ts';
import { Fold, Text } from '../shared/ui.tsx';
import { ask, problems_of } from './api.ts';
import { by_use } from './held.ts';
import { useNow } from './held_bar.tsx';
import { HeldPart, time_left } from './held_part.tsx';
import { Card, Field, Problems, Scroll } from './parts.tsx';
import { changed, parse_route } from './route.ts';
import { useDesk, useRead, type HeldAt } from './store.ts';
import { D } from './strings.ts';
import type { Breaks, Problem } from './types.ts';

const B = D.breaks;

export function BreaksView(): JSX.Element {
    const { store, route, here, attempt } = useDesk();
    const { held } = store;
    const now = useNow(held !== null && held.length > 0);
    const chosen = Number(route.params.get('held') ?? 0);
    const shown = held?.find((one) => one.number === chosen) ?? null;
    // The oldest is shown, and stays while others come.
    const first = held?.[0]?.number;
    useEffect(() => {
        if (!chosen && first !== undefined) location.replace(here({ held: String(first) }));
    }, [chosen, first]);
    /** The next one takes its place. The focus waits above: a key that was pressed too long must send nothing more. */
    const leave = (numbers: number[]): void => {
        store.went_out(numbers);
        const now_at = parse_route(location.hash);
        if (now_at.view !== 'breaks' || !numbers.includes(Number(now_at.params.get('held')))) return;
        document.querySelector<HTMLElement>('main h1')?.focus();
        location.replace(changed(now_at, { held: null }));
    };
    const all_go = async (): Promise<void> => {
        const numbers = held!.map((one) => one.number);
        if (await attempt(ask('DELETE', store.path('/held')), B.all_gone)) leave(numbers);
    };
    return (
        <>
            <h1 class="view-title" tabIndex={-1}>{D.views.breaks}</h1>
            <Choice />
            <Card
                id="held-list"
                title={B.held}
                count={held?.length ?? 0}
                more={held !== null && held.length > 0 && <button type="button" class="button" data-all-go onClick={() => void all_go()}>{B.let_all_go}</button>}
            >
                {held?.length === 0 && <p class="muted">{B.none} {B.none_yet}</p>}
                {held !== null && held.length > 0 && <HeldList held={held} now={now} chosen={chosen} />}
            </Card>
            {chosen > 0 && held !== null && !shown && <Gone key={chosen} number={chosen} next={first} />}
            {shown && <HeldPart key={shown.number} one={shown} now={now} sent={() => leave([shown.number])} />}
        </>
    );
}

/** Calls are posted one after the other, so that the last word is the reader's. */
function Choice(): JSX.Element {
    const { store, attempt } = useDesk();
    const { data, error } = useRead<Breaks>('/breaks');
    const [told, tell] = useState<Breaks | null>(null);
    const [patience, set_patience] = useState<string | null>(null);
    const [found, complain] = useState<Problem[]>([]);
    const under_way = useRef(0);
    const queue = useRef(Promise.resolve(true));
    useEffect(() => {
        if (!under_way.current) tell(null);
    }, [data]);
    const breaks = told ?? data;
    if (!breaks) return <>{error && <p class="remark bad" role="alert">{error}</p>}</>;

    const change = (wanted: Partial<Breaks>, done: string): Promise<boolean> => {
        complain([]);
        tell({ ...breaks, ...wanted });
        ++under_way.current;
        queue.current = queue.current.then(async () => {
            try {
                return await attempt(ask<Breaks>('POST', store.path('/breaks'), wanted).then((view) => {
                    if (under_way.current === 1) tell(view);
                }, (problem: unknown) => {
                    complain(problems_of(problem));
                    throw problem;
                }), done);
            } finally {
                --under_way.current;
            }
        });
        return queue.current;
    };
    const hold = (wanted: string[]): void => {
        const calls = breaks.known.filter((name) => wanted.includes(name));
        void change({ calls }, calls.length ? B.held_from_now(calls.join(', ')) : B.none_held_from_now);
    };
    const box = (name: string): JSX.Element => (
        <label class="check" key={name}>
            <input type="checkbox" checked={breaks.calls.includes(name)} onChange={(event) => hold(event.currentTarget.checked ? [...breaks.calls, name] : breaks.calls.filter((one) => one !== name))} /> {name}
        </label>
    );
    const { common, further } = by_use(breaks.known);
    const of_further = further.filter((name) => breaks.calls.includes(name)).length;
    return (
        <Card id="hold" title={B.hold} more={breaks.calls.length > 0 && <button type="button" class="button" onClick={() => hold([])}>{B.all_off}</button>}>
            <p class="muted">{B.about}</p>
            <Problems title={B.refused} found={found} />
            <fieldset class="plain-set row calls-to-hold">
                <legend class="offscreen">{B.calls}</legend>
                {common.map(box)}
            </fieldset>
            <Fold summary={of_further ? `${B.further} (${of_further})` : B.further}>
                {() => <fieldset class="plain-set row calls-to-hold"><legend class="offscreen">{B.further}</legend>{further.map(box)}</fieldset>}
            </Fold>
            <form
                class="row"
                onSubmit={(event) => {
                    event.preventDefault();
                    const typed = patience ?? breaks.patience;
                    // What was refused, or typed meanwhile, stays.
                    void change({ patience: typed.trim() }, B.patience_set(typed.trim())).then((done) => done && set_patience((now) => (now === typed ? null : now)));
                }}
            >
                <Field label={B.patience} about={B.patience_about}><input type="text" autocomplete="off" value={patience ?? breaks.patience} onInput={(event) => set_patience(event.currentTarget.value)} /></Field>
                <button class="button">{B.set}</button>
            </form>
        </Card>
    );
}

function HeldList({ held, now, chosen }: { held: HeldAt[]; now: number; chosen: number }): JSX.Element {
    const { here } = useDesk();
    return (
        <Scroll label={B.held}>
            <table class="held-list" data-list>
                <thead><tr>{B.columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
                <tbody>
                    {held.map((one) => (
                        <tr key={one.number} class={one.number === chosen ? 'current' : undefined}>
                            <th scope="row"><a data-row href={here({ held: String(one.number) })} aria-current={one.number === chosen ? 'true' : undefined}>{one.number} {one.kind}</a></th>
                            <td>{party_name[one.from]}</td>
                            <td><b>{one.method}</b> <Text text={short_path(one.url)} /></td>
                            <td>{one.status}</td>
                            <td class="num">{time_left(one, now)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Scroll>
    );
}

/** What was looked at went out, and not from here. */
function Gone({ number, next }: { number: number; next: number | undefined }): JSX.Element {
    const { here, link } = useDesk();
    const notice = useRef<HTMLElement>(null);
    useEffect(() => {
        if (document.activeElement === document.body) notice.current?.focus();
    }, []);
    return (
        <section class="card" role="alert" tabIndex={-1} ref={notice} data-gone={number}>
            <p>{B.gone(number)}</p>
            <p class="row">
                <a class="button" href={link('traffic', { call: String(number) })}>{B.gone_call}</a>
                {next !== undefined && <a class="button" href={here({ held: String(next) })}>{B.next}</a>}
            </p>
        </section>
    );
}
