/** A run made up for tests: a case of every kind, hostile captures, and as many plain ones as asked for. */
import type { Body, Case, Check, Hop, OtherRun, RunData, Status } from '../src/shared/types.ts';

const start = '2026-01-05T09:00:00.000Z';

function b64(text: string): string {
    return btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function jwt(header: object, claims: object, signature = '‹redacted:signature#1›'): string {
    return `${b64(JSON.stringify(header))}.${b64(JSON.stringify(claims))}.${signature}`;
}

export const claims = {
    iss: '{platform}', aud: '10000853691832', sub: 'u-ada', nonce: 'n-1', iat: 1767603600, exp: 1767603900,
    'https://purl.imsglobal.org/spec/lti/claim/message_type': 'LtiResourceLinkRequest',
    'https://purl.imsglobal.org/spec/lti/claim/roles': ['http://purl.imsglobal.org/vocab/lis/v2/membership#Learner'],
};

/** What a tool may send to hurt the reader of a report. */
export const hostile = [
    '</script><script>window.hurt = 1</script>',
    '<img src=x onerror="window.hurt = 2">',
    ']]><svg onload="window.hurt = 3"/>',
    'a\u202Egnp.exe\u202C b\u0000c\ud800d\u200Ee',
    'javascript:window.hurt=4',
    '"><iframe srcdoc="<script>parent.hurt=5</script>"></iframe>',
];

export class Sample {
    readonly bodies: Record<string, Body> = {};
    readonly cases: Case[] = [];
    private readonly refs = new Map<string, string>();

    body(type: string, text: string): { ref: string } {
        const key = `${type}\n${text}`;
        const ref = this.refs.get(key) ?? `b${this.refs.size + 1}`;
        this.refs.set(key, ref);
        this.bodies[ref] = { type, size: new TextEncoder().encode(text).length, truncated: false, text };
        return { ref };
    }

    add(item: Partial<Case> & { id: string }): Case {
        const full: Case = {
            title: 'Scores are sent as they should be', group: item.id.split('/')[0]!, name: '', purpose: 'A purpose of `one` sentence.', tags: [], level: 'must',
            status: 'passed', reason: null, reaction: null, danger: false, expected: false, expected_reason: null,
            unexpected_pass: false, turns: 1, flaky: false, requirements: ['ERR-001'], facts: [],
            source: { file: 'scenarios/a.yaml', line: 4, col: 5 }, started: start, ms: 0, first_cause: null, steps: [], checks: [], faults: [], hops: [],
            replay: { command: `easel replay result.json#${item.id}`, substitutions: ['nonce', 'state'], fault_plan: [] }, other_turns: [],
            ...item,
        };
        this.cases.push(full);
        return full;
    }
}

export function hop(n: number, part: Partial<Hop> = {}): Hop {
    return {
        n, from: 'browser', to: 'tool', kind: 'page', t_virtual: new Date(Date.parse(start) + (part.t_ms ?? 0)).toISOString(), t_ms: 0, ms: 0,
        request: { method: 'GET', url: '{tool}/t/3369fd0364/me', headers: [['Accept', 'text/html']], body: null },
        response: { status: 200, headers: [], body: null },
        error: null, rule: '', trail: [], same_as: null, fault: null, course: '', assignment: '', user: '', client_id: '', ...part,
    };
}

export function check(id: string, status: Status, required: string, observed: string, part: Partial<Check> = {}): Check {
    return {
        id, status, level: 'must', source: { file: 'scenarios/a.yaml', line: 6, col: 3 }, required: { text: required, by: 'ERR-001' },
        observed: { text: observed, hops: [], by: 'tool' }, near_miss: null, diff: [], hint: null, evidence: [], reason: null, ...part,
    };
}

function launch(sample: Sample, n: number, token: string): Hop {
    return hop(n, {
        kind: 'launch',
        request: {
            method: 'POST', url: '{tool}/t/3369fd0364/launch', headers: [['Content-Type', 'application/x-www-form-urlencoded'], ['Cookie', 'sid=‹redacted:cookie#1›']],
            body: sample.body('application/x-www-form-urlencoded', `id_token=${token}&state=s-${n}&launch=1`),
        },
        response: { status: 200, headers: [['Content-Type', 'text/html; charset=utf-8']], body: sample.body('text/html', '<!doctype html><title>Tool</title><h1>Welcome</h1>') },
    });
}

function score(sample: Sample, n: number, t_ms: number, same_as: number | null): Hop {
    return hop(n, {
        from: 'tool', to: 'platform', kind: 'score', t_ms, same_as, rule: 'ags/5.2.13', course: 'bio101', assignment: 'quiz1', user: 'ada',
        trail: [['oauth2-token/1.1', true], ['ags/5.2', true], ['ags/5.2.13', false]],
        request: {
            method: 'POST', url: '{platform}/r/3369fd0364/api/lti/courses/7873517230015/line_items/7873517230023/scores',
            headers: [['Content-Type', 'application/vnd.ims.lis.v1.score+json'], ['Authorization', 'Bearer ‹redacted:token#1›']],
            body: sample.body('application/vnd.ims.lis.v1.score+json', '{"userId":"u-ada","scoreGiven":8,"scoreMaximum":10,"big":12345678901234567890}'),
        },
        response: { status: 422, headers: [['Content-Type', 'application/json']], body: sample.body('application/json', '{"errors":{"type":"unprocessable_entity"}}') },
    });
}

function failing(sample: Sample): void {
    sample.add({
        id: 'launch.untrusted/algorithm-none', title: 'An unsigned launch is refused', status: 'failed', danger: true, first_cause: 'k1', requirements: ['LAUNCH-005'], tags: ['launch', 'signature'],
        checks: [check('k1', 'failed', 'the tool refuses this launch', 'Your tool accepted a forged launch: status 200', { required: { text: 'the tool refuses this launch', by: 'LAUNCH-005' }, observed: { text: 'Your tool accepted a forged launch: status 200', hops: [2], by: 'tool' }, evidence: ['E2'] })],
        steps: [{ n: 1, kind: 'launch', status: 'failed', source: { file: 'scenarios/a.yaml', line: 6, col: 3 }, hops: [1, 2], checks: ['k1'] }],
        hops: [launch(sample, 1, jwt({ alg: 'RS256', kid: 'K1' }, claims)), launch(sample, 2, jwt({ alg: 'none' }, { ...claims, nonce: 'n-2', extra: true }, ''))],
    });
    for (const name of ['one', 'two', 'three']) {
        sample.add({
            id: `refusals/${name}`, title: 'A refused score is not sent again', status: 'failed', level: 'canvas', reaction: 'retried-blindly', first_cause: 'k2', tags: ['ags'], ms: 5000,
            checks: [
                check('k1', 'passed', 'the tool accepts this launch', 'the launch was accepted'),
                check('k2', 'failed', 'at most 1 further identical score call within 1m', 'Your tool made 3 further identical score call at +1s, +2s, +3s.', { observed: { text: 'Your tool made 3 further identical score call at +1s, +2s, +3s.', hops: [3, 4, 5], by: 'tool' }, hint: 'Tell permanent refusals from passing trouble.' }),
                check('k3', 'failed', 'no other call', 'one other call', { near_miss: 'POST /scores arrived\n✓ method POST\n✗ line item 4, not 5' }),
            ],
            steps: [1, 2].map((n) => ({ n, kind: n === 1 ? 'launch' : 'quiet', status: n === 1 ? 'passed' as const : 'failed' as const, source: { file: 'scenarios/a.yaml', line: 5 + n, col: 3 }, hops: n === 1 ? [1] : [3, 4, 5], checks: [`k${n}`] })),
            faults: ['max attempts for score of quiz1, always; struck 4 times'],
            hops: [launch(sample, 1, jwt({ alg: 'RS256', kid: 'K1' }, claims)), score(sample, 2, 0, null), score(sample, 3, 1000, 2), score(sample, 4, 2000, 2), score(sample, 5, 302_000, 2)],
            replay: { command: `easel replay result.json#refusals/${name}`, substitutions: ['nonce'], fault_plan: [{ hop: 2, fault: 'max-attempts' }] },
        });
    }
}

function captures(sample: Sample): void {
    sample.add({
        id: 'hostile/captures', title: hostile[0]!, purpose: hostile[1]!, status: 'failed', first_cause: 'k1', tags: ['hostile'],
        checks: [check('k1', 'failed', hostile[2]!, hostile.join(' '), { observed: { text: hostile.join(' '), hops: [1], by: 'tool' }, hint: hostile[1]! })],
        hops: hostile.map((text, i) =>
            hop(i + 1, {
                request: { method: 'POST', url: `{tool}/${text}?x=${text}`, headers: [['X-Bad', text]], body: sample.body(['application/json', 'text/html', 'application/x-www-form-urlencoded', 'application/xml', 'text/plain', 'text/html'][i]!, i === 0 ? JSON.stringify({ bad: hostile }) : text) },
                response: { status: 200, headers: [['Location', text], ['Set-Cookie', text]], body: sample.body('text/html', `<html><body>${hostile.join('')}</body></html>`) },
            }),
        ),
        replay: { command: `easel replay '${hostile[0]}'`, substitutions: [], fault_plan: [] },
    });
}

const pox = '<?xml version="1.0"?><imsx_POXEnvelopeResponse xmlns="http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0"><imsx_POXHeader><imsx_POXResponseHeaderInfo><imsx_statusInfo><imsx_codeMajor>failure</imsx_codeMajor><imsx_severity>error</imsx_severity><imsx_description>No &lt;such&gt; user</imsx_description></imsx_statusInfo></imsx_POXResponseHeaderInfo></imsx_POXHeader><imsx_POXBody><replaceResultResponse/></imsx_POXBody></imsx_POXEnvelopeResponse>';

function others(sample: Sample): void {
    for (const [i, name] of ['bad-gateway', 'throttled', 'timeout', 'unavailable'].entries()) {
        sample.add({
            id: `trouble/${name}`, status: 'warned', level: 'should', first_cause: 'k1', reaction: 'stopped', requirements: ['THR-003'],
            checks: [check('k1', 'warned', 'the result arrives', `What your tool sent left the gradebook otherwise: ${500 + i}`, { level: 'should' })],
            hops: [hop(1, { from: 'tool', to: 'platform', kind: 'memberships', response: { status: 200, headers: [['Link', '<{platform}/api/lti/x?page=2>; rel="next", <{platform}/api/lti/x?page=1>; rel="first"'], ['Content-Type', 'application/json']], body: sample.body('application/json', '{"members":[{"id":1}]}') } })],
        });
    }
    sample.add({
        id: 'lti11/outcome', status: 'inconclusive', reason: 'Not judged because no marker was found.', tags: ['lti11'],
        hops: [
            hop(1, { kind: 'launch', request: { method: 'POST', url: '{tool}/lti11?x=1', headers: [], body: sample.body('application/x-www-form-urlencoded', 'oauth_consumer_key=old-key&oauth_nonce=7d8f&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1767603600&oauth_version=1.0&oauth_signature=abc%3D&user_id=u+1') } }),
            hop(2, { from: 'tool', to: 'platform', kind: 'outcome', request: { method: 'POST', url: '{platform}/api/lti/v1/tools/1/grade_passback', headers: [['Authorization', 'OAuth oauth_consumer_key="old-key", oauth_signature_method="HMAC-SHA1", oauth_signature="x%3D"']], body: sample.body('application/xml', pox.replace(/Response/g, 'Request')) }, response: { status: 422, headers: [], body: sample.body('application/xml', pox) } }),
            hop(3, { from: 'tool', to: 'probe', response: null, error: 'connection refused', t_ms: 90_000 }),
        ],
    });
    sample.add({ id: 'skipped/one', status: 'skipped', level: 'should', reason: 'Not applicable: the tool offers no roster.' });
    sample.add({ id: 'skipped/two', status: 'skipped', level: 'should', reason: 'Not applicable: the tool offers no roster.' });
    sample.add({ id: 'error/bind', status: 'error', reason: 'The harness could not bind 127.0.0.1:8443.' });
    sample.add({ id: 'expected/known', status: 'failed', expected: true, expected_reason: 'Known since 2.1; `TICKET-7`', first_cause: 'k1', checks: [check('k1', 'failed', 'a', 'Your tool sent b')] });
    sample.add({ id: 'unexpected/pass', status: 'passed', unexpected_pass: true });
    const flaky = sample.add({ id: 'flaky/turns', status: 'passed', flaky: true, turns: 2 });
    flaky.other_turns = [{ ...flaky, status: 'failed', flaky: false, turns: 1, first_cause: 'k1', checks: [check('k1', 'failed', 'a', 'Your tool sent nothing')], hops: [hop(1)], other_turns: [] }];
    sample.add({ id: 'informed/case', status: 'informed', level: 'may', first_cause: 'k1', checks: [check('k1', 'informed', 'a label', 'no label')] });
    // Ids may end like the address of a hop.
    sample.add({ id: 'names/h9', hops: [{ ...hop(1), request: { method: 'GET', url: '{tool}/', headers: [], body: null }, response: { status: 200, headers: [], body: null } }] });
    sample.add({ id: 'platform.ags/facts', level: '', requirements: [], facts: ['ags/5.2', 'ags/5.2.13'], ms: 3_600_000, hops: [hop(1, { from: 'probe', to: 'platform', kind: 'rest' })] });
}

export function sample_run(more = 0): RunData {
    const sample = new Sample();
    failing(sample);
    captures(sample);
    others(sample);
    for (let i = 0; i < more; ++i) {
        sample.add({ id: `area${i % 12}.group${i % 60}/case-${i}`, group: `area${i % 12}.group${i % 60}`, ms: i, hops: [hop(1), hop(2)], status: i % 100 === 0 ? 'failed' : 'passed', first_cause: i % 100 === 0 ? 'k1' : null, checks: i % 100 === 0 ? [check('k1', 'failed', 'one', `Your tool sent number ${i} of word${i}`)] : [] });
    }
    sample.cases.sort((a, b) => (a.id < b.id ? -1 : 1));
    const digest = (change: (item: Case) => Status): OtherRun['cases'] =>
        Object.fromEntries(sample.cases.map((item) => [item.id, { status: change(item), reaction: item.reaction, cause: item.checks.find((entry) => entry.id === item.first_cause)?.observed.text ?? null, danger: item.danger }]));
    const run = {
        harness: '1.0.0', seed: 7, clock: { mode: 'virtual' as const, start }, canvas: '2026-01', target: { name: 'Quizly 2.3.1', url: '{tool}', file: 'quizly.yaml' }, shard: null,
        selected: sample.cases.length, level: 'must' as const, config_sha256: 'c0ffee', scenarios_sha256: 'decaf', duration_ms: 4800, interrupted: false, vars: { edition: 'school' }, summary: {},
    };
    const before = digest((item) => (item.id === 'refusals/one' ? 'passed' : item.id === 'names/h9' ? 'failed' : item.status));
    delete before['unexpected/pass'];
    before['gone/case'] = { status: 'passed', reaction: null, cause: null };
    return {
        schema_version: 1,
        run,
        setup: [
            { id: 'jwks.reachable', status: 'passed', detail: '1 key, RS256', hint: '' },
            { id: 'launch.plain', status: 'failed', detail: 'The launch URL answers 404.', hint: 'Look at `login_url`.' },
        ],
        cases: sample.cases,
        bodies: sample.bodies,
        strings: {},
        report: {
            headline: 'NOT CONFORMANT',
            partial: null,
            catalogue: [
                { id: 'ERR-001', area: 'ERR', level: 'canvas', text: 'The tool treats `422` as permanent', source: 'SEED-ERR', url: '' },
                { id: 'LAUNCH-005', area: 'LAUNCH', level: 'must', text: 'The tool refuses unsigned tokens', source: 'SEC 5.1.3', url: 'https://www.imsglobal.org/spec/security/v1p0/' },
                { id: 'THR-003', area: 'THR', level: 'should', text: 'The tool waits when it is throttled', source: '', url: '' },
            ],
            facts: { 'ags/5.2': 'The line item is looked up', 'ags/5.2.13': 'No attempt is left: 422', 'oauth2-token/1.1': 'The token\'s signature is valid' },
            sources: { 'scenarios/a.yaml': 'scenario: A\npurpose: B\ncases:\n  - name: one\nsteps:\n  - launch: { as: ada }\n  - quiet: { score: quiz1 }\n' },
            worlds: { 'fixtures/worlds/default.yaml': 'courses: {}\n' },
            tool: 'tool: Quizly\n',
            prompts: Object.fromEntries(sample.cases.filter((item) => item.status === 'failed').map((item) => [item.id, `# ${item.id}\n`])),
            compare: { name: 'yesterday', run, cases: before },
            matrix: [
                { name: 'Quizly 2.3.1', run, cases: digest((item) => item.status) },
                { name: 'Quizly 2.2', run, cases: digest((item) => (item.id.startsWith('refusals/') ? 'passed' : item.status)) },
            ],
        },
    };
}
