import assert from 'node:assert/strict';
import test from 'node:test';
import { filter_cases, parse_filter, print_filter, quoted, with_status } from '../src/shared/filter.ts';
import { areas, blamed_hops, cause_key, change_between, group_by_cause, is_group, Model, outcomes, unmet_checks } from '../src/shared/model.ts';
import { case_address, list_address, parse_route, requirement_address } from '../src/shared/router.ts';
import { cell_word, csv, matrix_rows, matrix_totals } from '../src/report/table.ts';
import { coverage } from '../src/report/requirements.tsx';
import { counterpart, previous_of_kind } from '../src/shared/hop_choice.ts';
import { hostile, sample_run } from './sample.ts';

const model = new Model(sample_run());
const ids = (query: string): string[] => filter_cases(model, query).map((item) => item.id);

test('filters are read, and written as they are read', () => {
    const rows: [text: string, terms: [string, string, boolean][]][] = [
        ['s:failed @ags !late', [['s', 'failed', false], ['@', 'ags', false], ['', 'late', true]]],
        ['"two words" !s:passed,skipped', [['', 'two words', false], ['s', 'passed,skipped', true]]],
        ['cause:"a \\"b\\" c"', [['cause', 'a "b" c', false]]],
        ['http://x', [['', 'http://x', false]]],
        ['!!x  ', [['', 'x', false]]],
        ['s:', []],
        ['"open', [['', 'open', false]]],
    ];
    for (const [text, terms] of rows) {
        const parsed = parse_filter(text);
        assert.deepEqual(parsed.map((term) => [term.key, term.value, term.negated]), terms, text);
        assert.deepEqual(parse_filter(print_filter(parsed)), parsed, text);
    }
    assert.equal(quoted('a b'), '"a b"');
});

test('what filters find', () => {
    const rows: [query: string, found: string[]][] = [
        ['s:error', ['error/bind']],
        ['s:failed,error @ags !id:refusals/one', ['refusals/three', 'refusals/two']],
        ['l:fact', ['platform.ags/facts']],
        ['l:info', ['informed/case']],
        ['r:LAUNCH', ['launch.untrusted/algorithm-none']],
        ['r:LAUNCH-00', []],
        ['r:launch-00*', ['launch.untrusted/algorithm-none']],
        ['r:ags/5', ['platform.ags/facts']],
        ['r:=ags/5', []],
        ['r:=ags/5.2', ['platform.ags/facts']],
        ['g:launch', ['launch.untrusted/algorithm-none']],
        ['g:laun', []],
        ['t:>=1h', ['platform.ags/facts']],
        ['t:>4s t:<1m', ['refusals/one', 'refusals/three', 'refusals/two']],
        ['t:soon', []],
        ['hop:422 !@ags', ['lti11/outcome']],
        ['hop:memberships s:warned !timeout', ['trouble/bad-gateway', 'trouble/throttled', 'trouble/unavailable']],
        ['in:aud=10000853691832 is:danger', ['launch.untrusted/algorithm-none']],
        ['in:alg=none', ['launch.untrusted/algorithm-none']],
        ['in:oauth_consumer_key=old-key', ['lti11/outcome']],
        ['in:members[0].id=1 throttled', ['trouble/throttled']],
        ['in:extra', ['launch.untrusted/algorithm-none']],
        ['is:unexpected', ['unexpected/pass']],
        ['is:flaky', ['flaky/turns']],
        ['is:new', ['refusals/one', 'unexpected/pass']],
        ['is:fixed', ['names/h9']],
        ['is:nonsense', []],
        ['cause:"forged launch"', ['launch.untrusted/algorithm-none']],
        ['id:names/h9', ['names/h9']],
        ['"no roster"', ['skipped/one', 'skipped/two']],
        ['!s:passed,failed,warned,skipped,error,inconclusive,informed,flaky', ['expected/known']],
    ];
    for (const [query, found] of rows) assert.deepEqual(ids(query), found, query);
    assert.equal(ids('').length, model.cases.length);
});

