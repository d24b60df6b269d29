import assert from 'node:assert/strict';
import test from 'node:test';
import { decode_hop } from '../src/shared/decode.ts';
import { hidden_fields, parse_form, parse_link, path_label, short_path, unescape_html } from '../src/shared/forms.ts';
import { brief_json, flatten_json, parse_json, print_json } from '../src/shared/json.ts';
import { decode_jwt } from '../src/shared/jwt.ts';
import { base_string } from '../src/shared/oauth1.ts';
import { element_text, indent_xml, pox_operation } from '../src/shared/xml.ts';
import { hex_dump, pretty } from '../src/shared/hop_pane.tsx';
import { hop, jwt, Sample, sample_run } from './sample.ts';

test('JSON keeps digits, order and doubles, and refuses what is none', () => {
    const rows: [name: string, text: string, printed: string | null][] = [
        ['a big number', '{"id":12345678901234567890}', '{\n  "id": 12345678901234567890\n}'],
        ['a member twice', '{"a":1,"a":2}', '{\n  "a": 1,\n  "a": 2\n}'],
        ['a number as written', '[1.0,1e5]', '[1.0, 1e5]'],
        ['empty ones', '{"a":{},"b":[]}', '{\n  "a": {},\n  "b": []\n}'],
        ['escapes', '"a\\u003cb\\n"', '"a<b\\n"'],
        ['a comma too many', '[1,]', null],
        ['something after it', '{} x', null],
        ['an open string', '"abc', null],
        ['a leading zero', '01', null],
        ['nothing', '', null],
        ['too deep', '['.repeat(5000) + ']'.repeat(5000), null],
    ];
    for (const [name, text, printed] of rows) {
        const node = parse_json(text);
        assert.equal(node && print_json(node), printed, name);
    }
});

test('JSON in paths and in a line', () => {
    const node = parse_json('{"a":[1,{"b":"x"}],"https://c/d":null,"e":[]}')!;
    assert.deepEqual(flatten_json(node), [['a[0]', '1'], ['a[1].b', '"x"'], ['["https://c/d"]', 'null'], ['e', '[]']]);
    assert.equal(brief_json(node), '{a: [1, {b: "x"}], https://c/d: null, e: []}');
});

test('forms are read tolerantly', () => {
    assert.deepEqual(parse_form('a=1+2&b=%C3%A4&c=%zz&d&e=%ff&f=x=y'), [['a', '1 2'], ['b', 'ä'], ['c', '%zz'], ['d', ''], ['e', '%ff'], ['f', 'x=y']]);
});

test('hidden fields of a page', () => {
    const page = `<form><input type="hidden" name="id_token" value="a&amp;b"><input name='state' type=hidden value='s'><input type="text" name="no" value="x"></form>`;
    assert.deepEqual(hidden_fields(page), [['id_token', 'a&b'], ['state', 's']]);
    assert.equal(unescape_html('&lt;&#65;&#x42;&unknown;&#x110000;'), '<AB&unknown;&#x110000;');
});

test('Link headers', () => {
    assert.deepEqual(parse_link('<{platform}/x?page=2&a=b,c>; rel="next"; title="a, b", <y>; rel=first, <z>'), [
        { rel: 'next', url: '{platform}/x?page=2&a=b,c' },
        { rel: 'first', url: 'y' },
        { rel: '', url: 'z' },
    ]);
});

test('paths without what only tells cases apart', () => {
    const rows: [string, string, string][] = [
        ['{tool}/t/3369fd0364/launch?x=1', '/launch', '/launch'],
        ['{platform}/r/probe-53b9448b3e/api/lti/registrations', '/api/lti/registrations', '/registrations'],
        ['https://a.example/x#y', '/x', '/x'],
        ['{tool}', '/', '/'],
        ['{platform}/r/3369fd0364/api/lti/courses/7873517230015/line_items/7873517230023/scores', '/api/lti/courses/7873517230015/line_items/7873517230023/scores', '…/scores'],
    ];
    for (const [url, path, label] of rows) {
        assert.equal(short_path(url), path);
        assert.equal(path_label(url), label);
    }
});

