/** What the page knows, kept up to date by the console's events. */
import { api, ApiError, case_path, get, in_serve, post, serve_page } from './api.ts';
import { Model } from '../shared/model.ts';
import { Stream, type StreamState } from '../shared/stream.ts';
import type { Hop, Party } from '../shared/types.ts';
import { C } from './strings.ts';
import type { Breaks, CaseLine, Diff, Extras, Held, HopLine, Opened, Recorded, RunLine, State, Whole } from './types.ts';

const most_log = 300;
const most_hops = 2000;
const most_followed = 200;

export interface LogLine { id: number; text: string }

export interface Live {
    whole: Whole;
    lines: CaseLine[];
    extras: Extras;
    state: State;
    /** when `state` came, for what is left of its limit */
    state_at: number;
    runs: RunLine[];
    breaks: Breaks;
    held: Held | null;
    /** hops of the runs of this page, by run */
    hops: Map<number, HopLine[]>;
    /** of a run that is followed: how many hops have come, and the latest, of any case */
    followed: { count: number; latest: { case: string; hop: HopLine }[] };
    log: LogLine[];
    gone: boolean;
    /** events do not come: they were refused, and are asked for again */
    unfollowed: boolean;
}

export class Store {
    live: Live | null = null;
    trouble: string | null = null;
    private readonly listeners = new Set<() => void>();
    private readonly stream = new Stream({
        address: () => `${api}/events?after=${this.seen}`,
        listen_to: (stream) => this.listen_to(stream),
        told: (state) => this.told(state),
    });
    /** the result that is shown, as it was opened */
    private file: string | undefined;
    /** the number of the last event that came */
    private seen = 0;
    private waiting = false;
    private logged = 0;
    private refreshing = false;
    private readonly recorded = new Map<string, Recorded>();

