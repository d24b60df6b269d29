/** What the frames of the report and of the console have in common: theme, help, announcements, copying, keys. */
import { useRef, useState } from 'preact/hooks';
import { copy_text } from './clipboard.ts';
import type { Shell } from './context.ts';
import { move_region, move_row, type Action } from './keys.ts';
import type { Model } from './model.ts';
import { apply_theme, keep_settings, load_settings, next_theme, type Settings } from './settings.ts';
import * as S from './strings.ts';

export interface Frame {
    settings: Settings;
    change(next: Settings): void;
    turn_theme(): void;
    help: boolean;
    set_help(open: boolean): void;
    /** what screen readers are told, and the toast shows */
    said: string;
    say(text: string): void;
    /** a text that could not be copied; to be copied by hand */
    manual: string | null;
    set_manual(text: string | null): void;
    filter: { current: HTMLInputElement | null };
}

export function useFrame(): Frame {
    const [settings, set_settings] = useState<Settings>(load_settings);
    const [help, set_help] = useState(false);
    const [said, say] = useState('');
    const [manual, set_manual] = useState<string | null>(null);
    const filter = useRef<HTMLInputElement>(null);
    const change = (next: Settings): void => {
        set_settings(next);
        apply_theme(next.theme);
        keep_settings(next);
    };
    const turn_theme = (): void => {
        const theme = next_theme(settings.theme);
        change({ ...settings, theme });
        say(S.theme_is(S.theme_names[theme] ?? theme));
    };
    return { settings, change, turn_theme, help, set_help, said, say, manual, set_manual, filter };
}

/** One for each model. */
export function shell_of(model: Model, { say, set_manual }: Frame): Shell {
    return {
        model,
        announce: say,
        copy(what, text) {
            void copy_text(text).then((done) => {
                if (done) say(S.copied(what));
                else set_manual(text);
            });
        },
    };
}

/** Keys that mean the same in both. */
export function common_keys(frame: Frame, shell: Shell | null, step_failure: (by: 1 | -1) => void, up: Action): Record<string, Action> {
    return {
        '?': () => frame.set_help(true),
        '/': () => frame.filter.current?.focus(),
        's': () => frame.filter.current?.focus(),
        'j': () => { move_row(1); },
        'k': () => { move_row(-1); },
        'ArrowDown': () => { move_row(1); },
        'ArrowUp': () => { move_row(-1); },
        'g': () => { move_row('first'); },
        'G': () => { move_row('last'); },
        'n': () => step_failure(1),
        'N': () => step_failure(-1),
        'u': up,
        'Escape': up,
        '[': () => move_region(-1),
        ']': () => move_region(1),
        'y': () => shell?.copy(S.address, location.href),
        't': frame.turn_theme,
    };
}
