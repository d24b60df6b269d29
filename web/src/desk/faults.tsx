/** Faults planned for answers to come, what they struck, and a form that plans one. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Text } from '../shared/ui.tsx';
import { ask, problems_of } from './api.ts';
import { Card, Field, fits, Problems, Scroll } from './parts.tsx';
import { useDesk, useRead } from './store.ts';
import { answered_calls, type Fault, type Problem } from './types.ts';

const disturbances: [string, string][] = [
    ['reset', 'the connection is reset'], ['stall', 'no answer comes'], ['truncated', 'half of the answer comes'], ['throttled', 'throttled, as by a full bucket'],
];

interface Plan {
    call: string; assignment: string; kind: 'error' | 'status' | 'fault'; error: string; status: string; body: string; fault: string;
    times: string; after: string; every: string; probability: string; delay: string; label: string;
}

/** As the API takes it: what was left empty is not said. */
export function plan_json(plan: Plan): Record<string, unknown> {
    const out: Record<string, unknown> = { call: plan.call };
    const number = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text.trim());
    if (plan.assignment) out.assignment = plan.assignment;
    if (plan.kind === 'error') out.error = plan.error;
    if (plan.kind === 'fault') out.fault = plan.fault;
    if (plan.kind === 'status') {
        out.status = number(plan.status);
        if (plan.body.trim()) {
            try {
                out.body = JSON.parse(plan.body) as unknown;
            } catch {
                out.body = plan.body;
            }
        }
    }
    for (const name of ['times', 'after', 'every', 'probability'] as const) if (plan[name].trim()) out[name] = number(plan[name]);
    for (const name of ['delay', 'label'] as const) if (plan[name].trim()) out[name] = plan[name].trim();
    return out;
}

function Form({ errors }: { errors: string[] }): JSX.Element {
    const { store, whole, attempt } = useDesk();
    const [plan, set] = useState<Plan>({
        call: 'score', assignment: '', kind: 'status', error: errors[0] ?? '', status: '503', body: '', fault: 'reset', times: '', after: '', every: '', probability: '', delay: '', label: '',
    });
    const [found, complain] = useState<Problem[]>([]);
    const change = (part: Partial<Plan>): void => set({ ...plan, ...part });
    const send = async (): Promise<void> => {
        complain([]);
        try {
            const made = await ask<Fault>('POST', store.path('/faults'), plan_json({ ...plan, error: plan.error || (errors[0] ?? '') }));
            await attempt(Promise.resolve(), `Planned: ${made.plan}.`);
        } catch (error) {
            complain(problems_of(error));
        }
    };
    const text = (name: 'times' | 'after' | 'every' | 'probability' | 'delay' | 'label' | 'status', placeholder: string): JSX.Element =>
        <input type="text" autocomplete="off" placeholder={placeholder} value={plan[name]} onInput={(event) => change({ [name]: event.currentTarget.value })} />;
    return (
        <form class="fields-form" onSubmit={(event) => { event.preventDefault(); void send(); }}>
            <Problems title="This was not planned:" found={found} />
            <div class="fields">
                <Field label="Answers to">
                    <select value={plan.call} onChange={(event) => change({ call: event.currentTarget.value })}>{answered_calls.map((name) => <option key={name}>{name}</option>)}</select>
                </Field>
                <Field label="Of the assignment">
                    <select value={plan.assignment} onChange={(event) => change({ assignment: event.currentTarget.value })}>
                        <option value="">any</option>
                        {whole.world.assignments.filter((one) => one.name && !one.deleted).map((one) => <option key={one.id} value={one.name}>{one.title}</option>)}
                    </select>
                </Field>
                <Field label="Become">
                    <select value={plan.kind} onChange={(event) => change({ kind: event.currentTarget.value as Plan['kind'] })}>
                        <option value="status">a status</option><option value="error">a documented error</option><option value="fault">a broken answer</option>
                    </select>
                </Field>
                {plan.kind === 'status' && <Field label="Status">{text('status', '503')}</Field>}
                {plan.kind === 'error' && (
                    <Field label="Error"><select value={plan.error} onChange={(event) => change({ error: event.currentTarget.value })}>{errors.map((name) => <option key={name}>{name}</option>)}</select></Field>
                )}
                {plan.kind === 'fault' && (
                    <Field label="How"><select value={plan.fault} onChange={(event) => change({ fault: event.currentTarget.value })}>{disturbances.map(([id, words]) => <option key={id} value={id}>{id}: {words}</option>)}</select></Field>
                )}
                <Field label="Times" about="a number or always">{text('times', 'once')}</Field>
                <Field label="After so many calls">{text('after', '0')}</Field>
                <Field label="Only each so many-th">{text('every', '1')}</Field>
                <Field label="With probability">{text('probability', '1')}</Field>
                <Field label="Delayed by">{text('delay', '250ms')}</Field>
                <Field label="Label">{text('label', 'as the log shows it')}</Field>
                {plan.kind === 'status' && (
                    <Field label="Body" about="JSON or text" wide><textarea rows={3} spellcheck={false} value={plan.body} onInput={(event) => change({ body: event.currentTarget.value })} /></Field>
                )}
            </div>
            <p class="row end"><button class="button primary">Plan it</button></p>
        </form>
    );
}

