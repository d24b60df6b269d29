/** Addresses within the page: a view, and what it shows. World, person and filter stay in them. */

export const views = ['courses', 'gradebook', 'traffic', 'breaks', 'faults', 'clock', 'world', 'tools', 'replay'] as const;
/** `calls` stands in a frame beside a launch. */
export type View = (typeof views)[number] | 'submission' | 'calls';

export interface Route { view: View; params: URLSearchParams }

/** What goes along from view to view. */
const lasting = ['world', 'as'];

export function parse_route(hash: string): Route {
    const found = /^#\/([a-z]*)(?:\?(.*))?$/.exec(hash);
    const params = new URLSearchParams(found?.[2] ?? '');
    const view = [...views, 'submission', 'calls'].find((known) => known === found?.[1]) as View | undefined;
    return { view: view ?? 'courses', params };
}

/** @param from  where the reader is: who it is and in which world stays the same */
export function address(from: Route, view: View, params: Record<string, string | null | undefined> = {}): string {
    const all = new URLSearchParams();
    for (const name of lasting) {
        const value = name in params ? params[name] : from.params.get(name);
        if (value) all.set(name, value);
    }
    for (const [name, value] of Object.entries(params)) if (!lasting.includes(name) && value) all.set(name, value);
    const query = all.toString();
    return `#/${view}${query ? `?${query}` : ''}`;
}

/** Here, but for these. */
export function changed(from: Route, params: Record<string, string | null>): string {
    return address(from, from.view, { ...Object.fromEntries(from.params), ...params });
}
