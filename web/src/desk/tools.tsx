/** What is installed where, what a tool has to be told, and its settings. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CopyButton, Fold, Text } from '../shared/ui.tsx';
import { ask, problems_of } from './api.ts';
import { Install } from './install.tsx';
import { Card, Field, fits, Problems } from './parts.tsx';
import { useDesk, useRead } from './store.ts';
import type { Place, Problem, Registration, Tables, Tool } from './types.ts';

/** Where tools can be installed, as a registration names it. */
export function places_of(world: Tables): Place[] {
    return [
        { id: '', title: world.account.name, kind: 'account', body: {} },
        ...world.accounts.map((account) => ({ id: `account ${account.name}`, title: account.title || account.name, kind: 'sub-account', body: { account: account.name } })),
        ...world.courses.filter((course) => course.state !== 'deleted' && !course.cloned_from)
            .map((course) => ({ id: `course ${course.name}`, title: course.title, kind: 'course', body: { course: course.name } })),
    ];
}

function place_of(tool: { course: string | null; account: string | null }): string {
    return tool.course !== null ? `course ${tool.course}` : tool.account !== null ? `account ${tool.account}` : '';
}

/** As environment variables, which the bundled tool reads. */
export function told_lines(tool: Tool): [string, string][] {
    if (tool.lti_version === '1.1') return [['consumer key', tool.consumer_key], ['outcome service', tool.outcome_service_url]];
    return [
        ['LTI_ISSUER', tool.issuer], ['LTI_CLIENT_ID', tool.client_id], ['LTI_DEPLOYMENT_ID', tool.deployment_id], ['LTI_AUTH_URL', tool.auth_url], ['LTI_TOKEN_URL', tool.token_url],
        ['LTI_JWKS_URL', tool.jwks_url],
    ];
}

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean);

function Settings({ tool }: { tool: Tool }): JSX.Element {
    const { store, attempt } = useDesk();
    const of_key = tool.lti_version === '1.3';
    const [state, set] = useState({
        on: tool.state === 'active' && tool.on_for_account, privacy: tool.privacy_level, scopes: (tool.scopes ?? []).join('\n'), redirects: (tool.redirect_uris ?? []).join('\n'), jwks: '', custom: '',
    });
    const [found, complain] = useState<Problem[]>([]);
    const send = async (): Promise<void> => {
        complain([]);
        try {
            const body: Record<string, unknown> = { privacy_level: state.privacy };
            if (of_key) Object.assign(body, { state: state.on ? 'active' : 'inactive', on_for_account: state.on, scopes: lines(state.scopes), redirect_uris: lines(state.redirects) });
            if (state.jwks.trim()) body.public_jwk_url = state.jwks.trim();
            if (state.custom.trim()) body.custom = JSON.parse(state.custom) as unknown;
            await ask('PATCH', store.path(`/tools/${encodeURIComponent(tool.name)}`), body);
            await attempt(Promise.resolve(), `${tool.title} is changed.`);
        } catch (error) {
            complain(problems_of(error));
        }
    };
    return (
        <form class="fields-form" onSubmit={(event) => { event.preventDefault(); void send(); }}>
            <Problems title="Nothing was changed:" found={found} />
            <div class="fields">
                {of_key && <label class="check"><input type="checkbox" checked={state.on} onChange={(event) => set({ ...state, on: event.currentTarget.checked })} /> The key is on</label>}
                <Field label="Privacy level">
                    <select value={state.privacy} onChange={(event) => set({ ...state, privacy: event.currentTarget.value })}>{['anonymous', 'email_only', 'name_only', 'public'].map((level) => <option key={level}>{level}</option>)}</select>
                </Field>
                {of_key && <Field label="JWKS URL" about="a new one"><input type="text" value={state.jwks} onInput={(event) => set({ ...state, jwks: event.currentTarget.value })} /></Field>}
                {of_key && <Field label="Redirect URIs" about="one a line" wide><textarea rows={2} spellcheck={false} value={state.redirects} onInput={(event) => set({ ...state, redirects: event.currentTarget.value })} /></Field>}
                {of_key && <Field label="Scopes" about="one a line" wide><textarea rows={5} spellcheck={false} value={state.scopes} onInput={(event) => set({ ...state, scopes: event.currentTarget.value })} /></Field>}
                <Field label="Custom fields" about="JSON, instead of those it has" wide><textarea rows={2} spellcheck={false} value={state.custom} onInput={(event) => set({ ...state, custom: event.currentTarget.value })} /></Field>
            </div>
            <p class="row end"><button class="button primary">Save</button></p>
        </form>
    );
}

function Again({ tool, places }: { tool: Tool; places: Place[] }): JSX.Element | null {
    const { store, attempt } = useDesk();
    const taken = new Set(tool.deployments.map(place_of));
    const free = places.filter((place) => !taken.has(place.id));
    const [where, set_where] = useState('');
    if (!free.length) return null;
    const place = free.find((one) => one.id === where) ?? free[0]!;
    return (
        <form class="row" onSubmit={(event) => { event.preventDefault(); void attempt(ask('POST', store.path(`/tools/${encodeURIComponent(tool.name)}/deployments`), place.body), `${tool.title} is deployed in ${place.title}.`); }}>
            <label class="row">Deploy it in
                <select value={place.id} onChange={(event) => set_where(event.currentTarget.value)}>{free.map((one) => <option key={one.id} value={one.id}>{one.title} ({one.kind})</option>)}</select>
            </label>
            <button class="button">Deploy</button>
        </form>
    );
}