    listen(listener: () => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /** Tells once a frame, however much has come. */
    private changed(): void {
        if (this.waiting) return;
        this.waiting = true;
        setTimeout(() => {
            this.waiting = false;
            for (const listener of this.listeners) listener();
        }, 30);
    }

    async start(): Promise<void> {
        try {
            const [whole, cases, report, held, opened] = await Promise.all([
                get<Whole>('run'), get<{ cases: CaseLine[] }>('cases'), get<{ report: Extras }>('report'), get<{ held: Held | null }>('held'), get<Opened>(''),
            ]);
            this.file = opened.recording?.file;
            this.seen = whole.last_event;
            this.live = {
                whole, lines: cases.cases, extras: report.report, state: whole.state, state_at: Date.now(), runs: whole.runs, breaks: whole.breaks,
                held: held.held, hops: new Map(), followed: { count: 0, latest: [] }, log: [], gone: false, unfollowed: false,
            };
            this.stream.open();
        } catch (error) {
            if (in_serve && error instanceof ApiError && error.code === 'nothing_open') location.href = serve_page;
            this.trouble = error instanceof ApiError ? error.message : String(error);
        }
        this.changed();
    }

    private told(state: StreamState): void {
        this.live!.unfollowed = state === 'refused';
        if (in_serve && state !== 'broken') void this.check_file();
        this.changed();
    }

    /** The result may have been closed, or another opened, while nothing was followed. */
    private async check_file(): Promise<void> {
        const opened = await get<Opened>('').catch(() => null); // asked again with the stream
        if (opened && opened.recording === null) location.href = serve_page;
        else if (opened && opened.recording?.file !== this.file) location.reload();
    }

    private listen_to(stream: EventSource): void {
        const on = <T>(kind: string, take: (data: T) => void): void =>
            stream.addEventListener(kind, (event: MessageEvent) => {
                this.seen = Number(event.lastEventId) || this.seen;
                take(JSON.parse(event.data as string) as T);
                this.changed();
            });
        const live = this.live!;
        on<State>('state', (state) => {
            live.state = state;
            live.state_at = Date.now();
            this.log(state.word);
            if (state.kind === 'paused') void this.fetch_held();
            else live.held = null;
        });
        on<{ run: number | null; case: string; hop: HopLine }>('hop', ({ run, case: id, hop }) => {
            if (run === null) {
                ++live.followed.count;
                live.followed.latest.push({ case: id, hop });
                if (live.followed.latest.length > most_followed) live.followed.latest.splice(0, live.followed.latest.length - most_followed);
                return;
            }
            const hops = live.hops.get(run) ?? [];
            hops.push(hop);
            if (hops.length > most_hops) hops.splice(0, hops.length - most_hops);
            live.hops.set(run, hops);
        });
        on<RunLine>('run', (line) => this.put_run(line));
        on<RunLine>('verdict', (line) => {
            this.put_run(line);
            this.log(`#${line.run}: ${line.word ?? ''} ${line.why ?? ''}`);
        });
        on<{ run: number; chip: string }>('edit', ({ run, chip }) => {
            const line = live.runs.find((one) => one.run === run);
            if (line) line.edits = [...line.edits, chip];
            this.log(chip);
        });
        on<Breaks>('breaks', (breaks) => { live.breaks = breaks; });
        on<{ now: string }>('clock', () => void this.fetch_held());
        on<{ run: number }>('world', () => void this.fetch_held());
        on<CaseLine>('case', (line) => {
            live.lines = [...live.lines.filter((one) => one.id !== line.id), line];
            this.recorded.delete(line.id);
        });
        on<{ count: number; restarted?: boolean }>('lost', ({ count, restarted }) => {
            if (restarted) location.reload();
            live.followed.count += count;
            this.log(C.lost(count));
            void this.refresh();
        });
        on<{ word: string }>('end', ({ word }) => {
            this.log(word);
            void this.refresh();
        });
        if (in_serve) on('closed', () => location.reload()); // another result may be there now
    }

    private log(text: string): void {
        const live = this.live!;
        live.log = [{ id: ++this.logged, text }, ...live.log].slice(0, most_log);
    }

    private put_run(line: RunLine): void {
        const live = this.live!;
        live.runs = [...live.runs.filter((one) => one.run !== line.run), line].sort((a, b) => a.run - b.run);
    }

    private async fetch_held(): Promise<void> {
        try {
            const { held } = await get<{ held: Held | null }>('held');
            this.live!.held = held;
        } catch {
            this.live!.held = null;
        }
        this.changed();
    }

    /** One at a time: who reads slowly loses more while it asks. */
    private async refresh(): Promise<void> {
        if (this.refreshing) return;
        this.refreshing = true;
        try {
            await this.fetch_all();
        } finally {
            this.refreshing = false;
        }
    }

    private async fetch_all(): Promise<void> {
        const [whole, cases] = await Promise.all([get<Whole>('run'), get<{ cases: CaseLine[] }>('cases')]);
        const live = this.live!;
        live.whole = whole;
        live.lines = cases.cases;
        live.runs = whole.runs;
        live.state = whole.state;
        live.state_at = Date.now();
        this.changed();
    }

    async case_of(id: string): Promise<Recorded> {
        const known = this.recorded.get(id);
        if (known) return known;
        const fetched = await get<Recorded>(case_path(id));
        this.recorded.set(id, fetched);
        return fetched;
    }

    result_of(run: number): Promise<Recorded> {
        return get<Recorded>(`runs/${run}/result`);
    }

    diff_of(run: number): Promise<Diff> {
        return get<Diff>(`runs/${run}/diff`);
    }

    async end(): Promise<void> {
        this.stream.close(); // it would tell of the end, too
        try {
            await post('end');
        } catch (error) {
            this.stream.open();
            throw error;
        }
        if (in_serve) location.href = serve_page;
        this.live!.gone = true;
        this.changed();
    }
}

/** A model of one case, for the report's parts. */
export function model_of(live: Live, recorded: Recorded): Model {
    return new Model({
        schema_version: 1, run: live.whole.run, setup: live.whole.setup, cases: [recorded.case], bodies: recorded.bodies, strings: {}, report: live.extras,
    });
}

/** Lines of a run that plays, as hops without headers and bodies. */
export function live_hops(lines: HopLine[]): Hop[] {
    // They come as they end; a hop within another ends first.
    const sorted = [...lines].sort((a, b) => a.n - b.n);
    const first = sorted.length ? Date.parse(sorted[0]!.t_virtual) : 0;
    return sorted.map((line) => ({
        n: line.n, from: line.from as Party, to: line.to as Party, kind: line.kind, t_virtual: line.t_virtual, t_ms: Date.parse(line.t_virtual) - first,
        ms: line.ms, request: { method: line.method, url: line.url }, response: line.status === null ? null : { status: line.status },
        error: line.error || null, rule: line.rule, fault: line.fault || null,
    }));
}