test('every case is counted once', () => {
    const sum = outcomes.reduce((total, outcome) => total + ids(`s:${outcome}`).length, 0);
    assert.equal(sum, model.cases.length);
    for (const outcome of outcomes) assert.equal(ids(`s:${outcome}`).length, model.count(outcome), outcome);
    assert.equal(ids('is:failure').length, model.failures().length);
});

test('the state of a filter is replaced, and the rest of it stays', () => {
    assert.equal(with_status('s:passed @ags !"a b"', 'failed'), 's:failed @ags !"a b"');
    assert.equal(with_status('s:passed @ags', null), '@ags');
    assert.equal(with_status('', 'failed'), 's:failed');
});

test('failures: what is dangerous first, then by level and id', () => {
    assert.deepEqual(model.failures().map((item) => item.id), [
        'launch.untrusted/algorithm-none', 'hostile/captures', 'refusals/one', 'refusals/three', 'refusals/two', 'unexpected/pass',
    ]);
});

test('a stricter level makes failures of what is warned or informed', () => {
    const strict = (level: 'should' | 'all'): number => {
        const run = sample_run();
        run.run.level = level;
        return new Model(run).failures().length;
    };
    assert.deepEqual([model.failures().length, strict('should'), strict('all')], [6, 10, 11]);
});

test('equal causes stand together from three on; numbers do not make them differ', () => {
    const names = (cases: string): (string | [number, string])[] =>
        group_by_cause(model, filter_cases(model, cases)).map((entry) => (is_group(entry) ? [entry.cases.length, entry.cause] : entry.id));
    assert.deepEqual(names('s:warned'), [[4, 'What your tool sent left the gradebook otherwise: 500']]);
    assert.deepEqual(names('s:skipped'), ['skipped/one', 'skipped/two']);
    assert.deepEqual(names('s:failed !hostile').map((entry) => (typeof entry === 'string' ? entry : entry[0])), ['launch.untrusted/algorithm-none', 3]);
    assert.deepEqual(names('s:passed names'), ['names/h9']);
    assert.equal(cause_key('sent `50` to {tool}/x'), cause_key('sent `7` to {tool}/y'));
    assert.notEqual(cause_key('sent a'), cause_key('sent b'));
});

test('areas hold every case, and their counts are those of their filters', () => {
    const list = areas(model);
    assert.equal(list.reduce((sum, area) => sum + area.cases.length, 0), model.cases.length);
    for (const area of list) {
        assert.equal(ids(`g:${area.name}`).length, area.cases.length, area.name);
        assert.equal(ids(`g:${area.name} s:passed`).length, area.passed, area.name);
        for (const group of area.groups) assert.equal(ids(`g:=${group.name}`).length, group.cases.length, group.name);
    }
});

test('requirements: the gravest outcome decides, skipped ones do not', () => {
    const covered = coverage(model, (item) => item.requirements);
    assert.equal(covered.get('LAUNCH-005')?.worst, 'failed');
    assert.equal(covered.get('THR-003')?.worst, 'warned');
    for (const entry of covered.values()) {
        for (const [outcome, count] of entry.counts) assert.equal(ids(`r:=${entry.id} s:${outcome}`).length, count, entry.id);
    }
});

test('two runs: what is new, fixed, other, same', () => {
    const digest = (status: string, cause: string | null = null) => ({ status, cause, reaction: null });
    const rows: [ReturnType<typeof digest>, ReturnType<typeof digest>, string][] = [
        [digest('passed'), digest('failed'), 'new'],
        [digest('skipped'), digest('warned'), 'new'],
        [digest('failed'), digest('passed'), 'fixed'],
        [digest('failed', 'a'), digest('failed', 'b'), 'other'],
        [digest('failed', 'a'), digest('failed', 'a'), 'same'],
        [digest('failed', 'a'), digest('warned', 'a'), 'other'],
        [digest('passed', 'a'), digest('passed', 'b'), 'same'],
        [digest('passed'), digest('skipped'), 'other'],
    ];
    for (const [before, now, change] of rows) assert.equal(change_between(before, now), change, JSON.stringify([before, now]));
});

test('what the writer says about a change is believed', () => {
    const run = sample_run();
    run.report!.compare!.cases['skipped/one']!.change = 'other';
    assert.equal(new Model(run).change_of(run.cases.find((item) => item.id === 'skipped/one')!), 'other');
});