function ToolPart({ tool, places }: { tool: Tool; places: Place[] }): JSX.Element {
    const { store, whole, attempt } = useDesk();
    const row = whole.world.tools.find((one) => one.name === tool.name && !one.deleted);
    const is_off = tool.lti_version === '1.3' && (tool.state !== 'active' || !tool.on_for_account);
    const told = told_lines(tool);
    const blank = tool.lti_version === '1.3' && !tool.login_url;
    const base = `tool-${tool.name}`;
    return (
        <section class="tool" aria-labelledby={base} data-tool={tool.name}>
            <div class="row between">
                <h3 id={base}><Text text={tool.title || tool.name} /> <span class="who"><Text text={tool.name} />, LTI {tool.lti_version}</span></h3>
                <span class="row">
                    {blank && <span class="tag">has no address yet</span>}
                    {is_off && <span class="tag">the key is off</span>}
                    {is_off && (
                        <button type="button" class="button primary" onClick={() => void attempt(ask('PATCH', store.path(`/tools/${encodeURIComponent(tool.name)}`), { state: 'active', on_for_account: true }), `The key of ${tool.title} is on.`)}>Switch on<span class="offscreen"> {tool.title}</span></button>
                    )}
                </span>
            </div>
            <p class="muted">{tool.target_link_uri ? <code><Text text={tool.target_link_uri} /></code> : 'nowhere yet'}, {tool.privacy_level}</p>
            <Fold summary="What to tell the tool">
                {() => (
                    <>
                        <table class="told">
                            <caption class="offscreen">What to tell {tool.title}</caption>
                            <thead class="unseen"><tr><th scope="col"><span class="offscreen">Name</span></th><th scope="col"><span class="offscreen">Value</span></th></tr></thead>
                            <tbody>{told.map(([name, value]) => <tr key={name}><th scope="row">{name}</th><td><code><Text text={value} /></code></td></tr>)}</tbody>
                        </table>
                        {tool.lti_version === '1.3' && <p><CopyButton what="Environment" label="Copy as environment" text={() => told.map(([name, value]) => `export ${name}=${value}\n`).join('')} /></p>}
                    </>
                )}
            </Fold>
            <Fold summary={`Placements (${row?.placements.filter((one) => one.enabled).length ?? tool.placements.length})`}>
                {() => (
                    <ul class="placements">
                        {(row?.placements ?? []).map((one) => <li key={one.name}><Text text={one.name} />{one.text && <span class="muted"> “<Text text={one.text} />”</span>} <span class="tag">{one.message_type.replace(/^Lti|Request$/g, '')}</span>{!one.enabled && <span class="tag">off</span>}</li>)}
                    </ul>
                )}
            </Fold>
            <Fold summary="Settings">{() => <Settings tool={tool} />}</Fold>
            <div class="row between">
                {tool.lti_version === '1.3' ? <Again tool={tool} places={places} /> : <span />}
                <button type="button" class="button" onClick={() => confirm(`Take ${tool.title} away from here?`) && void attempt(ask('DELETE', store.path(`/tools/${encodeURIComponent(tool.name)}`)), `${tool.title} is taken away.`)}>Delete<span class="offscreen"> {tool.title}</span></button>
            </div>
        </section>
    );
}

export function ToolsView(): JSX.Element {
    const { whole, route } = useDesk();
    const { data, error } = useRead<{ tools: Tool[] }>('/tools');
    const registered = useRead<{ registrations: Registration[] }>('/registrations');
    const query = route.params.get('q') ?? '';
    const places = places_of(whole.world);
    const tools = (data?.tools ?? []).filter((tool) => fits(query, tool.name, tool.title, tool.client_id, tool.consumer_key));
    const own = new Set((registered.data?.registrations ?? []).map((one) => one.tool.name));
    return (
        <>
            <h1 class="view-title" tabIndex={-1}>Tools</h1>
            {error && <p class="remark bad" role="alert">{error}</p>}
            {places.map((place) => {
                const here = tools.filter((tool) => place_of(tool) === place.id);
                if (!here.length) return null;
                return (
                    <Card key={place.id} id={`place-${place.id.replace(/\W/g, '-')}`} title={<><Text text={place.title} /> <span class="who">{place.kind}</span></>} count={here.length}>
                        {here.map((tool) => <ToolPart key={tool.name} tool={{ ...tool, title: `${tool.title || tool.name}${own.has(tool.name) ? ' (registered itself)' : ''}` }} places={places} />)}
                    </Card>
                );
            })}
            {data && !tools.length && <p class="muted">{query ? 'No tool is so called.' : 'No tool is installed.'}</p>}
            <Card id="install" title="Install a tool"><Install places={places} /></Card>
        </>
    );
}
