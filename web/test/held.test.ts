import assert from 'node:assert/strict';
import { test } from 'node:test';
import { by_use, held_key, hop_of_held } from '../src/desk/held.ts';
import { D } from '../src/desk/strings.ts';
import type { Held } from '../src/desk/types.ts';
import { answer_edit, claim_points, claim_rows, fields_of, headers_of, launch_edit, lines_of, type AnswerFields } from '../src/shared/held.ts';

function held(more: Partial<Held> = {}): Held {
    return {
        number: 7, kind: 'score', from: 'tool', to: 'platform', t_virtual: '2026-03-01T10:00:00Z', message: null, token: null, trail: [['ags/1.6', true], ['ags/5.2.13', false]],
        request: { method: 'POST', url: 'http://canvas.test/x', headers: [['Content-Type', 'application/json']], form: [], body: { text: '{"a":1}', size: 7 } },
        response: { status: 200, headers: [['Content-Type', 'application/json'], ['X-A', 'b: c']], body: { text: '{}', size: 2 } }, ...more,
    };
}

test('of an answer only what was changed is sent', () => {
    const rows: [string, Partial<AnswerFields>, Record<string, unknown>][] = [
        ['nothing', {}, {}],
        ['a status', { status: '503' }, { answer: { status: 503 } }],
        ['a documented error, blanks around it', { row: ' timestamp-stale ' }, { answer: { error: 'timestamp-stale' } }],
        ['a body, and none', { body: '' }, { answer: { body: '' } }],
        ['headers', { headers: 'X-A: b: c\nno header\n: none\nX-B:' }, { answer: { headers: [['X-A', 'b: c'], ['X-B', '']] } }],
        ['a fault', { fault: 'reset' }, { fault: 'reset' }],
        ['a delay', { delay: '250' }, { delay_ms: 250 }],
        ['all at once', { status: '422', row: 'x', fault: 'stall', delay: '1' }, { answer: { error: 'x', status: 422 }, fault: 'stall', delay_ms: 1 }],
    ];
    for (const [name, change, wanted] of rows) assert.deepEqual(answer_edit(held(), { ...fields_of(held()), ...change }), wanted, name);
});

test('what a planned fault did to the answer already stands in its fields, and can be called off', () => {
    const struck = held({ fault: 'truncated', delay_ms: 250 });
    assert.deepEqual([fields_of(struck).fault, fields_of(struck).delay], ['truncated', '250']);
    assert.deepEqual(answer_edit(struck, fields_of(struck)), {});
    assert.deepEqual(answer_edit(struck, { ...fields_of(struck), fault: 'none', delay: '0' }), { fault: 'none', delay_ms: 0 });
    assert.deepEqual([fields_of(held({ fault: '', delay_ms: 0 })).fault, fields_of(held()).delay], ['none', '0']);
});

test('headers are lines and back', () => {
    const headers = held().response!.headers;
    assert.deepEqual(headers_of(lines_of(headers)), headers);
    assert.deepEqual(fields_of(held({ response: null })), { status: '200', row: '', body: '', headers: '', fault: 'none', delay: '0' });
});

test('claims that were changed are points of the scenario language', () => {
    const rows = claim_rows({ header: { alg: 'RS256', kid: 'k' }, claims: { sub: 'ada', nonce: 'n', exp: 1 } });
    const put = (name: string, part: object): typeof rows => rows.map((row) => (row.name === name ? { ...row, ...part } : row));
    assert.deepEqual(launch_edit(rows, 'world'), {});
    assert.deepEqual(launch_edit(rows, 'none'), { sign: 'none' });
    assert.deepEqual(launch_edit(put('sub', { text: '"bob"' }), 'unknown_key'), { tamper: { 'id_token.claims.sub': 'bob' }, sign: 'unknown_key' });
    assert.deepEqual(claim_points(put('sub', { text: 'no json' })), { 'id_token.claims.sub': 'no json' });
    assert.deepEqual(claim_points(put('alg', { text: '"none"' })), { 'id_token.alg': 'none' });
    assert.deepEqual(claim_points(put('exp', { removed: true })), { 'id_token.claims.exp': '~remove' });
    const fresh = { part: 'claims' as const, name: 'more', was: null, text: '{"a": 1}', removed: false };
    assert.deepEqual(claim_points([...rows, fresh]), { 'id_token.claims.more': { a: 1 } });
    assert.deepEqual(claim_points([...rows, { ...fresh, removed: true }]), {});
    assert.deepEqual(claim_rows(null), []);
});

test('a held answer as an exchange of the shared parts', () => {
    const { hop, bodies } = hop_of_held(held({ response: { status: 200, headers: [['content-type', 'image/png']], body: { base64: '//4=', size: 2 } } }));
    assert.deepEqual([hop.n, hop.request.method, hop.response!.status, hop.trail!.length], [7, 'POST', 200, 2]);
    assert.deepEqual(bodies[hop.request.body!.ref], { type: 'application/json', truncated: false, text: '{"a":1}', size: 7 });
    assert.deepEqual(bodies[hop.response!.body!.ref], { type: 'image/png', truncated: false, base64: '//4=', size: 2 });
    assert.deepEqual(hop_of_held(held({ request: { ...held().request, body: null } })).hop.request.body, null);
});

test('common calls come first, and none twice', () => {
    const { common, further } = by_use(['authorization', 'token', 'score', 'jwks', 'file']);
    assert.deepEqual([common, further], [['score', 'token', 'authorization'], ['jwks', 'file']]);
});

test('an answer is told apart by world, number and time', () => {
    assert.ok(held_key('default', 1, 'now').startsWith(held_key('default', 1)));
    assert.ok(!held_key('default', 11, 'now').startsWith(held_key('default', 1)));
});

test('how long an answer will be held, roughly', () => {
    assert.deepEqual([599_999, 60_000, 59_001, 400, 0].map(D.breaks.left), ['9 min left', '1 min left', '60 s left', '1 s left', '0 s left']);
    assert.deepEqual([1, 2].map(D.breaks.count), ['1 answer is held', '2 answers are held']);
});
