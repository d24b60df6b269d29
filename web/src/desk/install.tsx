/** Ways to install a tool: a developer key's JSON, its URL, addresses, LTI 1.1, or the tool registers itself. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Tabs } from '../shared/ui.tsx';
import { ask, problems_of } from './api.ts';
import { register_url } from './launch.ts';
import { Field, Problems } from './parts.tsx';
import { useDesk } from './store.ts';
import type { Place, Problem, Tool } from './types.ts';

type Fields = Record<string, string>;
interface Way { id: string; label: string; fields: [name: string, label: string, about?: string, rows?: number][]; body(fields: Fields): Record<string, unknown> }

const filled = (fields: Fields, names: string[]): Fields => Object.fromEntries(names.filter((name) => fields[name]?.trim()).map((name) => [name, fields[name]!.trim()]));

const ways: Way[] = [
    {
        id: 'plain', label: 'Addresses', fields: [
            ['title', 'Title'], ['login_url', 'Login URL', 'where a launch begins'], ['target_link_uri', 'Launch URL'], ['public_jwk_url', 'JWKS URL'], ['redirect_uris', 'Redirect URIs', 'one a line; else the launch URL', 2],
        ],
        body: (fields) => ({
            ...filled(fields, ['title', 'login_url', 'target_link_uri', 'public_jwk_url']),
            redirect_uris: (fields.redirect_uris?.trim() || fields.target_link_uri || '').split('\n').map((line) => line.trim()).filter(Boolean),
        }),
    },
    { id: 'json', label: "Developer key's JSON", fields: [['configuration', 'Configuration', '', 10]], body: (fields) => ({ configuration: JSON.parse(fields.configuration || '{}') as unknown }) },
    { id: 'url', label: 'URL of the JSON', fields: [['configuration_url', 'URL']], body: (fields) => filled(fields, ['configuration_url']) },
    {
        id: 'lti11', label: 'LTI 1.1', fields: [['title', 'Title'], ['consumer_key', 'Consumer key'], ['shared_secret', 'Shared secret'], ['target_link_uri', 'Launch URL']],
        body: (fields) => filled(fields, ['title', 'consumer_key', 'shared_secret', 'target_link_uri']),
    },
];

function WayForm({ way, places }: { way: Way; places: Place[] }): JSX.Element {
    const { store, attempt } = useDesk();
    const [fields, set] = useState<Fields>({});
    const [where, set_where] = useState('');
    const [found, complain] = useState<Problem[]>([]);
    const [done, tell] = useState<Tool | null>(null);
    const send = async (): Promise<void> => {
        complain([]);
        tell(null);
        try {
            const place = places.find((one) => one.id === where);
            const tool = await ask<Tool>('POST', store.path('/tools'), { ...way.body(fields), ...place?.body });
            tell(tool);
            await attempt(Promise.resolve(), `${tool.title} is installed.`);
        } catch (error) {
            complain(problems_of(error));
        }
    };
    return (
        <form class="fields-form" onSubmit={(event) => { event.preventDefault(); void send(); }}>
            <Problems title="The tool was not installed:" found={found} />
            {done && <p class="remark">{done.title} is installed as <code>{done.name}</code>.</p>}
            <div class="fields">
                <Field label="Where"><select value={where} onChange={(event) => set_where(event.currentTarget.value)}>{places.map((place) => <option key={place.id} value={place.id}>{place.title} ({place.kind})</option>)}</select></Field>
                {way.fields.map(([name, label, about, rows]) => (
                    <Field key={name} label={label} {...(about ? { about } : {})} wide={rows !== undefined}>
                        {rows ? (
                            <textarea rows={rows} spellcheck={false} value={fields[name] ?? ''} onInput={(event) => set({ ...fields, [name]: event.currentTarget.value })} />
                        ) : (
                            <input type="text" autocomplete="off" value={fields[name] ?? ''} onInput={(event) => set({ ...fields, [name]: event.currentTarget.value })} />
                        )}
                    </Field>
                ))}
            </div>
            <p class="row end"><button class="button primary">Install</button></p>
        </form>
    );
}

/** Dynamic Registration: Canvas's page shows the tool's own in a frame. */
function ByItself(): JSX.Element {
    const desk = useDesk();
    const [address, set_address] = useState('');
    const good = /^https?:\/\/[^/]/.test(address.trim());
    return (
        <form class="fields-form" onSubmit={(event) => { event.preventDefault(); if (good) location.href = register_url(desk, address.trim()); }}>
            <p class="muted">Canvas opens the tool's page in a frame, and the tool registers itself. Its key is off until you switch it on, there or here.</p>
            <div class="fields">
                <Field label="Registration URL" about="http or https" wide><input type="text" autocomplete="off" value={address} onInput={(event) => set_address(event.currentTarget.value)} /></Field>
            </div>
            <p class="row end"><button class="button primary" disabled={!good}>Begin</button></p>
        </form>
    );
}

export function Install({ places }: { places: Place[] }): JSX.Element {
    const [way, choose] = useState(ways[0]!.id);
    return (
        <Tabs
            label="How it is described"
            chosen={way}
            choose={choose}
            tabs={[
                ...ways.map((one) => ({ id: one.id, label: one.label, content: () => <WayForm key={one.id} way={one} places={places} /> })),
                { id: 'itself', label: 'It registers itself', content: () => <ByItself /> },
            ]}
        />
    );
}
