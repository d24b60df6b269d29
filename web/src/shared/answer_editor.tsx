/** An answer that is held, as fields that can be changed before it goes out; of a launch its claims, too. */
import type { ComponentChildren, JSX } from 'preact';
import { ClaimsEditor } from './claims_editor.tsx';
import { useDraft } from './drafts.ts';
import { answer_edit, claim_rows, fields_of, launch_edit, type AnswerFields, type ClaimRow, type HeldMessage } from './held.ts';
import { E } from './held_strings.ts';

type Edit = Record<string, unknown>;

interface EditorProps {
    held: HeldMessage;
    /** tells it apart from all others: drafts are kept by it */
    of: string;
    /** names of documented errors, where they are known */
    errors?: string[];
    send(edit: Edit): void;
    /** the buttons; `edit` is what was changed so far */
    actions(edit: () => Edit): ComponentChildren;
}

function is_json(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

export function AnswerEditor({ held, of, errors = [], send, actions }: EditorProps): JSX.Element {
    const was = fields_of(held);
    const [fields, set] = useDraft<AnswerFields>(of, 'answer', () => was);
    const [claims, set_claims] = useDraft<ClaimRow[]>(of, 'claims', () => claim_rows(held.token));
    const [sign, set_sign] = useDraft(of, 'sign', () => 'world');
    const change = (part: Partial<AnswerFields>): void => set({ ...fields, ...part });
    const headers = held.response?.headers ?? [];
    const body = held.response?.body;
    const json = headers.some(([name, value]) => name.toLowerCase() === 'content-type' && value.includes('json'));
    const edit = (): Edit => ({ ...answer_edit(held, fields), ...(held.token ? launch_edit(claims, sign) : {}) });
    return (
        <form onSubmit={(event) => { event.preventDefault(); send(edit()); }}>
            {held.token && <ClaimsEditor rows={claims} change={set_claims} sign={sign} set_sign={set_sign} />}
            <div class="row fields">
                <label>{E.status} <input type="number" min={100} max={599} value={fields.status} onInput={(event) => change({ status: event.currentTarget.value })} /></label>
                <label>{E.error_row} <input type="text" list={errors.length ? 'held-errors' : undefined} value={fields.row} placeholder={E.as_computed} autocomplete="off" spellcheck={false} onInput={(event) => change({ row: event.currentTarget.value })} /></label>
                {errors.length > 0 && <datalist id="held-errors">{errors.map((name) => <option key={name} value={name} />)}</datalist>}
                <label>{E.fault} <select value={fields.fault} onChange={(event) => change({ fault: event.currentTarget.value })}>{E.faults.map(([value, text]) => <option key={value} value={value}>{text}</option>)}</select></label>
                <label>{E.delay} <input type="number" min={0} max={600000} value={fields.delay} onInput={(event) => change({ delay: event.currentTarget.value })} /></label>
            </div>
            <label for="held-headers">{E.headers}</label>
            <textarea id="held-headers" rows={Math.min(Math.max(headers.length, 1) + 1, 8)} spellcheck={false} value={fields.headers} onInput={(event) => change({ headers: event.currentTarget.value })} />
            <label for="held-body">{E.body}</label>
            <textarea id="held-body" rows={8} spellcheck={false} value={fields.body} placeholder={body?.base64 !== undefined ? E.no_text(body.size) : undefined} onInput={(event) => change({ body: event.currentTarget.value })} />
            {json && fields.body !== was.body && !is_json(fields.body) && <p class="remark">{E.bad_json}</p>}
            {actions(edit)}
        </form>
    );
}