export function FaultsView(): JSX.Element {
    const { store, route, link, attempt } = useDesk();
    const { data, error } = useRead<{ faults: Fault[]; errors: string[] }>('/faults?all=true');
    const query = route.params.get('q') ?? '';
    const faults = (data?.faults ?? []).filter((fault) => fits(query, fault.plan, fault.label, fault.call));
    const struck = (fault: Fault): number[] => store.calls.filter((call) => call.fault === fault.label && call.kind === fault.call && (!fault.assignment || call.assignment === fault.assignment)).map((call) => call.number);
    return (
        <>
            <h1 class="view-title" tabIndex={-1}>Faults</h1>
            <p class="lead">Each replaces or disturbs answers of Canvas to the tool, and the tool has to cope.</p>
            {error && <p class="remark bad" role="alert">{error}</p>}
            <Card
                id="planned"
                title="Planned"
                count={faults.length}
                more={faults.some((fault) => fault.left !== 0) && <button type="button" class="button" onClick={() => void attempt(ask('DELETE', store.path('/faults')), 'Every fault is taken away.')}>Clear all</button>}
            >
                {faults.length === 0 ? <p class="muted">None: every answer is Canvas's own.</p> : (
                    <Scroll label="Planned faults">
                        <table class="faults" data-list>
                            <thead><tr><th scope="col" class="num">#</th><th scope="col">Plan</th><th scope="col" class="num">Left</th><th scope="col">Struck</th><th scope="col"><span class="offscreen">Change</span></th></tr></thead>
                            <tbody>
                                {faults.map((fault) => {
                                    const calls = struck(fault);
                                    return (
                                        <tr key={fault.number} data-fault={fault.number}>
                                            <th scope="row" class="num">{fault.number}</th>
                                            <td><Text text={fault.plan} /></td>
                                            <td class="num">{fault.left}</td>
                                            <td>
                                                {fault.struck === 0 ? 'never' : `${fault.struck}×`}{' '}
                                                {calls.slice(-5).map((number) => <a key={number} class="struck" href={link('traffic', { call: String(number), status: 'fault' })}>call {number}</a>)}
                                            </td>
                                            <td>{fault.left !== 0 && <button type="button" class="button" onClick={() => void attempt(ask('DELETE', store.path(`/faults/${fault.number}`)), `Fault ${fault.number} is taken away.`)}>Remove<span class="offscreen"> fault {fault.number}</span></button>}</td>
                                        </tr>
                                    );
                                })}
                            </tbody>
                        </table>
                    </Scroll>
                )}
            </Card>
            <Card id="plan" title="Plan one">{data && <Form errors={data.errors} />}</Card>
        </>
    );
}
