/** One exchange: request, response, decoded, why, diff, raw. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useShell } from './context.ts';
import { curl_command } from './curl.ts';
import { Decoded, PairTable } from './decoded.tsx';
import { has_detail, type Model } from './model.ts';
import { parse_json, print_json } from './json.ts';
import { indent_xml } from './xml.ts';
import { party_name } from './strings.ts';
import * as S from './strings.ts';
import { clock_time, duration, offset } from './time.ts';
import { Code, CopyButton, Long, Tabs, Text, type Tab } from './ui.tsx';
import type { Body, Case, Header, Hop } from './types.ts';

export const hop_tabs = ['request', 'response', 'decoded', 'why', 'diff', 'raw'] as const;

export interface HopPaneProps {
    item: Case;
    hop: Hop;
    tab: string;
    choose: (tab: string) => void;
    /** further tabs, such as the log of a live run */
    more?: Tab[];
    heading?: ComponentChildren;
    /** of the heading; where two panes stand on a page */
    title_id?: string;
    /** `diff_tab`, where there are others of the case to compare it with */
    diff?: (model: Model, item: Case, hop: Hop) => Tab;
}

export function HopPane({ item, hop, tab, choose, more = [], heading, title_id = 'pane-title', diff }: HopPaneProps): JSX.Element {
    const { model } = useShell();
    const detail = has_detail(hop);
    const lines_only = (): JSX.Element => <p class="muted">{S.lines_only}</p>;
    const failed = (hop.trail ?? []).filter(([, held]) => !held).length;
    const tabs: Tab[] = [
        { id: 'request', label: S.tabs.request, content: () => (detail ? <RequestTab hop={hop} /> : lines_only()) },
        { id: 'response', label: S.tabs.response, count: hop.response?.status ?? '–', content: () => (detail || hop.error ? <ResponseTab hop={hop} /> : lines_only()) },
        { id: 'decoded', label: S.tabs.decoded, content: () => (detail ? <Decoded item={item} hop={hop} /> : lines_only()) },
        { id: 'why', label: S.tabs.why, count: hop.trail?.length ? (failed ? `${failed} ✗` : `${hop.trail.length} ✓`) : null, content: () => <WhyTab hop={hop} /> },
        ...(diff ? [diff(model, item, hop)] : []),
        { id: 'raw', label: S.tabs.raw, content: () => (detail ? <RawTab hop={hop} /> : lines_only()) },
        ...more,
    ];
    return (
        <section class="pane" data-region="pane" aria-labelledby={title_id}>
            <h3 id={title_id} tabIndex={-1}>{S.hop_title(hop.n, party_name[hop.from], party_name[hop.to])}</h3>
            {heading}
            <p class="hop-line">
                <b>{hop.request.method}</b> <span class="url"><Long text={hop.request.url} most={200} /></span>
            </p>
            <p class="muted">
                {clock_time(hop.t_virtual)} · {offset(hop.t_ms)}{hop.ms > 0 && ` · ${S.answered_after(duration(hop.ms))}`} · <Text text={hop.kind} />
                {[hop.user, hop.course, hop.assignment].filter(Boolean).map((word) => <span key={word}> · <Text text={word!} /></span>)}
            </p>
            <Tabs label={S.tabs_label} tabs={tabs} chosen={tab} choose={choose} />
        </section>
    );
}

function HeaderTable({ headers }: { headers: Header[] | undefined }): JSX.Element {
    if (!headers?.length) return <p class="muted">{S.no_headers}</p>;
    return <PairTable caption={S.headers} pairs={headers} names={[S.header_name, S.header_value]} />;
}

