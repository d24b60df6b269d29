/** What is held at a breakpoint, as fields that can be changed before it goes out. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Text } from '../shared/ui.tsx';
import { post } from './api.ts';
import { ClaimsEditor, claim_points, claim_rows, type ClaimRow } from './claims.tsx';
import { C } from './strings.ts';
import type { Header } from '../shared/types.ts';
import type { Held } from './types.ts';

function lines_of(headers: Header[]): string {
    return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

function headers_of(text: string): Header[] {
    const out: Header[] = [];
    for (const line of text.split('\n')) {
        const at = line.indexOf(':');
        if (at > 0) out.push([line.slice(0, at).trim(), line.slice(at + 1).trim()]);
    }
    return out;
}

function is_json(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

/** What was typed for the message that is held, while another case is looked at. */
const drafts = { of: '', values: new Map<string, unknown>() };

export function forget_draft(): void {
    drafts.values.clear();
}

function useDraft<T>(held: Held, name: string, initial: () => T): [T, (value: T) => void] {
    const of = `${held.run} ${held.hop} ${held.what}`;
    if (drafts.of !== of) {
        drafts.of = of;
        drafts.values.clear();
    }
    const [value, set] = useState<T>(() => (drafts.values.has(name) ? (drafts.values.get(name) as T) : initial()));
    return [value, (next) => {
        drafts.values.set(name, next);
        set(next);
    }];
}

interface HeldProps { held: Held; attempt(work: Promise<unknown>): void }

export function HeldPart({ held, attempt }: HeldProps): JSX.Element {
    return (
        <section class="card held" aria-labelledby="held-title" data-region="held">
            <h2 id="held-title">{C.held_title[held.what](held.hop)}</h2>
            <p class="hop-line"><b>{held.request.method}</b> <span class="url"><Text text={held.request.url} /></span> <span class="muted">{held.kind}</span></p>
            {held.what === 'answer' ? <AnswerEditor held={held} attempt={attempt} /> : <RequestEditor held={held} attempt={attempt} />}
        </section>
    );
}

function Send({ held, attempt, body }: HeldProps & { body: () => Record<string, unknown> }): JSX.Element {
    const send = (more: Record<string, unknown>): void => attempt(post(`runs/${held.run}/continue`, more));
    return (
        <p class="row actions">
            <button type="submit" class="button primary">{C.send} <kbd>Enter</kbd></button>
            <button type="button" class="button" onClick={() => send({ ...body(), then: 'next' })}>{C.send_and_step}</button>
            <button type="button" class="button" onClick={() => send({ then: 'run' })}>{C.send_as_is}</button>
            <button type="button" class="button" disabled={held.recorded.lacking !== null} aria-describedby="recorded-note" onClick={() => send({ recorded: true, then: 'run' })}>{C.send_recorded} <kbd>w</kbd></button>
            <span id="recorded-note" class="muted"><Text text={held.recorded.lacking ?? C.recorded_at(held.recorded.hop ?? 0)} /></span>
        </p>
    );
}

