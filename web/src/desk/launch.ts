/** Addresses of launches, which are Canvas's own pages: a tool lets its platform frame it, and nobody else. */
import type { Desk } from './store.ts';

/** What a launch goes to, as Canvas's page /launch takes it. */
export type Target = Partial<Record<'to' | 'course' | 'group' | 'account' | 'link' | 'tool' | 'placement' | 'url', string>>;

function canvas_address({ store, whole }: Desk, path: string, query: Record<string, string>): string {
    const all = new URLSearchParams(query);
    if (store.worlds.length > 1) all.set('world', store.world);
    return `${whole.origin}${path}?${all.toString()}`;
}

/** The tool in a frame, the calls that come of it beside. */
export function open_url(desk: Desk, as: string, target: Target): string {
    return canvas_address(desk, '/open', { user: as, ...target, calls: '1' });
}

/** The tool alone. */
export function launch_url(desk: Desk, as: string, target: Target): string {
    return canvas_address(desk, '/launch', { user: as, ...target });
}

/** The tool's own page by which it registers itself. */
export function register_url(desk: Desk, registration_url: string): string {
    return canvas_address(desk, '/register', { registration_url });
}
