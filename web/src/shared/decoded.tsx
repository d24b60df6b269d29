/** The Decoded tab. */
import type { JSX } from 'preact';
import { useShell } from './context.ts';
import { decode_hop, first_jwt, type Part } from './decode.ts';
import type { Claim, Jwt } from './jwt.ts';
import type { Pair } from './forms.ts';
import { previous_of_kind } from './hop_choice.ts';
import { party_name } from './strings.ts';
import * as S from './strings.ts';
import { Code, Long, Text, Value } from './ui.tsx';
import type { Case, Hop } from './types.ts';

const titles = { query: S.query, form: S.form, page_form: S.page_form };
const wrong = { expired: S.expired, not_yet: S.not_yet };

export function Decoded({ item, hop }: { item: Case; hop: Hop }): JSX.Element {
    const { model } = useShell();
    const decoded = decode_hop(hop, model.body(hop.request.body), model.body(hop.response?.body));
    const before = previous_of_kind(item.hops, hop);
    const earlier = before ? decode_hop(before, model.body(before.request.body), model.body(before.response?.body)) : null;
    if (!decoded.request.length && !decoded.response.length) return <p class="muted">{S.nothing_decoded}</p>;
    return (
        <>
            {decoded.request.length > 0 && (
                <section>
                    <h4>{S.from_request} <span class="who">{S.sent_by(party_name[hop.from])}</span></h4>
                    {decoded.request.map((part, i) => <PartView key={i} part={part} hop={hop} before={before} earlier={earlier?.request ?? []} />)}
                </section>
            )}
            {decoded.response.length > 0 && (
                <section>
                    <h4>{S.from_response} <span class="who">{S.sent_by(party_name[hop.to])}</span></h4>
                    {decoded.response.map((part, i) => <PartView key={i} part={part} hop={hop} before={before} earlier={earlier?.response ?? []} />)}
                </section>
            )}
        </>
    );
}

function PartView({ part, hop, before, earlier }: { part: Part; hop: Hop; before: Hop | null; earlier: Part[] }): JSX.Element {
    switch (part.kind) {
        case 'table':
            return <PairTable caption={titles[part.title]} pairs={part.pairs} />;
        case 'jwt':
            return <JwtView name={part.name} jwt={part.jwt} hop={hop} before={before} other={first_jwt(earlier, part.name)} />;
        case 'oauth1':
            return (
                <div class="part">
                    <h5>{S.oauth_base}</h5>
                    <Code text={part.base.text.split('&').join('&\n')} label={S.oauth_base} wrap />
                    <p class="muted">{S.oauth_note}</p>
                    <PairTable
                        caption={S.oauth_params}
                        pairs={[[S.oauth_method, part.base.method], [S.oauth_signature, part.base.signature ?? '–'], ...part.base.params]}
                    />
                </div>
            );
        case 'pox':
            return (
                <div class="part">
                    <PairTable caption={S.pox} pairs={[...(part.operation ? [[S.operation, part.operation] as Pair] : []), ...part.status]} />
                    <Code text={part.text} label={S.pox} />
                </div>
            );
        case 'xml':
            return <div class="part"><h5>{S.xml}</h5><Code text={part.text} label={S.xml} /></div>;
        case 'json':
            return <div class="part"><h5>{S.json}</h5><Code text={part.text} label={S.json} /></div>;
        case 'links':
            return <PairTable caption={S.links} pairs={part.links.map((link): Pair => [link.rel, link.url])} names={[S.relation, S.link_address]} />;
    }
}

