/** The run's edits as a scenario, to be kept. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import * as S from '../shared/strings.ts';
import { CopyButton, Text } from '../shared/ui.tsx';
import { ApiError, post } from './api.ts';
import { C } from './strings.ts';

export function SaveDialog({ run, close }: { run: number; close(): void }): JSX.Element {
    const dialog = useRef<HTMLDialogElement>(null);
    const [saved, set_saved] = useState<{ yaml: string; left_out: string[] } | null>(null);
    const [trouble, set_trouble] = useState('');
    useEffect(() => {
        dialog.current?.showModal();
        post<{ yaml: string; left_out: string[] }>('scenario', { run }).then(set_saved, (error: unknown) => set_trouble(error instanceof ApiError ? error.message : String(error)));
    }, [run]);
    return (
        <dialog ref={dialog} class="dialog wide" aria-labelledby="save-title" onClose={close}>
            <div class="row between">
                <h2 id="save-title">{C.scenario_title}</h2>
                <button type="button" class="button" onClick={() => dialog.current?.close()}>{S.close}</button>
            </div>
            {trouble && <p role="alert">{trouble}</p>}
            {saved && (
                <>
                    <textarea readOnly rows={18} class="yaml" aria-label={C.scenario_title} value={saved.yaml} />
                    {saved.left_out.length > 0 && (
                        <>
                            <p>{C.left_out}</p>
                            <ul class="plain">{saved.left_out.map((one, i) => <li key={i}><Text text={one} /></li>)}</ul>
                        </>
                    )}
                    <p class="row end"><CopyButton what={C.copy_yaml} text={() => saved.yaml} primary /></p>
                </>
            )}
        </dialog>
    );
}
