/** The world: what it is, its keys changed by hand, put back as it was. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Code, Fold, Text } from '../shared/ui.tsx';
import { ask, problems_of } from './api.ts';
import { Card, Field, moment, Problems } from './parts.tsx';
import { useDesk } from './store.ts';
import type { Problem } from './types.ts';

const examples: [string, string][] = [
    ['A course ends', 'courses:\n  bio101:\n    state: completed\n'],
    ['Somebody joins', 'users:\n  zoe: {name: Zoe Quint, email: zoe@mock.example}\ncourses:\n  bio101:\n    people: {zoe: student}\n'],
    ['Two attempts, due soon', 'courses:\n  bio101:\n    assignments:\n      quiz1: {attempts: 2, due: +1h}\n'],
    ['No throttling', 'throttle: {enabled: false}\n'],
];

function Change(): JSX.Element {
    const { store, attempt } = useDesk();
    const [text, set_text] = useState(examples[0]![1]);
    const [kind, set_kind] = useState<'yaml' | 'json'>('yaml');
    const [found, complain] = useState<Problem[]>([]);
    const send = async (): Promise<void> => {
        complain([]);
        try {
            await ask('PATCH', store.path(''), text, kind === 'yaml' ? 'application/yaml' : 'application/json');
            await attempt(Promise.resolve(), 'The world is changed.');
        } catch (error) {
            complain(problems_of(error));
        }
    };
    return (
        <form class="fields-form" onSubmit={(event) => { event.preventDefault(); void send(); }}>
            <p class="muted">Keys of a world file (<code>easel schema world</code>). What is named changes, all else stays: grades, ids, what tools made. <code>null</code> takes a name away, a new name adds one.</p>
            <p class="row">{examples.map(([name, words]) => <button key={name} type="button" class="button" onClick={() => { set_text(words); set_kind('yaml'); complain([]); }}>{name}</button>)}</p>
            <fieldset class="row plain-set">
                <legend class="offscreen">Written as</legend>
                {(['yaml', 'json'] as const).map((one) => <label class="check" key={one}><input type="radio" name="kind" checked={kind === one} onChange={() => set_kind(one)} /> {one.toUpperCase()}</label>)}
            </fieldset>
            <Problems title="The world was not changed:" found={found} />
            <Field label="Changes" wide><textarea class="source" rows={9} spellcheck={false} value={text} onInput={(event) => set_text(event.currentTarget.value)} /></Field>
            <p class="row end"><button class="button primary">Change the world</button></p>
        </form>
    );
}

export function WorldView(): JSX.Element {
    const { store, whole, attempt } = useDesk();
    const [keep, set_keep] = useState(true);
    const rows: [string, string][] = [
        ['Name', whole.name], ['Canvas', whole.canvas], ['Clock', `${whole.clock}, ${moment(whole.now)}`], ['Seed', String(whole.seed)], ['Address', whole.origin], ['Paths begin with', whole.base_path || '/'],
        ['Tools', whole.tools.join(', ') || 'none'],
    ];
    return (
        <>
            <h1 class="view-title" tabIndex={-1}>World</h1>
            <Card id="facts" title={<Text text={whole.name} />}>
                <table class="told">
                    <caption class="offscreen">What it is</caption>
                    <thead class="unseen"><tr><th scope="col"><span class="offscreen">What</span></th><th scope="col"><span class="offscreen">Value</span></th></tr></thead>
                    <tbody>{rows.map(([name, value]) => <tr key={name}><th scope="row">{name}</th><td><Text text={value} /></td></tr>)}</tbody>
                </table>
            </Card>
            <Card id="change" title="Change it"><Change /></Card>
            <Card id="rows" title="All its rows">
                {Object.entries(whole.world).map(([name, value]) => (
                    <Fold key={name} summary={<h3>{name} {Array.isArray(value) && <span class="count">{value.length}</span>}</h3>}>
                        {() => <Rows name={name} value={value} />}
                    </Fold>
                ))}
            </Card>
            <Card id="reset" title="Put it back">
                <p class="muted">As it was created: grades, faults, traffic and changes are gone, and the clock starts anew. Ids are what they were.</p>
                <p class="row">
                    <label class="check"><input type="checkbox" checked={keep} onChange={(event) => set_keep(event.currentTarget.checked)} /> Registered tools stay</label>
                    <button type="button" class="button" onClick={() => confirm('Reset this world? Grades, faults, traffic and changes are gone.') && void attempt(ask('POST', store.path('/reset'), { keep_tools: keep }), 'The world is as it was created.')}>Reset</button>
                </p>
            </Card>
        </>
    );
}

const most_text = 200_000;

/** As many rows as a page bears, and where the others are. */
function Rows({ name, value }: { name: string; value: unknown }): JSX.Element {
    const { store } = useDesk();
    const whole = JSON.stringify(value, null, 2);
    if (whole.length <= most_text || !Array.isArray(value)) return <Code text={whole} label={`Rows of ${name}`} />;
    let length = 0;
    const shown = value.filter((row) => (length += JSON.stringify(row, null, 2).length) <= most_text);
    return (
        <>
            <p class="muted">The first {shown.length} of {value.length}; <code>GET /easel/v1{store.path('')}</code> has them all.</p>
            <Code text={JSON.stringify(shown, null, 2)} label={`Rows of ${name}`} />
        </>
    );
}
