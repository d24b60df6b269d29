import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Model } from './model.ts';

/** What every part of a page may ask for. */
export interface Shell {
    model: Model;
    /** said by screen readers */
    announce(text: string): void;
    /** copies, and says so; shows the text to be copied by hand where that is denied */
    copy(what: string, text: string): void;
}

export const ShellContext = createContext<Shell | null>(null);

export function useShell(): Shell {
    const shell = useContext(ShellContext);
    if (!shell) throw new Error('no shell');
    return shell;
}

export function useMedia(query: string): boolean {
    const [matches, set_matches] = useState(() => matchMedia(query).matches);
    useEffect(() => {
        const list = matchMedia(query);
        const listen = (): void => set_matches(list.matches);
        listen();
        list.addEventListener('change', listen);
        return () => list.removeEventListener('change', listen);
    }, [query]);
    return matches;
}