test('JWTs: header, claims, times against the moment of the exchange, signature', () => {
    const now = 1767603600_000;
    const token = decode_jwt(jwt({ alg: 'RS256', kid: 'K1' }, { iat: 1767603694, exp: 1767603595, nbf: 1767603600, name: 'Ädä' }), now)!;
    assert.deepEqual([token.alg, token.kid, token.signature], ['RS256', 'K1', 'present']);
    assert.deepEqual(token.claims.map((claim) => [claim.name, claim.value, claim.time, claim.delta, claim.wrong]), [
        ['iat', '1767603694', '2026-01-05T09:01:34Z', 'in 1 m 34 s', 'not_yet'],
        ['exp', '1767603595', '2026-01-05T08:59:55Z', '5 s ago', 'expired'],
        ['nbf', '1767603600', '2026-01-05T09:00:00Z', 'now', undefined],
        ['name', 'Ädä', undefined, undefined, undefined],
    ]);
    const rows: [name: string, text: string, signature: string | null][] = [
        ['without a signature', jwt({ alg: 'none' }, {}, ''), 'absent'],
        ['two parts only', jwt({ alg: 'none' }, {}, '').replace(/\.$/, ''), 'absent'],
        ['redacted', '‹redacted:token#1›', null],
        ['no JSON inside', 'eyJhYmM.eyJhYmM.x', null],
        ['five parts', `${jwt({ alg: 'x' }, {})}.a.b`, null],
        ['a word', 'hello.world.again', null],
        ['a time beyond all calendars', jwt({ alg: 'x' }, { exp: 1e300 }), 'present'],
    ];
    for (const [name, text, signature] of rows) assert.equal(decode_jwt(text)?.signature ?? null, signature, name);
});

test('OAuth 1 base strings: the example of RFC 5849 3.4.1.1', () => {
    const base = base_string(
        'POST', 'http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b', 'c2&a3=2+q',
        'OAuth realm="Example", oauth_consumer_key="9djdj82h48djs9d2", oauth_token="kkk9d7dh3k39sjv7", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="7d8f3e4a", oauth_signature="bYT5CMsGcbgUdFHObYMEfcx6bsw%3D"',
    );
    assert.equal(base?.text, 'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7');
    assert.equal(base?.signature, 'bYT5CMsGcbgUdFHObYMEfcx6bsw=');
    assert.equal(base_string('GET', '{tool}/x?a=1', '', null), null);
    assert.match(base_string('post', '{tool}/x', 'oauth_signature_method=HMAC-SHA1&u={platform}/y', null)!.text, /^POST&\{tool\}%2Fx&.*u%3D\{platform\}/);
});

test('XML is indented, and read by local name', () => {
    assert.equal(indent_xml('<a><b x="1">t</b><c/><d></d><e><f>1</f></e></a>'), '<a>\n  <b x="1">t</b>\n  <c/>\n  <d></d>\n  <e>\n    <f>1</f>\n  </e>\n</a>');
    assert.equal(indent_xml('<a><b></a></b>'), null);
    assert.equal(indent_xml('no xml'), null);
    assert.equal(indent_xml('<a>1 < 2</a>'), null);
    assert.equal(element_text('<x:imsx_codeMajor>failure</x:imsx_codeMajor>', 'imsx_codeMajor'), 'failure');
    assert.equal(element_text('<imsx_description/>', 'imsx_description'), '');
    assert.equal(element_text('<a/>', 'b'), null);
    assert.equal(pox_operation('<imsx_POXBody><readResultRequest>'), 'readResult');
});

test('the parts of an exchange', () => {
    const run = sample_run();
    const kinds = (id: string, n: number): [string[], string[]] => {
        const found = run.cases.find((item) => item.id === id)!.hops.find((entry) => entry.n === n)!;
        const body = (ref: { ref: string } | null | undefined) => (ref ? run.bodies[ref.ref]! : null);
        const decoded = decode_hop(found, body(found.request.body), body(found.response?.body));
        return [decoded.request.map((part) => part.kind), decoded.response.map((part) => part.kind)];
    };
    assert.deepEqual(kinds('launch.untrusted/algorithm-none', 2), [['jwt', 'table'], []]);
    assert.deepEqual(kinds('lti11/outcome', 1), [['table', 'table', 'oauth1'], []]);
    assert.deepEqual(kinds('lti11/outcome', 2), [['pox', 'oauth1'], ['pox']]);
    assert.deepEqual(kinds('trouble/timeout', 1), [[], ['links', 'json']]);
});

test('bodies for reading', () => {
    assert.equal(pretty({ type: 'application/json', size: 2, truncated: false, text: '{"a":1}' }), '{\n  "a": 1\n}');
    assert.equal(pretty({ type: 'application/json', size: 2, truncated: true, text: '{"a":' }), '{"a":');
    assert.equal(pretty({ type: 'application/x-www-form-urlencoded', size: 2, truncated: false, text: 'a=1&b=2' }), 'a=1\n&b=2');
    assert.equal(hex_dump(btoa('PK\u0003\u0004')), '0000  50 4b 03 04                                      PK..');
    assert.equal(hex_dump('not base64!'), 'not base64!');
});

test('nothing is decoded of what is not there', () => {
    const sample = new Sample();
    assert.deepEqual(decode_hop(hop(1, { response: null }), sample.bodies['b9'] ?? null, null), { request: [], response: [] });
});
