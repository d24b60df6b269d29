/** Server-sent events for as long as somebody looks at the page: a browser gives a port six connections, and tabs nobody looks at would keep them all. */

const first_wait_ms = 1000;
const last_wait_ms = 5000;

/** `open`: events come. `broken`: nobody answers, and the browser asks again. `refused`: it does not, so this does. */
export type StreamState = 'open' | 'broken' | 'refused';

export interface Follower {
    /** where to follow from what has come; asked each time */
    address(): string;
    listen_to(source: EventSource): void;
    told(state: StreamState): void;
}

export class Stream {
    private source: EventSource | null = null;
    private wanted = false;
    private retry: ReturnType<typeof setTimeout> | null = null;
    private wait_ms = first_wait_ms;

    constructor(private readonly follower: Follower) {
        document.addEventListener('visibilitychange', () => this.looked_at(document.visibilityState === 'visible'));
    }

    /** Follows, from the address as it is now. */
    open(): void {
        this.close();
        this.wanted = true;
        const source = new EventSource(this.follower.address());
        this.source = source;
        this.follower.listen_to(source);
        source.onopen = () => {
            this.wait_ms = first_wait_ms;
            this.follower.told('open');
        };
        source.onerror = () => {
            // Refused streams stay closed; those that broke off open themselves again.
            const refused = source.readyState === EventSource.CLOSED;
            if (refused) this.open_later();
            this.follower.told(refused ? 'refused' : 'broken');
        };
    }

    close(): void {
        this.wanted = false;
        this.let_go();
    }

    private let_go(): void {
        if (this.retry !== null) clearTimeout(this.retry);
        this.retry = null;
        this.source?.close();
        this.source = null;
    }

    private open_later(): void {
        this.retry = setTimeout(() => this.open(), this.wait_ms);
        this.wait_ms = Math.min(this.wait_ms * 2, last_wait_ms);
    }

    private looked_at(visible: boolean): void {
        if (!visible) this.let_go();
        else if (this.wanted && !this.source) this.open();
    }
}
