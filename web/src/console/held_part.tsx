/** What is held at a breakpoint, as fields that can be changed before it goes out. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { AnswerEditor } from '../shared/answer_editor.tsx';
import { ClaimsEditor } from '../shared/claims_editor.tsx';
import { keep_drafts, useDraft } from '../shared/drafts.ts';
import { claim_rows, headers_of, launch_edit, lines_of, type ClaimRow } from '../shared/held.ts';
import { E } from '../shared/held_strings.ts';
import type { Header } from '../shared/types.ts';
import { Text } from '../shared/ui.tsx';
import { post } from './api.ts';
import { C } from './strings.ts';
import type { Held } from './types.ts';

/** Told apart from whatever else is held. */
export function held_key(held: Held): string {
    return `${held.run} ${held.hop} ${held.what}`;
}

interface HeldProps { held: Held; attempt(work: Promise<unknown>): void }

export function HeldPart({ held, attempt }: HeldProps): JSX.Element {
    const of = held_key(held);
    keep_drafts((one) => one === of);
    const go_on = (edit: Record<string, unknown>): void => attempt(post(`runs/${held.run}/continue`, { ...edit, then: 'run' }));
    return (
        <section class="card held" aria-labelledby="held-title" data-region="held">
            <h2 id="held-title">{C.held_title[held.what](held.hop)}</h2>
            <p class="hop-line"><b>{held.request.method}</b> <span class="url"><Text text={held.request.url} /></span> <span class="muted">{held.kind}</span></p>
            {held.what === 'answer'
                ? <AnswerEditor held={held} of={of} send={go_on} actions={(edit) => <Send held={held} attempt={attempt} body={edit} />} />
                : <RequestEditor held={held} attempt={attempt} />}
        </section>
    );
}

function Send({ held, attempt, body }: HeldProps & { body: () => Record<string, unknown> }): JSX.Element {
    const send = (more: Record<string, unknown>): void => attempt(post(`runs/${held.run}/continue`, more));
    return (
        <p class="row actions">
            <button type="submit" class="button primary">{E.send} <kbd>Enter</kbd></button>
            <button type="button" class="button" onClick={() => send({ ...body(), then: 'next' })}>{C.send_and_step}</button>
            <button type="button" class="button" onClick={() => send({ then: 'run' })}>{E.send_as_is}</button>
            <button type="button" class="button" disabled={held.recorded.lacking !== null} aria-describedby="recorded-note" onClick={() => send({ recorded: true, then: 'run' })}>{C.send_recorded} <kbd>w</kbd></button>
            <span id="recorded-note" class="muted"><Text text={held.recorded.lacking ?? C.recorded_at(held.recorded.hop ?? 0)} /></span>
        </p>
    );
}

function RequestEditor({ held, attempt }: HeldProps): JSX.Element {
    const of = held_key(held);
    const posted = held.request.form.length > 0;
    const has_body = !posted && (held.request.body !== null || held.request.method !== 'GET');
    const [form, set_form] = useDraft<Header[]>(of, 'form', () => held.request.form);
    const [headers, set_headers] = useDraft(of, 'headers', () => lines_of(held.request.headers));
    const [body, set_body] = useDraft(of, 'body', () => held.request.body?.text ?? '');
    const [claims, set_claims] = useDraft<ClaimRow[]>(of, 'claims', () => claim_rows(held.token));
    const [sign, set_sign] = useDraft(of, 'sign', () => 'world');
    const [shown, show] = useState<string | null>(null);
    const wanted = (): Record<string, unknown> => {
        const request: Record<string, unknown> = {};
        if (JSON.stringify(form) !== JSON.stringify(held.request.form)) request['form'] = form;
        if (headers !== lines_of(held.request.headers)) request['headers'] = headers_of(headers);
        if (has_body && body !== (held.request.body?.text ?? '')) request['body'] = body;
        return { ...(Object.keys(request).length ? { request } : {}), ...launch_edit(claims, sign) };
    };
    const preview = (): void => attempt(post<{ token: unknown; request: { form: Header[] } }>('sign', wanted()).then((view) => show(JSON.stringify(view.token ?? view.request.form, null, 2))));
    return (
        <form onSubmit={(event) => { event.preventDefault(); attempt(post(`runs/${held.run}/continue`, { ...wanted(), then: 'run' })); }}>
            {held.token && <ClaimsEditor rows={claims} change={set_claims} sign={sign} set_sign={set_sign} />}
            {posted && (
                <fieldset class="form-fields">
                    <legend>{C.fields}</legend>
                    {form.map(([name, value], i) => (
                        <label key={i}>
                            <span class="field-name"><Text text={name} /></span>
                            <input type="text" spellcheck={false} value={value} onInput={(event) => set_form(form.map((one, at) => (at === i ? [name, event.currentTarget.value] : one)))} />
                        </label>
                    ))}
                </fieldset>
            )}
            <label for="held-headers">{E.headers}</label>
            <textarea id="held-headers" rows={4} spellcheck={false} value={headers} onInput={(event) => set_headers(event.currentTarget.value)} />
            {has_body && (
                <>
                    <label for="held-body">{E.body}</label>
                    <textarea id="held-body" rows={6} spellcheck={false} value={body} onInput={(event) => set_body(event.currentTarget.value)} />
                </>
            )}
            {held.token && <p><button type="button" class="button" onClick={preview}>{C.preview}</button></p>}
            {shown !== null && <pre class="code" tabIndex={0} role="region" aria-label={C.preview}><code><Text text={shown} /></code></pre>}
            <Send held={held} attempt={attempt} body={wanted} />
        </form>
    );
}