test('checks and hops that are to blame', () => {
    const item = model.find('refusals/one')!;
    assert.deepEqual(unmet_checks(item).map((entry) => entry.id), ['k2', 'k3']);
    assert.deepEqual([...blamed_hops(item)], [[3, ['k2']], [4, ['k2']], [5, ['k2']]]);
});

test('what a hop is compared with', () => {
    const { hops } = model.find('refusals/one')!;
    assert.equal(counterpart(hops, hops[3]!)?.n, 2);
    assert.equal(previous_of_kind(hops, hops[3]!)?.n, 3);
    assert.equal(previous_of_kind(hops, hops[0]!), null);
    assert.equal(counterpart(hops, hops[0]!)?.n, 2);
    assert.equal(counterpart([hops[0]!], hops[0]!), null);
});

test('addresses lead where they come from', () => {
    const known = (id: string): boolean => model.find(id) !== undefined || id === 'odd/k2' || id === 'a b/ä%';
    const route = (hash: string) => parse_route(hash, known);
    for (const id of ['refusals/one', 'names/h9', 'odd/k2', 'a b/ä%']) {
        assert.deepEqual(route(case_address(id)), { view: 'case', id, hop: null, check: null });
        assert.deepEqual(route(case_address(id, { hop: 9 })), { view: 'case', id, hop: 9, check: null });
        assert.deepEqual(route(case_address(id, { check: 'k2' })), { view: 'case', id, hop: null, check: 'k2' });
    }
    const rows: [string, object][] = [
        ['', { view: 'overview', query: null }],
        ['#/', { view: 'overview', query: null }],
        [list_address('s:failed @x "a b" 100% > é'), { view: 'overview', query: 's:failed @x "a b" 100% > é' }],
        [list_address(''), { view: 'overview', query: '' }],
        ['#/c/refusals/one', { view: 'case', id: 'refusals/one', hop: null, check: null }],
        ['#/c/refusals/one/h2', { view: 'case', id: 'refusals/one', hop: 2, check: null }],
        ['#/c/names/h9', { view: 'case', id: 'names/h9', hop: null, check: null }],
        ['#/c/names/h9/k1', { view: 'case', id: 'names/h9', hop: null, check: 'k1' }],
        ['#c-refusals/one/h2', { view: 'case', id: 'refusals/one', hop: 2, check: null }],
        [requirement_address('ags/5.2'), { view: 'req', id: 'ags/5.2' }],
        ['#/matrix?only=failing', { view: 'matrix', only: 'failing' }],
        ['#/diff', { view: 'diff' }],
        ['#/run', { view: 'run' }],
        ['#/c/%E0%A4%A', { view: 'case', id: '%E0%A4%A', hop: null, check: null }],
        ['#/nowhere', { view: 'unknown', hash: '#/nowhere' }],
    ];
    for (const [hash, expected] of rows) assert.deepEqual(route(hash), expected, hash);
    assert.ok(case_address('a\ud800').startsWith('#/c/a'));
});

test('the matrix: danger first, words of what the tool did', () => {
    const rows = matrix_rows(model, model.report.matrix!);
    assert.equal(rows[0]?.id, 'launch.untrusted/algorithm-none');
    assert.deepEqual(rows.filter((row) => row.differs).map((row) => row.id), ['refusals/one', 'refusals/three', 'refusals/two']);
    assert.deepEqual(rows.find((row) => row.id === 'refusals/one')!.cells.map(cell_word), ['retried blindly', 'passed']);
    assert.equal(cell_word(rows[0]!.cells[0]!), 'accepted');
    assert.equal(cell_word(null), 'n/a');
    assert.deepEqual(matrix_totals(rows, 2), [['must', [3, 3]], ['canvas', [3, 0]]]);
});

test('CSV quotes what must be, and holds no formulas', () => {
    assert.equal(csv([['a,b', 'c"d', '=1+1', '-', 'x\ny'], ['@z', hostile[1]!]]), '"a,b","c""d",\'=1+1,\'-,"x\ny"\r\n\'@z,"<img src=x onerror=""window.hurt = 2"">"\r\n');
});
