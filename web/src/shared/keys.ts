/** Keys: ignored while typing and with modifiers. Tab is never bound. */

export type Action = () => void;

/** Keys that are no letters and stay when letters are switched off. */
const always = new Set(['?', 'Escape', 'Enter', 'ArrowDown', 'ArrowUp']);

function typing(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false;
    if (target.isContentEditable) return true;
    const tag = target.tagName;
    if (tag === 'INPUT') return !['checkbox', 'radio', 'button'].includes((target as HTMLInputElement).type);
    return tag === 'TEXTAREA' || tag === 'SELECT';
}

export interface KeyChoice { letters: boolean; actions: Record<string, Action | undefined> }

/** @param choose  asked at each key, so that it can depend on what is shown */
export function install_keys(choose: () => KeyChoice): () => void {
    const listen = (event: KeyboardEvent): void => {
        if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
        if (event.key === 'Tab') return;
        if (typing(event.target)) {
            if (event.key === 'Escape') (event.target as HTMLElement).blur();
            return;
        }
        const { letters, actions } = choose();
        const action = actions[event.key];
        if (!action || (!letters && !always.has(event.key))) return;
        // A focused control answers Enter itself, and arrows belong to tabs, frames and scrolling areas.
        const at = event.target instanceof HTMLElement ? event.target : null;
        if (event.key === 'Enter' && at?.closest('a[href], button, summary, [role="tab"]')) return;
        if (event.key.startsWith('Arrow') && !at?.closest('[data-list]')) return;
        event.preventDefault();
        action();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
}

function shown(element: HTMLElement): boolean {
    return element.offsetParent !== null || element.getClientRects().length > 0;
}

function rows_of(list: Element): HTMLElement[] {
    return [...list.querySelectorAll<HTMLElement>('[data-row]')].filter(shown);
}

/** Moves the focus within the list that has it, or else into the first list. @return the row */
export function move_row(to: number | 'first' | 'last'): HTMLElement | null {
    const active = document.activeElement;
    const list = active?.closest('[data-list]') ?? [...document.querySelectorAll('main [data-list]')].find((found) => rows_of(found).length > 0);
    if (!list) return null;
    const rows = rows_of(list);
    const at = rows.findIndex((row) => row === active || row.contains(active));
    const wanted =
        to === 'first' ? 0 : to === 'last' ? rows.length - 1 : at < 0 ? (to > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + to, 0), rows.length - 1);
    const row = rows[wanted];
    if (!row) return null;
    row.focus();
    row.scrollIntoView({ block: 'nearest' });
    return row;
}

/** Moves the focus to the next or previous region: contents, hops, pane. */
export function move_region(by: 1 | -1): void {
    const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(shown);
    if (!regions.length) return;
    const at = regions.findIndex((region) => region.contains(document.activeElement));
    const region = regions[at < 0 ? (by > 0 ? 0 : regions.length - 1) : (at + by + regions.length) % regions.length]!;
    const target =
        region.querySelector<HTMLElement>('[aria-current="true"], [aria-selected="true"], [data-row]') ??
        region.querySelector<HTMLElement>('select, a[href], button');
    (target ?? region).focus();
    region.scrollIntoView({ block: 'nearest' });
}
