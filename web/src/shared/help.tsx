import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Settings } from './settings.ts';
import * as S from './strings.ts';

function HelpTable({ caption, head, rows }: { caption: string; head: [string, string]; rows: [string, string][] }): JSX.Element {
    return (
        <table class="help">
            <caption class="offscreen">{caption}</caption>
            <thead class="unseen"><tr><th scope="col"><span class="offscreen">{head[0]}</span></th><th scope="col"><span class="offscreen">{head[1]}</span></th></tr></thead>
            <tbody>
                {rows.map(([key, does]) => (
                    <tr key={key}><th scope="row"><kbd>{key}</kbd></th><td>{does}</td></tr>
                ))}
            </tbody>
        </table>
    );
}

export interface HelpProps {
    settings: Settings;
    change(next: Settings): void;
    close(): void;
    more?: [string, string][];
    /** instead of the report's */
    keys?: [string, string][];
    filters?: [string, string][];
}

export function Help({ settings, change, close, more = [], keys = S.key_help, filters = S.filter_help }: HelpProps): JSX.Element {
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        dialog.current?.showModal();
    }, []);
    return (
        <dialog ref={dialog} class="dialog wide" aria-labelledby="help-title" onClose={close}>
            <div class="row between">
                <h2 id="help-title">{S.help_title}</h2>
                <button type="button" class="button" onClick={() => dialog.current?.close()}>{S.close}</button>
            </div>
            <div class="columns">
                <section aria-labelledby="help-keys">
                    <h3 id="help-keys">{S.keys_title}</h3>
                    <HelpTable caption={S.keys_caption} head={[S.key, S.does]} rows={[...keys, ...more]} />
                    <p>
                        <label class="check">
                            <input type="checkbox" checked={settings.letter_keys} onChange={(event) => change({ ...settings, letter_keys: event.currentTarget.checked })} />{' '}
                            {S.single_keys}
                        </label>
                        <span class="muted"> {S.single_keys_hint}</span>
                    </p>
                </section>
                <section aria-labelledby="help-filters">
                    <h3 id="help-filters">{S.filters_title}</h3>
                    <HelpTable caption={S.filters_caption} head={[S.filter_word, S.does]} rows={filters} />
                </section>
            </div>
        </dialog>
    );
}