function AnswerEditor({ held, attempt }: HeldProps): JSX.Element {
    const was = held.response ?? { status: 200, headers: [], body: null };
    const was_body = was.body?.text ?? '';
    const [status, set_status] = useDraft(held, 'status', () => String(was.status));
    const [row, set_row] = useDraft(held, 'row', () => '');
    const [body, set_body] = useDraft(held, 'body', () => was_body);
    const [headers, set_headers] = useDraft(held, 'headers', () => lines_of(was.headers));
    const [fault, set_fault] = useDraft(held, 'fault', () => 'none');
    const [delay, set_delay] = useDraft(held, 'delay', () => '0');
    const json = was.headers.some(([name, value]) => name.toLowerCase() === 'content-type' && value.includes('json'));
    const wanted = (): Record<string, unknown> => {
        const answer: Record<string, unknown> = {};
        if (row.trim()) answer['error'] = row.trim();
        if (status !== String(was.status)) answer['status'] = Number(status);
        if (body !== was_body) answer['body'] = body;
        if (headers !== lines_of(was.headers)) answer['headers'] = headers_of(headers);
        return {
            ...(Object.keys(answer).length ? { answer } : {}),
            ...(fault !== 'none' ? { fault } : {}),
            ...(Number(delay) > 0 ? { delay_ms: Number(delay) } : {}),
        };
    };
    return (
        <form onSubmit={(event) => { event.preventDefault(); attempt(post(`runs/${held.run}/continue`, { ...wanted(), then: 'run' })); }}>
            <div class="row fields">
                <label>{C.status} <input type="number" min={100} max={599} value={status} onInput={(event) => set_status(event.currentTarget.value)} /></label>
                <label>{C.error_row} <input type="text" value={row} placeholder={C.as_computed} spellcheck={false} onInput={(event) => set_row(event.currentTarget.value)} /></label>
                <label>{C.fault} <select value={fault} onChange={(event) => set_fault(event.currentTarget.value)}>{C.faults.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select></label>
                <label>{C.delay} <input type="number" min={0} max={600000} value={delay} onInput={(event) => set_delay(event.currentTarget.value)} /></label>
            </div>
            <label for="held-headers">{C.headers}</label>
            <textarea id="held-headers" rows={Math.min(Math.max(was.headers.length, 1) + 1, 8)} spellcheck={false} value={headers} onInput={(event) => set_headers(event.currentTarget.value)} />
            <label for="held-body">{C.body}</label>
            <textarea id="held-body" rows={8} spellcheck={false} value={body} onInput={(event) => set_body(event.currentTarget.value)} />
            {json && body !== was_body && !is_json(body) && <p class="remark">{C.bad_json}</p>}
            <Send held={held} attempt={attempt} body={wanted} />
        </form>
    );
}

function RequestEditor({ held, attempt }: HeldProps): JSX.Element {
    const posted = held.request.form.length > 0;
    const has_body = !posted && (held.request.body !== null || held.request.method !== 'GET');
    const [form, set_form] = useDraft<Header[]>(held, 'form', () => held.request.form);
    const [headers, set_headers] = useDraft(held, 'headers', () => lines_of(held.request.headers));
    const [body, set_body] = useDraft(held, 'body', () => held.request.body?.text ?? '');
    const [claims, set_claims] = useDraft<ClaimRow[]>(held, 'claims', () => claim_rows(held.token));
    const [sign, set_sign] = useDraft(held, 'sign', () => 'world');
    const [shown, show] = useState<string | null>(null);
    const wanted = (): Record<string, unknown> => {
        const request: Record<string, unknown> = {};
        if (JSON.stringify(form) !== JSON.stringify(held.request.form)) request['form'] = form;
        if (headers !== lines_of(held.request.headers)) request['headers'] = headers_of(headers);
        if (has_body && body !== (held.request.body?.text ?? '')) request['body'] = body;
        const tamper = claim_points(claims);
        return {
            ...(Object.keys(request).length ? { request } : {}),
            ...(Object.keys(tamper).length ? { tamper } : {}),
            ...(sign !== 'world' ? { sign } : {}),
        };
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
            <label for="held-headers">{C.headers}</label>
            <textarea id="held-headers" rows={4} spellcheck={false} value={headers} onInput={(event) => set_headers(event.currentTarget.value)} />
            {has_body && (
                <>
                    <label for="held-body">{C.body}</label>
                    <textarea id="held-body" rows={6} spellcheck={false} value={body} onInput={(event) => set_body(event.currentTarget.value)} />
                </>
            )}
            {held.token && <p><button type="button" class="button" onClick={preview}>{C.preview}</button></p>}
            {shown !== null && <pre class="code" tabIndex={0} role="region" aria-label={C.preview}><code><Text text={shown} /></code></pre>}
            <Send held={held} attempt={attempt} body={wanted} />
        </form>
    );
}