export function PairTable({ caption, pairs, names = [S.name, S.value] }: { caption: string; pairs: Pair[]; names?: [string, string] }): JSX.Element {
    return (
        <table class="pairs">
            <caption>{caption}</caption>
            <colgroup><col class="c-name" /><col /></colgroup>
            <thead class="unseen"><tr><th scope="col"><span class="offscreen">{names[0]}</span></th><th scope="col"><span class="offscreen">{names[1]}</span></th></tr></thead>
            <tbody>
                {pairs.map(([name, value], i) => (
                    <tr key={i}>
                        <th scope="row"><Text text={name} /></th>
                        <td><Value text={value} /></td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

function JwtView({ name, jwt, hop, before, other }: { name: string; jwt: Jwt; hop: Hop; before: Hop | null; other: Jwt | null }): JSX.Element {
    const { model } = useShell();
    const signature_facts = (hop.trail ?? []).filter(([id]) => /signature|signed|\bkid\b|JWK/i.test(model.fact(id) ?? ''));
    return (
        <div class="part jwt">
            <h5>{S.jwt(name)}</h5>
            <p class={jwt.signature === 'absent' ? 'remark bad' : 'remark'}>
                {jwt.signature === 'absent' && <span aria-hidden="true">✗ </span>}
                <Text text={jwt.signature === 'absent' ? S.unsigned(jwt.alg) : S.signed(jwt.alg, jwt.kid)} />{' '}
                {signature_facts.length > 0 ? S.signature_checks : hop.to === 'tool' && jwt.signature === 'present' ? S.signature_of_tool : null}
            </p>
            {signature_facts.length > 0 && (
                <ul class="trail">
                    {signature_facts.map(([id, held]) => (
                        <li key={id} class={held ? 'held' : 'held-not'}>
                            <span aria-hidden="true">{held ? '✓' : '✗'} </span><Text text={model.fact(id) ?? id} /> <code>{id}</code>
                        </li>
                    ))}
                </ul>
            )}
            <ClaimTable caption={S.jwt_header} claims={jwt.header} other={other?.header ?? null} before={before} />
            <ClaimTable caption={S.jwt_claims} claims={jwt.claims} other={other?.claims ?? null} before={before} />
        </div>
    );
}

function ClaimTable({ caption, claims, other, before }: { caption: string; claims: Claim[]; other: Claim[] | null; before: Hop | null }): JSX.Element {
    const missing = other?.filter((claim) => !claims.some((mine) => mine.name === claim.name)) ?? [];
    const state = (claim: Claim): 'same' | 'changed' | 'added' => {
        const found = other?.find((entry) => entry.name === claim.name);
        return !found ? 'added' : found.value === claim.value ? 'same' : 'changed';
    };
    return (
        <table class="pairs claims">
            <caption>{caption}</caption>
            <colgroup><col class="c-name" /><col />{other && before && <col class="c-state" />}</colgroup>
            <thead class={other ? undefined : 'unseen'}>
                <tr>
                    <th scope="col"><span class={other ? undefined : 'offscreen'}>{S.claim}</span></th>
                    <th scope="col"><span class={other ? undefined : 'offscreen'}>{S.value}</span></th>
                    {other && before && <th scope="col" class="state">{S.compared_with(before.n)}</th>}
                </tr>
            </thead>
            <tbody>
                {claims.map((claim, i) => (
                    <tr key={i} class={other ? `k-${state(claim)}` : undefined}>
                        <th scope="row"><ClaimName name={claim.name} /></th>
                        <td>
                            <Long text={claim.value} most={400} />
                            {claim.time && (
                                <span class={claim.wrong ? 'when bad' : 'when'}>
                                    {' '}{claim.time}{claim.delta ? ` (${claim.delta}${claim.wrong ? `, ${wrong[claim.wrong]}` : ''})` : ''}
                                </span>
                            )}
                        </td>
                        {other && before && <td class="state">{S.row_state[state(claim)]}</td>}
                    </tr>
                ))}
                {missing.map((claim) => (
                    <tr key={`-${claim.name}`} class="k-removed">
                        <th scope="row"><ClaimName name={claim.name} /></th>
                        <td class="muted"><Long text={claim.value} most={200} /></td>
                        <td class="state">{S.row_state.removed}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

/** The long common begin of LTI claims is there, but steps back. */
function ClaimName({ name }: { name: string }): JSX.Element {
    const found = /^(https?:\/\/.*\/)([^/]+)$/.exec(name);
    return found ? <><span class="prefix"><Text text={found[1]!} /></span><Text text={found[2]!} /></> : <Text text={name} />;
}
