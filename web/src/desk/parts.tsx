/** Small parts that several views use. */
import type { ComponentChildren, JSX } from 'preact';
import { Text } from '../shared/ui.tsx';
import { clock_time } from '../shared/time.ts';
import type { Problem, Tables, User } from './types.ts';

/** The API's complaints, each with its place in what was sent. */
export function Problems({ found, title }: { found: Problem[]; title: string }): JSX.Element | null {
    if (!found.length) return null;
    return (
        <div class="remark bad problems" role="alert">
            <p><b>{title}</b></p>
            <ul class="plain">
                {found.map((one, i) => (
                    <li key={i}>
                        {one.pointer && <><code>{one.pointer}</code>: </>}<Text text={one.error} />{one.hint && <span class="muted"> (<Text text={one.hint} />)</span>}
                    </li>
                ))}
            </ul>
        </div>
    );
}

/** A labelled control; `about` says what is meant. */
export function Field({ label, about, children, wide }: { label: string; about?: string; children: ComponentChildren; wide?: boolean }): JSX.Element {
    return (
        <label class={wide ? 'field wide' : 'field'}>
            <span>{label}{about && <span class="muted"> {about}</span>}</span>
            {children}
        </label>
    );
}

/** A table that may be wider than the page; reachable by keyboard for that. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
    return <div class="scroll" tabIndex={0} role="region" aria-label={label}>{children}</div>;
}

export function Card({ id, title, children, count, more }: { id: string; title: ComponentChildren; children: ComponentChildren; count?: number; more?: ComponentChildren }): JSX.Element {
    return (
        <section class="card" aria-labelledby={id}>
            <div class="row between"><h2 id={id}>{title}{count !== undefined && <> <span class="count">{count}</span></>}</h2>{more}</div>
            {children}
        </section>
    );
}

/** "2026-03-01 10:00:00", as Canvas's clock has it. */
export function moment(at: string | null): string {
    return at ? `${at.slice(0, 10)} ${clock_time(at).slice(0, 8)}` : '–';
}

export function shown_name(user: User | undefined): string {
    return user ? user.full_name || user.name : '?';
}

export function person(world: Tables, name: string): User | undefined {
    return world.users.find((user) => user.name === name);
}

/** Only addresses of the web become links; whatever else a tool wrote stays text. */
export function WebLink({ url }: { url: string }): JSX.Element {
    return /^https?:\/\//i.test(url) ? <a href={url} target="_blank" rel="noopener noreferrer"><Text text={url} /></a> : <Text text={url} />;
}

/** Do all words stand in one of the texts? */
export function fits(query: string, ...texts: (string | null | undefined)[]): boolean {
    const said = texts.join('\n').toLowerCase();
    return query.toLowerCase().split(/\s+/).every((word) => said.includes(word));
}
