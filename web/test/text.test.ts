import assert from 'node:assert/strict';
import test from 'node:test';
import { curl_command } from '../src/shared/curl.ts';
import { compare_lines, compare_messages, compare_pairs, compare_words, count_changes, type Message } from '../src/shared/diff.ts';
import { one_line, segments, visible } from '../src/shared/text.ts';
import { clock_time, duration, iso, offset, parse_duration, relation } from '../src/shared/time.ts';
import { places } from '../src/shared/timeline.tsx';
import { lanes_of } from '../src/shared/hop_table.tsx';
import { load_data, LoadError } from '../src/report/load.ts';
import { claims, hop, jwt } from './sample.ts';

test('what hides or reorders text is shown', () => {
    const rows: [name: string, text: string, shown: string][] = [
        ['plain', 'Grüße 漢字 🎉\tx\ny', 'Grüße 漢字 🎉\tx\ny'],
        ['NUL', 'a\u0000b', 'a\\u0000b'],
        ['overrides', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
        ['marks', '\u200e\u200f\u061c\ufeff', '\\u200e\\u200f\\u061c\\ufeff'],
        ['lone surrogates', '\ud800x\udfff', '\\ud800x\\udfff'],
        ['invisible signs beyond the first plane', '\u{e0041}', '\\u{e0041}'],
        ['ends of lines', 'a\r\nb\rc', 'a\nb\\rc'],
        ['C1 controls', '\u009b31m', '\\u009b31m'],
        ['joiners of scripts and emoji stay', '👨‍👩', '👨‍👩'],
    ];
    for (const [name, text, shown] of rows) assert.equal(visible(text), shown, name);
    assert.deepEqual(segments('a\u0000b').map((piece) => piece.escaped), [false, true, false]);
});

test('lines are cut', () => {
    assert.equal(one_line('  a\n b\tc '), 'a b c');
    assert.equal(one_line('abcdef', 4), 'abc…');
});

test('times without locale', () => {
    const rows: [number, string][] = [[0, '0 ms'], [999, '999 ms'], [1000, '1 s'], [1250, '1.3 s'], [60_000, '1 m'], [90_000, '1 m 30 s'], [3_599_900, '60 m'], [3_600_000, '1 h'], [90_000_000, '1 d 1 h'], [-5000, '−5 s']];
    for (const [ms, text] of rows) assert.equal(duration(ms), text);
    assert.equal(offset(400), '+400 ms');
    assert.equal(clock_time('2026-01-05T09:00:00.400Z'), '09:00:00.4');
    assert.equal(clock_time('2026-01-05T09:00:00.000Z'), '09:00:00');
    assert.equal(clock_time('none'), 'none');
    assert.deepEqual([relation(0), relation(5000), relation(-5000)], ['now', 'in 5 s', '5 s ago']);
    assert.deepEqual([parse_duration('2s'), parse_duration('500ms'), parse_duration('1.5m'), parse_duration('3'), parse_duration('x')], [2000, 500, 90_000, 3000, null]);
    assert.equal(iso(1e300), null);
});

test('sentences: the words that differ are marked, unless all do', () => {
    const marked = (a: string, b: string): [string[], string[]] => {
        const { left, right } = compare_words(a, b);
        const of = (list: typeof left): string[] => list.filter((piece) => piece.kind !== 'same').map((piece) => piece.text);
        return [of(left), of(right)];
    };
    assert.deepEqual(marked('after 422 no identical POST', 'after 422 two identical POST'), [['no'], ['two']]);
    assert.deepEqual(marked('the status is 401', 'the status is 200 at once'), [['401'], ['200 at once']]);
    assert.deepEqual(marked('a b c', 'x y z'), [[], []]);
    assert.deepEqual(marked('same words', 'same words'), [[], []]);
});

test('lines', () => {
    assert.deepEqual(compare_lines('a\nb\nc', 'a\nx\nc').lines, [
        { text: 'a\n', kind: 'same' }, { text: 'b\n', kind: 'removed' }, { text: 'x\n', kind: 'added' }, { text: 'c\n', kind: 'same' },
    ]);
    const long = (sign: string): string => Array.from({ length: 3000 }, (_, i) => `${sign}${i}`).join('\n');
    assert.equal(compare_lines(long('a'), long('b')).whole, false);
});

test('names and values', () => {
    assert.deepEqual(compare_pairs([['a', '1'], ['b', '2'], ['b', '3']], [['a', '1'], ['b', '9'], ['c', '4']]), [
        { path: 'a', kind: 'same', a: '1', b: '1' },
        { path: 'b', kind: 'changed', a: '2', b: '9' },
        { path: 'b (2)', kind: 'removed', a: '3', b: null },
        { path: 'c', kind: 'added', a: null, b: '4' },
    ]);
});

test('messages are compared by what they mean', () => {
    const message = (type: string, text: string, url = '{tool}/x?a=1'): Message => ({ start: [['method', 'POST']], headers: [['Content-Type', type]], url, body: { type, size: text.length, truncated: false, text } });
    const summary = (a: Message, b: Message): string[] =>
        compare_messages(a, b).flatMap((section) => [
            ...section.entries.filter((entry) => entry.kind !== 'same').map((entry) => `${section.name} ${entry.path} ${entry.kind}`),
            ...(section.lines?.lines.some((line) => line.kind !== 'same') ? [`${section.name} lines`] : []),
        ]);
    const rows: [name: string, a: Message, b: Message, found: string[]][] = [
        ['JSON: order and blanks say nothing', message('application/json', '{"a":1,"b":[2]}'), message('application/json', '{ "b": [2], "a": 1 }'), []],
        ['JSON: a member', message('application/json', '{"a":1}'), message('application/json', '{"a":"1"}'), ['body a changed']],
        ['forms', message('application/x-www-form-urlencoded', 'a=1&b=2'), message('application/x-www-form-urlencoded', 'b=2&a=3'), ['body a changed']],
        ['queries', message('text/plain', 'x'), message('text/plain', 'x', '{tool}/x?a=2&b=1'), ['query a changed', 'query b added']],
        ['text', message('text/plain', 'x'), message('text/plain', 'y'), ['text lines']],
        ['XML: indentation says nothing', message('application/xml', '<a><b>1</b></a>'), message('application/xml', '<a>\n<b>1</b>\n</a>'), []],
        ['broken JSON is text', message('application/json', '{'), message('application/json', '{}'), ['text lines']],
        ['claims', message('application/x-www-form-urlencoded', `id_token=${jwt({ alg: 'RS256' }, claims)}`), message('application/x-www-form-urlencoded', `id_token=${jwt({ alg: 'none' }, { ...claims, nonce: 'n-2' }, '')}`), ['claims header alg changed', 'claims claim nonce changed', 'claims signature changed']],
    ];
    for (const [name, a, b, found] of rows) {
        assert.deepEqual(summary(a, b), found, name);
        assert.equal(count_changes(compare_messages(a, b)), found.length, name);
    }
});

test('a command to type holds no secret, and quotes everything', () => {
    const text = curl_command(
        hop(1, { request: { method: 'POST', url: '{tool}/a?b=\'c\'', headers: [['Host', 'x'], ['Authorization', 'Bearer ‹redacted:token#4›'], ['Cookie', 'sid=plain; b=‹redacted:cookie#1›'], ['X-Line', 'a\u0001b']] } }),
        { type: 'text/plain', size: 5, truncated: true, text: "it's $HOME `x`" },
    );
    assert.equal(text, [
        '# set TOOL, TOKEN_4, COOKIE_1 first',
        '# the body was cut when it was recorded',
        `curl -X 'POST' "$TOOL"'/a?b='\\''c'\\''' \\`,
        `  -H 'Authorization: Bearer '"$TOKEN_4" \\`,
        `  -H 'Cookie: sid=plain; b='"$COOKIE_1" \\`,
        `  -H $'X-Line: a\\x01b' \\`,
        `  --data-binary 'it'\\''s $HOME \`x\`'`,
    ].join('\n'));
    const plain = curl_command(hop(1, { request: { method: 'GET', url: '{tool}/', headers: [['Authorization', 'Bearer abc'], ['Cookie', 'sid=abc; t=d']] } }), null);
    assert.ok(!plain.includes('abc'), plain);
    assert.match(plain, /Bearer '"\$TOKEN_0"/);
});

test('the timeline breaks where the clock moves', () => {
    const { list } = places([hop(1), hop(2), hop(3, { t_ms: 5000 })]);
    assert.deepEqual(list.map((place) => place.x - list[0]!.x), [0, 22, 88]);
    assert.deepEqual(lanes_of([hop(1)]), ['browser', 'tool', 'platform']);
    assert.deepEqual(lanes_of([hop(1, { to: 'probe' })]), ['browser', 'tool', 'platform', 'probe']);
});

test('data is read plain or packed, and trouble is told', async () => {
    const element = (text: string, type = 'application/json'): Element => ({ textContent: text, getAttribute: () => type }) as unknown as Element;
    const texts = { no_data: 'unreadable', no_gzip: 'no gzip' };
    const json = '{"schema_version":1,"cases":[]}';
    assert.deepEqual(await load_data(element(json), texts), JSON.parse(json));
    const stream = new Blob([json]).stream().pipeThrough(new CompressionStream('gzip'));
    const packed = Buffer.from(await new Response(stream).arrayBuffer()).toString('base64');
    const type = 'application/octet-stream+gzip+base64';
    assert.deepEqual(await load_data(element(packed, type), texts), JSON.parse(json));
    for (const bad of [element(''), element('{}'), element('{"schema_version":2,"cases":[]}'), element('x', type), null]) {
        await assert.rejects(load_data(bad, texts), (error: Error) => error instanceof LoadError && error.message === 'unreadable');
    }
    const kept = globalThis.DecompressionStream;
    try {
        (globalThis as { DecompressionStream?: unknown }).DecompressionStream = undefined;
        await assert.rejects(load_data(element(packed, type), texts), /no gzip/);
    } finally {
        globalThis.DecompressionStream = kept;
    }
});
