import { short_path } from './forms.ts';
import type { Hop } from './types.ts';

/** The nearest earlier exchange for the same end, between the same parties. */
export function previous_of_kind(hops: Hop[], hop: Hop): Hop | null {
    let found: Hop | null = null;
    for (const other of hops) {
        if (other.n >= hop.n) break;
        if (other.kind !== hop.kind || other.from !== hop.from || other.to !== hop.to) continue;
        if (hop.kind === 'page' && short_path(other.request.url) !== short_path(hop.request.url)) continue;
        found = other;
    }
    return found;
}

/** What a hop is best compared with: the one it repeats, else the previous of its kind, else its neighbour. */
export function counterpart(hops: Hop[], hop: Hop): Hop | null {
    const same = hop.same_as != null ? hops.find((other) => other.n === hop.same_as) : undefined;
    return same ?? previous_of_kind(hops, hop) ?? hops.find((other) => other.n === hop.n - 1) ?? hops.find((other) => other.n !== hop.n) ?? null;
}
