/** What the page knows of its world, kept up to date by the calls that come. */
import { useContext, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { createContext } from 'preact';
import { ApiError, ask } from './api.ts';
import type { Frame } from '../shared/frame.ts';
import { Stream, type StreamState } from '../shared/stream.ts';
import { address, changed, type Route, type View } from './route.ts';
import { keep_drafts } from '../shared/drafts.ts';
import { held_key } from './held.ts';
import type { Call, HeldLine, Replay, WholeWorld, WorldLine } from './types.ts';

const most_calls = 2000;
const most_details = 60;

/** @param until  when it goes out by itself, by this computer's clock, in milliseconds since 1970 */
export interface HeldAt extends HeldLine { until: number }

export class Store {
    worlds: WorldLine[] = [];
    whole: WholeWorld | null = null;
    /** in the order of their numbers */
    calls: Call[] = [];
    facts: Record<string, string> = {};
    replay: Replay | null = null;
    /** answers at breakpoints, oldest first; null before they are known */
    held: HeldAt[] | null = null;
    /** goes up when numbers of `held` may mean other calls: the log begins anew */
    held_era = 0;
    /** calls that were there and are no more, here or at the API */
    forgotten = 0;
    trouble: string | null = null;
    /** nobody answers */
    gone = false;
    /** calls do not come: the stream was refused, and is asked for again */
    unfollowed = false;
    /** goes up when something may have changed: what was read is read again */
    revision = 0;
    private world_ = '';
    private readonly stream = new Stream({
        address: () => `/easel/v1${this.path('/traffic/events')}`,
        listen_to: (stream) => this.listen_to(stream),
        told: (state) => this.told(state),
    });
    private readonly listeners = new Set<() => void>();
    private drawing = false;
    private reading: ReturnType<typeof setTimeout> | null = null;
    private held_turn = 0;
    private begins = 0;
    private holding: ReturnType<typeof setTimeout> | null = null;
    private readonly details = new Map<number, Call>();

    listen(listener: () => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /** Tells at most thirty times a second, however much has come. */
    private changed(): void {
        if (this.drawing) return;
        this.drawing = true;
        setTimeout(() => {
            this.drawing = false;
            for (const listener of this.listeners) listener();
        }, 33);
    }

    /** Soon, and once for many calls. */
    private read_soon(): void {
        this.reading ??= setTimeout(() => {
            this.reading = null;
            void this.refresh();
        }, 250);
    }

    /** Reads what is held, soon and once for many changes. */
    held_anew(): void {
        this.holding ??= setTimeout(() => {
            this.holding = null;
            void this.read_held();
        }, 50);
    }

    /** These were sent from here: a list that was asked for before that tells nothing new. */
    went_out(numbers: number[]): void {
        ++this.held_turn;
        this.held = this.held?.filter((one) => !numbers.includes(one.number)) ?? null;
        this.held_anew();
        this.changed();
    }

    /** What went out takes its drafts along. */
    private async read_held(): Promise<void> {
        const world = this.world_;
        const turn = ++this.held_turn;
        const era = this.begins;
        try {
            const { held } = await ask<{ held: HeldLine[] }>('GET', this.path('/held'));
            if (turn !== this.held_turn || world !== this.world_) return;
            const now = Date.now();
            this.held_era = era;
            this.held = held.map((one) => ({ ...one, until: now + one.left_ms }));
            keep_drafts((of) => !of.startsWith(`${world} `) || held.some((one) => of.startsWith(held_key(world, one.number))));
            this.changed();
        } catch {
            // Whoever does not answer this does not answer `refresh`, which tells it.
        }
    }

    get world(): string {
        return this.world_;
    }

    path(below: string): string {
        return `/worlds/${encodeURIComponent(this.world_)}${below}`;
    }

    async start(): Promise<void> {
        try {
            const [{ worlds }, { facts }] = await Promise.all([
                ask<{ worlds: WorldLine[] }>('GET', '/worlds'), ask<{ facts: Record<string, string> }>('GET', '/facts'),
            ]);
            this.worlds = worlds;
            this.facts = facts;
            if (!worlds.length) this.trouble = 'There is no world: POST /worlds of the control API makes one.';
        } catch (error) {
            this.trouble = error instanceof ApiError ? error.message : String(error);
        }
        this.changed();
    }

    /** Shows this world; the first one where there is none of that name. */
    choose(name: string | null): void {
        const known = this.worlds.find((one) => one.name === name) ?? this.worlds[0];
        if (!known || known.name === this.world_) return;
        this.world_ = known.name;
        this.whole = this.held = null;
        this.forget();
        this.stream.open();
        void this.refresh();
    }

    private forget(): void {
        this.calls = [];
        this.forgotten = 0;
        this.details.clear();
    }

    private listen_to(stream: EventSource): void {
        stream.addEventListener('begin', (event) => {
            this.forget();
            this.forgotten = (JSON.parse((event as MessageEvent<string>).data) as { dropped: number }).dropped;
            this.gone = false;
            this.read_soon();
            ++this.begins;
            this.held_anew();
            this.changed();
        });
        stream.addEventListener('held', () => this.held_anew());
        stream.addEventListener('call', (event) => {
            this.put(JSON.parse((event as MessageEvent<string>).data) as Call);
            this.read_soon();
            this.changed();
        });
        stream.addEventListener('changed', () => this.read_soon());
        stream.addEventListener('end', () => location.reload());
    }

    private told(state: StreamState): void {
        if (state === 'open') this.gone = this.unfollowed = false;
        else if (state === 'refused') this.unfollowed = true;
        else this.gone = true;
        if (state === 'refused') this.read_soon(); // no event will tell what has changed
        this.changed();
    }

    private put(call: Call): void {
        // Nearly always the latest: the search begins at the end.
        let at = this.calls.length;
        while (at > 0 && this.calls[at - 1]!.number > call.number) --at;
        if (at > 0 && this.calls[at - 1]!.number === call.number) return;
        this.calls = [...this.calls.slice(0, at), call, ...this.calls.slice(at)];
        const over = this.calls.length - most_calls;
        if (over > 0) {
            this.calls = this.calls.slice(over);
            this.forgotten += over;
        }
    }

    get last(): number {
        return this.calls.at(-1)?.number ?? 0;
    }

    /** The call with its bodies. */
    async detail(number: number): Promise<Call> {
        const known = this.details.get(number);
        if (known) return known;
        const call = await ask<Call>('GET', this.path(`/traffic/${number}`));
        this.details.set(number, call);
        if (this.details.size > most_details) this.details.delete(this.details.keys().next().value!);
        return call;
    }

    /** Reads again what can have changed. */
    async refresh(): Promise<void> {
        const name = this.world_;
        try {
            const [{ worlds }, whole, replay] = await Promise.all([
                ask<{ worlds: WorldLine[] }>('GET', '/worlds'), ask<WholeWorld>('GET', this.path('')), ask<Replay>('GET', '/replay'),
            ]);
            if (name !== this.world_) return;
            this.worlds = worlds;
            this.replay = replay;
            this.whole = whole;
            this.gone = false;
            this.trouble = null;
        } catch (error) {
            if (name !== this.world_) return;
            if (error instanceof ApiError && error.status === 0) this.gone = true;
            else this.trouble = error instanceof Error ? error.message : String(error);
        }
        ++this.revision;
        this.changed();
    }
}

export function useStore(store: Store): void {
    const [, redraw] = useReducer((count: number) => count + 1, 0);
    useEffect(() => store.listen(() => redraw(undefined as never)), [store]);
}

/** What every view may ask for. */
export interface Desk {
    store: Store;
    whole: WholeWorld;
    route: Route;
    frame: Frame;
    /** whom the reader plays */
    as: string;
    link(view: View, params?: Record<string, string | null | undefined>): string;
    here(params: Record<string, string | null>): string;
    /** Does it, reads everything again, and says what came of it; false when it was refused. */
    attempt(work: Promise<unknown>, done: string): Promise<boolean>;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
    const desk = useContext(DeskContext);
    if (!desk) throw new Error('no desk');
    return desk;
}

export function desk_of(store: Store, whole: WholeWorld, route: Route, frame: Frame, as: string): Desk {
    return {
        store, whole, route, frame, as,
        link: (view, params = {}) => address(route, view, params),
        here: (params) => changed(route, params),
        async attempt(work, done) {
            frame.say(''); // so that the same words are said again
            const wrong = await work.then(() => null, (error: unknown) => (error instanceof Error ? error.message : String(error)));
            await store.refresh();
            frame.say(wrong === null ? done : `${wrong}.`);
            return wrong === null;
        },
    };
}

export interface Loaded<T> { data: T | null; error: string | null }

/** Reads a path of the world, and again whenever something may have changed; what was read stays until then. */
export function useRead<T>(below: string | null): Loaded<T> {
    const { store } = useDesk();
    const path = below === null ? null : store.path(below);
    const [loaded, set] = useState<Loaded<T> & { path: string | null }>({ data: null, error: null, path: null });
    const latest = useRef(0);
    useEffect(() => {
        if (path === null) return;
        const turn = ++latest.current;
        ask<T>('GET', path).then(
            (data) => turn === latest.current && set({ data, error: null, path }),
            (error: unknown) => turn === latest.current && set((before) => ({ data: before.path === path ? before.data : null, error: error instanceof Error ? error.message : String(error), path })),
        );
    }, [path, store.revision]);
    return loaded.path === path ? loaded : { data: null, error: null };
}
