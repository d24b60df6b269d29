/** What was typed for messages that are held, while something else is looked at. */
import { useState } from 'preact/hooks';

const drafts = new Map<string, Map<string, unknown>>();

/** Forgets all others. @param wanted  by what a message is told apart */
export function keep_drafts(wanted: (of: string) => boolean): void {
    for (const of of [...drafts.keys()]) if (!wanted(of)) drafts.delete(of);
}

/** A field of the message `of`, as it was left there; the component is one for each message. */
export function useDraft<T>(of: string, name: string, initial: () => T): [T, (value: T) => void] {
    const [value, set] = useState<T>(() => {
        const kept = drafts.get(of);
        return kept?.has(name) ? (kept.get(name) as T) : initial();
    });
    return [value, (next) => {
        if (!drafts.has(of)) drafts.set(of, new Map());
        drafts.get(of)!.set(name, next);
        set(next);
    }];
}
