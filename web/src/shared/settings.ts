/** What a reader chose. Kept where the browser allows it; files may have no storage, and need none. */
export type Theme = 'auto' | 'light' | 'dark';

export interface Settings { theme: Theme; letter_keys: boolean }

const place = 'easel-settings';

export function load_settings(): Settings {
    const settings: Settings = { theme: 'auto', letter_keys: true };
    try {
        const kept = JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Settings>;
        if (kept.theme === 'light' || kept.theme === 'dark') settings.theme = kept.theme;
        if (kept.letter_keys === false) settings.letter_keys = false;
    } catch {
        // No storage: the choice lasts as long as the page.
    }
    return settings;
}

export function keep_settings(settings: Settings): void {
    try {
        localStorage.setItem(place, JSON.stringify(settings));
    } catch {
        // As above.
    }
}

export function apply_theme(theme: Theme): void {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
}

/** The theme after this one: first the one that looks otherwise. */
export function next_theme(theme: Theme): Theme {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const order: Theme[] = dark ? ['auto', 'light', 'dark'] : ['auto', 'dark', 'light'];
    return order[(order.indexOf(theme) + 1) % order.length]!;
}
