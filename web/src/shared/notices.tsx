/** Notices over a page: what was just done, and what the reader must do. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import * as S from './strings.ts';

/** What was just said, for those who see; it goes by itself. */
export function Toast({ text }: { text: string }): JSX.Element | null {
    const [shown, show] = useState('');
    useEffect(() => {
        if (!text.endsWith('.')) return;
        show(text);
        const timer = setTimeout(() => show(''), 2500);
        return () => clearTimeout(timer);
    }, [text]);
    return shown ? <div class="toast" aria-hidden="true">{shown}</div> : null;
}

/** The text to be copied by hand, where the browser does not allow it. */
export function ManualCopy({ text, close }: { text: string; close(): void }): JSX.Element {
    const dialog = useRef<HTMLDialogElement>(null);
    const field = useRef<HTMLTextAreaElement>(null);
    useEffect(() => {
        dialog.current?.showModal();
        field.current?.select();
    }, []);
    return (
        <dialog ref={dialog} class="dialog" aria-labelledby="copy-title" onClose={close}>
            <p id="copy-title">{S.copy_denied}</p>
            <textarea ref={field} readOnly rows={8} aria-label={S.copy_field} value={text} />
            <p class="row end"><button type="button" class="button" onClick={() => dialog.current?.close()}>{S.close}</button></p>
        </dialog>
    );
}
