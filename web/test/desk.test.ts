import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodies_of, calls_about, hop_of_call, takes, type Wanted } from '../src/desk/calls.ts';
import { plan_json } from '../src/desk/faults.tsx';
import { address, changed, parse_route } from '../src/desk/route.ts';
import { told_lines } from '../src/desk/tools.tsx';
import type { Call, Tool } from '../src/desk/types.ts';

function call(number: number, more: Partial<Call> = {}): Call {
    return {
        number, kind: 'score', from: 'tool', to: 'platform', at: `2026-03-01T10:00:0${number}.000Z`, took_ms: 3, url: 'http://canvas.test/api/lti/courses/16/line_items/23/scores',
        request: { method: 'POST', target: '/x', headers: { 'content-type': 'application/json' } }, response: { status: 200, headers: {} },
        error: null, trail: [{ fact: 'ags/1.6', passed: true }], refused_by: null, fault: null, course: 'bio101', assignment: 'quiz1', user: 'ada', client_id: '1', ...more,
    };
}

const anything: Wanted = { kind: '', party: '', status: '', text: '' };

test('which calls are shown', () => {
    const refused = call(2, { response: { status: 422, headers: {} }, refused_by: 'ags/5.2.13', trail: [{ fact: 'ags/5.2.13', passed: false }] });
    const struck = call(3, { response: { status: 503, headers: {} }, fault: 'down' });
    const silent = call(4, { kind: 'token', response: null, error: 'reset', user: null });
    const fetched = call(5, { kind: 'jwks', from: 'platform', to: 'tool', user: null });
    const all = [call(1), refused, struck, silent, fetched];
    const rows: [string, Partial<Wanted>, number[]][] = [
        ['everything', {}, [1, 2, 3, 4, 5]],
        ['a kind', { kind: 'token' }, [4]],
        ['who asked or answered', { party: 'platform' }, [1, 2, 3, 4, 5]],
        ['nobody', { party: 'browser' }, []],
        ['a class of answers', { status: '4xx' }, [2]],
        ['one answer', { status: '503' }, [3]],
        ['refused', { status: 'refused' }, [2, 3]],
        ['by a fault', { status: 'fault' }, [3]],
        ['no answer', { status: 'none' }, [4]],
        ['a fact', { text: 'ags/5.2.13' }, [2]],
        ['two words', { text: 'score ADA 200' }, [1]],
        ['a word that is not there', { text: 'ada !422' }, [1, 3]],
        ['blanks and a lone sign', { text: '  ! ' }, [1, 2, 3, 4, 5]],
        ['all at once', { kind: 'score', party: 'tool', status: '2xx', text: 'quiz1' }, [1]],
    ];
    for (const [name, wanted, numbers] of rows) assert.deepEqual(all.filter((one) => takes({ ...anything, ...wanted }, one)).map((one) => one.number), numbers, name);
});

test('calls about a submission: by the assignment, or by the line items of one that has no name', () => {
    const mine = 'http://canvas.test/api/lti/courses/16/line_items/23';
    const all = [
        call(1), call(2, { user: 'bob' }), call(3, { kind: 'token' }), call(4, { assignment: 'quiz2', url: `${mine}4/scores` }), call(5, { assignment: null }),
        call(6, { response: { status: 422, headers: {} } }),
    ];
    assert.deepEqual(calls_about(all, 'ada', 'quiz1', []).map((one) => one.number), [1, 6]);
    assert.deepEqual(calls_about(all, 'ada', null, [mine]).map((one) => one.number), [1, 5, 6], '23 is not 234');
});

test('a call as an exchange of the shared parts', () => {
    const whole = call(7, {
        request: { method: 'POST', target: '/x', headers: { 'content-type': 'application/json', accept: 'a' }, body: '{"a":"ä"}', body_size: 10 },
        response: { status: 200, headers: { 'content-type': 'image/png' }, body_base64: '//4=', body_size: 5000 }, refused_by: 'ags/3.1',
    });
    const hop = hop_of_call(whole, Date.parse('2026-03-01T10:00:00Z'));
    assert.equal(hop.t_ms, 7000);
    assert.equal(hop.rule, 'ags/3.1');
    assert.deepEqual(hop.trail, [['ags/1.6', true]]);
    assert.deepEqual(hop.request.headers, [['content-type', 'application/json'], ['accept', 'a']]);
    const bodies = bodies_of(whole);
    assert.deepEqual(bodies[hop.request.body!.ref], { type: 'application/json', size: 10, truncated: false, text: '{"a":"ä"}' });
    assert.deepEqual(bodies[hop.response!.body!.ref], { type: 'image/png', size: 5000, truncated: true, base64: '//4=' });
    assert.deepEqual(bodies_of(call(1)), {}, 'a line of the stream has none');
    assert.equal(hop_of_call(call(1, { response: null, error: 'reset' }), 0).response, null);
});

test('addresses keep world and person, and drop the rest', () => {
    const route = parse_route('#/traffic?world=winter&as=ada&status=4xx&call=7');
    assert.equal(route.view, 'traffic');
    assert.equal(address(route, 'faults'), '#/faults?world=winter&as=ada');
    assert.equal(address(route, 'courses', { as: 'grace', world: null }), '#/courses?as=grace');
    assert.equal(changed(route, { call: null }), '#/traffic?world=winter&as=ada&status=4xx');
    assert.equal(changed(route, { q: 'a b&c' }), '#/traffic?world=winter&as=ada&status=4xx&call=7&q=a+b%26c');
    assert.equal(parse_route(changed(route, { q: 'a b&c' })).params.get('q'), 'a b&c');
    for (const hash of ['', '#', '#/', '#/nowhere', '#nowhere', '#/traffic/7']) assert.equal(parse_route(hash).view, 'courses', hash);
});

test('a plan says what was filled in, as numbers where they are numbers', () => {
    const empty = { call: 'score', assignment: '', kind: 'fault' as const, error: 'x', status: '503', body: '', fault: 'reset', times: '', after: '', every: '', probability: '', delay: '', label: '' };
    assert.deepEqual(plan_json(empty), { call: 'score', fault: 'reset' });
    assert.deepEqual(plan_json({ ...empty, kind: 'error', times: 'always', probability: '0.5', after: ' 2 ', delay: '250ms' }), {
        call: 'score', error: 'x', times: 'always', probability: 0.5, after: 2, delay: '250ms',
    });
    assert.deepEqual(plan_json({ ...empty, kind: 'status', status: '429', body: '{"a": 1}', assignment: 'quiz1' }), { call: 'score', assignment: 'quiz1', status: 429, body: { a: 1 } });
    assert.deepEqual(plan_json({ ...empty, kind: 'status', status: 'soon', body: 'busy' }), { call: 'score', status: 'soon', body: 'busy' }, 'the API says what is wrong');
});

test('what a tool has to be told', () => {
    const lines = told_lines({ lti_version: '1.3', issuer: 'i', client_id: 'c', deployment_id: 'd', auth_url: 'a', token_url: 't', jwks_url: 'j' } as Tool);
    assert.deepEqual(lines.map(([name, value]) => `${name}=${value}`), ['LTI_ISSUER=i', 'LTI_CLIENT_ID=c', 'LTI_DEPLOYMENT_ID=d', 'LTI_AUTH_URL=a', 'LTI_TOKEN_URL=t', 'LTI_JWKS_URL=j']);
    assert.equal(told_lines({ lti_version: '1.1', consumer_key: 'k', outcome_service_url: 'o' } as Tool)[0]![1], 'k');
});