/** The first bytes of what is no text, as hexadecimal digits and signs. */
export function hex_dump(base64: string, most = 512): string {
    let binary: string;
    try {
        binary = atob(base64);
    } catch {
        return base64;
    }
    const lines: string[] = [];
    for (let at = 0; at < Math.min(binary.length, most); at += 16) {
        const part = binary.slice(at, at + 16);
        const hex = [...part].map((sign) => sign.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');
        lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${part.replace(/[^\x20-\x7e]/g, '.')}`);
    }
    if (binary.length > most) lines.push('…');
    return lines.join('\n');
}

export function pretty(body: Body): string {
    const text = body.text ?? '';
    if (body.type.includes('json')) {
        const node = parse_json(text);
        return node ? print_json(node) : text;
    }
    if (body.type.includes('xml') && !body.type.includes('html')) return indent_xml(text) ?? text;
    if (body.type.includes('urlencoded')) return text.split('&').join('\n&');
    return text;
}

function kept_bytes(body: Body): number {
    return body.base64 !== undefined ? Math.floor((body.base64.length * 3) / 4) : new TextEncoder().encode(body.text ?? '').length;
}

export function BodyView({ body, hop }: { body: Body | null; hop: Hop }): JSX.Element {
    const [preview, set_preview] = useState(false);
    if (!body || body.size === 0) return <p class="muted">{S.no_body}</p>;
    return (
        <div class="part">
            <h4>{S.body} <span class="who"><Text text={body.type} />, {S.bytes(body.size)}</span></h4>
            {body.truncated && <p class="remark">{S.cut(kept_bytes(body), body.size)}</p>}
            {body.text === undefined ? (
                <>
                    <p class="muted">{S.binary}</p>
                    <Code text={hex_dump(body.base64 ?? '')} label={S.body} />
                </>
            ) : (
                <Code text={pretty(body)} label={S.body} />
            )}
            {body.type.includes('html') && body.text !== undefined && (
                <>
                    <button type="button" class="button" aria-expanded={preview} onClick={() => set_preview(!preview)}>
                        {preview ? S.hide_preview : S.preview}
                    </button>
                    {preview && <iframe sandbox="" srcdoc={body.text} title={S.preview_title(hop.n)} referrerpolicy="no-referrer" />}
                </>
            )}
        </div>
    );
}

function RequestTab({ hop }: { hop: Hop }): JSX.Element {
    const { model } = useShell();
    const body = model.body(hop.request.body);
    return (
        <>
            <HeaderTable headers={hop.request.headers} />
            <BodyView key={hop.n} body={body} hop={hop} />
            <p><CopyButton what={S.copy_curl(hop.n)} text={() => curl_command(hop, body)} /></p>
        </>
    );
}

function ResponseTab({ hop }: { hop: Hop }): JSX.Element {
    const { model } = useShell();
    if (!hop.response) return <p><span aria-hidden="true">✗ </span>{S.why_error} <Text text={hop.error ?? S.no_answer} /></p>;
    return (
        <>
            <HeaderTable headers={hop.response.headers} />
            <BodyView key={hop.n} body={model.body(hop.response.body)} hop={hop} />
        </>
    );
}

export function WhyTab({ hop }: { hop: Hop }): JSX.Element {
    const { model } = useShell();
    const trail = hop.trail ?? [];
    return (
        <>
            {hop.error && <p><span aria-hidden="true">✗ </span>{S.why_error} <Text text={hop.error} /></p>}
            {hop.fault && <p class="remark">{S.why_fault} <Text text={hop.fault} /></p>}
            {trail.length === 0 && !hop.fault && !hop.error && <p class="muted">{hop.to === 'tool' ? S.why_tool : S.why_none}</p>}
            {trail.length > 0 && (
                <>
                    <p>{S.why_intro}</p>
                    <ol class="trail">
                        {trail.map(([id, held], i) => (
                            <li key={i} class={held ? 'held' : 'held-not'}>
                                <span class="mark" aria-hidden="true">{held ? '✓' : '✗'}</span>
                                <span class="offscreen">{held ? S.held : S.held_not}: </span>
                                <span>{model.fact(id) ? <><Text text={model.fact(id)!} /> </> : null}<code>{id}</code></span>
                            </li>
                        ))}
                    </ol>
                    {hop.response && <p><b>{S.why_result(hop.response.status)}</b> {hop.rule ? S.why_decides(hop.rule) : null}</p>}
                </>
            )}
        </>
    );
}

export function raw_message(start: string, headers: Header[] | undefined, body: Body | null): string {
    const text = body ? (body.text ?? hex_dump(body.base64 ?? '')) : '';
    return [start, ...(headers ?? []).map(([name, value]) => `${name}: ${value}`), '', text].join('\n');
}

function RawTab({ hop }: { hop: Hop }): JSX.Element {
    const { model } = useShell();
    const request = raw_message(`${hop.request.method} ${hop.request.url}`, hop.request.headers, model.body(hop.request.body));
    const response = hop.response ? raw_message(`${hop.response.status}`, hop.response.headers, model.body(hop.response.body)) : null;
    return (
        <>
            <h4>{S.raw_request}</h4>
            <Code text={request} label={S.raw_request} />
            {response !== null && (
                <>
                    <h4>{S.raw_response}</h4>
                    <Code text={response} label={S.raw_response} />
                </>
            )}
            <p><CopyButton what={S.copy_raw} text={() => request} /></p>
        </>
    );
}
