/** Every text of the pages. Ids and protocol words are not translated. */
import type { Change, Outcome } from './model.ts';
import type { Party } from './types.ts';

export const party_name: Record<Party, string> = {
    browser: 'Browser',
    tool: 'Your tool',
    platform: 'Canvas mock',
    probe: 'Probe',
};

export const outcome_word: Record<Outcome, string> = {
    passed: 'passed',
    failed: 'failed',
    warned: 'warned',
    informed: 'informed',
    inconclusive: 'inconclusive',
    skipped: 'skipped',
    error: 'error',
    expected: 'expected failure',
    flaky: 'flaky',
};

export const outcome_glyph: Record<Outcome, string> = {
    passed: '✓',
    failed: '✗',
    warned: '!',
    informed: 'i',
    inconclusive: '?',
    skipped: '–',
    error: '⚠',
    expected: '±',
    flaky: '~',
};

export const change_word: Record<Change, string> = {
    new: 'new failures',
    fixed: 'fixed',
    other: 'changed',
    same: 'same',
    joined: 'new cases',
    gone: 'gone',
};

export const headline_glyph: Record<string, string> = {
    'CONFORMANT': '✓',
    'CONFORMANT WITH ADVICE': '!',
    'NOT CONFORMANT': '✗',
    'NOTHING JUDGED': '?',
};

export const reaction_word: Record<string, string> = {
    'stopped': 'stopped',
    'backed-off': 'backed off',
    'retried-once': 'retried once',
    'retried-blindly': 'retried blindly',
};

export const reaction_sense: Record<string, string> = {
    'stopped': 'After the refusal your tool left it at that.',
    'backed-off': 'Your tool waited before it asked again.',
    'retried-once': 'Your tool asked once more.',
    'retried-blindly': 'Your tool asked again and again, although nothing had changed.',
};

const n = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const product = 'Easel';
export const report_title = 'LTI conformance';
export const skip_failures = 'Skip to failures';
export const skip_content = 'Skip to the content';
export const skip_filter = 'Skip to filter';
export const nav_label = 'Views';
export const nav = { overview: 'Overview', req: 'Requirements', matrix: 'Matrix', diff: 'Compare', run: 'Run' };
export const filter_label = 'Filter cases';
export const filter_placeholder = 'Filter: s:failed @ags !late …';
export const help = 'Help';
export const help_title = 'Keys and filters';
export const theme = 'Theme';
export const theme_names = { auto: 'as the system', light: 'light', dark: 'dark' } as Record<string, string>;
export const theme_is = (name: string): string => `Theme: ${name}`;
export const close = 'Close';
export const no_data = 'The data of this report cannot be read.';
export const no_gzip = 'This browser cannot unpack the data of this report (it lacks DecompressionStream). What failed is listed below.';
export const broken_view = 'This part of the report cannot be shown.';
export const unknown_address = 'Nothing has this address.';
export const unknown_case = (id: string): string => `This run has no case ${id}.`;
export const to_overview = 'To the overview';

export const target = 'Target';
export const seed = 'seed';
export const clock = 'clock';
export const of_stage_time = 'of stage time';
export const cases = (count: number): string => n(count, 'case', 'cases');
export const hops = (count: number): string => n(count, 'hop', 'hops');
export const canvas_profile = 'Canvas';
export const partial = 'The run ended early; nothing further was judged.';
export const shard = (shard: string, selected: number): string => `Part ${shard} of ${selected} selected cases`;
export const level_failed = (level: string, count: number): string => `${level} ${count} failed`;
export const fact_level = 'Canvas fact';
export const headline_without = 'RESULT';

export const setup = 'Setup';
export const setup_ok = (count: number): string => n(count, 'check passed', 'checks passed');
export const setup_bad = (count: number): string => n(count, 'problem', 'problems');
export const setup_caption = 'What was looked at before the first case';

export const failures = 'Failures';
export const no_failures = 'Nothing failed.';
export const errors = 'Errors of the harness or its surroundings';
export const inconclusive = 'Inconclusive';
export const advisory = 'Not met, advisory';
export const new_failures = 'New since the earlier run';
export const fixed = 'Fixed since the earlier run';
export const expected_failures = 'Expected failures';
export const flaky = 'Flaky';
export const skipped = 'Not applicable, or not judged';
export const groups = 'All cases by area';
export const forged = 'accepted a forged launch';
export const unexpected_pass = 'unexpected pass';
export const unexpected_sentence = 'The expected-failures file foresees trouble here: remove this entry.';
export const same_cause = 'same cause';
export const show_all = (count: number): string => `Show all ${count}`;
export const expand_all = 'Expand all';
export const collapse_all = 'Collapse all';
export const copy_list = 'Copy list';
export const list_copied = 'List copied.';
export const all_cases = 'all cases';
export const passed_of = (passed: number, all: number): string => `${passed} of ${all} passed`;
export const view_as_list = 'as a list';

export const filtered = 'Cases';
export const matching = (count: number, all: number): string => `${count} of ${n(all, 'case', 'cases')}`;
export const no_match = 'No case matches this filter.';
export const clear_filter = 'Clear the filter';
export const list_caption = 'Cases that match the filter, the gravest first';
export const more_rows = (count: number): string => `Show ${count} more`;
export const column = { status: 'Status', level: 'Level', case: 'Case', cause: 'First cause', time: 'Stage time', hops: 'Hops' };

export const previous_failure = 'previous failure';
export const next_failure = 'next failure';
export const position = (at: number, of: number): string => `${at} of ${of}`;
export const not_among = (of: number): string => n(of, 'failure', 'failures');
export const contents = 'Contents';
export const sections = {
    verdict: 'Verdict',
    checks: 'Checks',
    steps: 'Steps',
    timeline: 'Timeline',
    hops: 'Hops',
    source: 'Scenario',
    requirement: 'Requirement',
    replay: 'Replay',
    turns: 'Other turns',
};
export const first_cause = 'First cause';
export const passed_card = 'All checks of this case hold.';
export const required = 'Required';
export const observed = 'Observed';
export const required_by = 'Required by';
export const observed_at = 'Seen in';
export const your_tool_did = 'Your tool';
export const canvas_did = 'Canvas mock';
export const hop = (number: number): string => `hop ${number}`;
export const more_checks = (count: number): string => `and ${n(count, 'more check', 'more checks')} that did not hold`;
export const more_hops = (count: number): string => `and ${count} more`;
export const reaction = 'Reaction';
export const likely = 'Likely';
/** What a reaction gives away about the tool, where it does. */
export const reaction_likely: Record<string, string> = {
    'retried-blindly': 'the retry loop does not tell permanent (4xx) from transient failures',
};
export const reaction_others = 'The others would be: ';
export const near_miss = 'Nearest';
export const try_this = 'Try';
export const evidence = 'Evidence';
export const reason = 'Not judged, because';
export const expected_because = 'Expected, because';
export const show_rest = (count: number): string => `Show ${count} more characters`;
export const copy_replay = 'Copy replay command';
export const copy_curl = (number: number): string => `Copy as cURL (hop ${number})`;
export const copy_prompt = 'Copy prompt';
export const copy_link = 'Copy link';
export const copied = (what: string): string => `${what}: copied.`;
export const copied_short = 'copied';
export const copy_denied = 'The browser does not allow copying. The text is selected: copy it with the keyboard.';
export const copy_field = 'Text to copy';
export const address = 'link';
export const list_of_checks = 'What was looked at';
export const check_caption = 'Checks of this case';
export const step_caption = 'Steps of this case';
export const step = 'Step';
export const verb = 'Verb';
export const state = 'State';
export const place = 'Place';
export const exchanges = 'Hops';
export const faults = 'Planned trouble';

export const timeline_label = (count: number, parties: string): string =>
    `Sequence of ${n(count, 'exchange', 'exchanges')} between ${parties}. The table of hops says the same in words.`;
export const since_start = 'since start';
export const stage_clock = 'stage clock';
export const passes = (text: string): string => `${text} pass`;

export const hop_caption = 'Exchanges in the order of time; arrows go from who asked to who answered';
export const hop_columns = { n: '#', time: 'Time', what: 'Exchange', from_to: 'From → to', status: 'Status', note: 'Note' };
export const only_tool = 'only from or to your tool';
export const only_blamed = 'only of failed checks';
export const no_hops = 'Nothing was sent.';
export const no_hops_left = 'No hop is left by these choices.';
export const hops_left = (count: number, all: number): string => `${count} of ${n(all, 'hop', 'hops')}`;
export const clock_moves = (text: string): string => `the clock moves ${text}`;
export const rule = 'rule';
export const same_as = (number: number): string => `same as hop ${number}`;
export const fault = 'fault';
export const no_answer = 'no answer';
export const elsewhere = 'elsewhere';

export const hop_title = (number: number, from: string, to: string): string => `Hop ${number} · ${from} → ${to}`;
export const tabs = { request: 'Request', response: 'Response', decoded: 'Decoded', why: 'Why', diff: 'Diff', raw: 'Raw' };
export const answered_after = (text: string): string => `answered after ${text}`;
export const tabs_label = 'Parts of this exchange';
export const lines_only = 'Passing cases keep their lines only. Run with --trace on to keep what was said, or look into result.json.';
export const headers = 'Headers';
export const header_name = 'Name';
export const header_value = 'Value';
export const no_headers = 'No headers.';
export const body = 'Body';
export const no_body = 'No body.';
export const bytes = (count: number): string => n(count, 'byte', 'bytes');
export const cut = (kept: number, all: number): string => `Cut: ${kept} of ${all} bytes were kept.`;
export const binary = 'No text; shown as bytes.';
export const preview = 'Show the page in a sealed frame';
export const hide_preview = 'Hide the page';
export const preview_title = (number: number): string => `Page of hop ${number}, without scripts`;
export const sent_by = (who: string): string => `${who} sent`;
export const from_request = 'In the request';
export const from_response = 'In the answer';
export const nothing_decoded = 'There is nothing to decode here.';
export const query = 'Query';
export const form = 'Form';
export const page_form = 'Form that the page posts';
export const links = 'Link header';
export const relation = 'Relation';
export const link_address = 'Address';
export const name = 'Name';
export const value = 'Value';
export const jwt = (name: string): string => `JWT in ${name}`;
export const jwt_header = 'Header';
export const jwt_claims = 'Claims';
export const claim = 'Claim';
export const compared_with = (number: number): string => `Against hop ${number}`;
export const row_state = { same: '= same', changed: '≠ other', added: '+ extra', removed: '− missing' };
export const expired = 'expired';
export const not_yet = 'in the future';
export const unsigned = (alg: string): string => `There is no signature; alg is ${alg || 'not given'}.`;
export const signed = (alg: string, kid: string | null): string => `Signed with ${alg || 'no algorithm'}, ${kid === null ? 'no kid' : `kid ${kid}`}.`;
export const signature_checks = 'What the Canvas mock found:';
export const signature_of_tool = 'Whether it was verified is up to who received it.';
export const oauth_base = 'Signature base string';
export const oauth_note = 'Made of method, address and sorted parameters of this hop; origins stand as {tool} and {platform}.';
export const oauth_params = 'Parameters, as they are signed';
export const oauth_method = 'Method';
export const oauth_signature = 'Signature sent';
export const pox = 'POX envelope';
export const operation = 'Operation';
export const xml = 'XML';
export const json = 'JSON';
export const why_intro = 'What the Canvas mock looked at, in the order of Canvas:';
export const why_result = (status: number): string => `Answer: ${status}.`;
export const why_decides = (id: string): string => `${id} decides.`;
export const why_fault = 'A planned fault replaced or disturbed this answer:';
export const why_tool = 'Your tool answered. What it looked at cannot be seen from outside.';
export const why_none = 'Nothing was looked at for this exchange.';
export const why_error = 'No answer came:';
export const held = 'holds';
export const held_not = 'does not hold';
export const diff_against = 'Compare with';
export const diff_request = 'Request';
export const diff_response = 'Answer';
export const diff_none = 'This case has no other hop to compare with.';
export const diff_same = 'No difference.';
export const diff_unchanged = (count: number): string => n(count, 'part is the same', 'parts are the same');
export const diff_sections = { start: 'First line', query: 'Query', headers: 'Headers', body: 'Body', claims: 'Claims', text: 'Body' } as Record<string, string>;
export const diff_columns = { path: 'Part', state: 'State' };
export const diff_kinds = { same: '=', changed: '≠ changed', added: '+ added', removed: '− gone' } as Record<string, string>;
export const diff_long = 'Too long to compare line by line.';
export const diff_option = (number: number, what: string): string => `hop ${number}: ${what}`;
export const raw_request = 'Request as sent';
export const raw_response = 'Answer as sent';
export const copy_raw = 'Copy request';

export const source_missing = 'The report does not hold this file.';
export const source_line = (line: number): string => `line ${line}`;
export const requirement_source = 'Source';
export const requirement_other = (count: number): string => n(count, 'case speaks for it', 'cases speak for it');
export const requirement_unknown = 'The report does not hold its text.';
export const fact = 'Canvas fact';
export const replay_intro = 'Plays this case again with the same seed, clock, world and planned trouble:';
export const replay_new = 'Made anew in a replay:';
export const replay_faults = 'Planned trouble:';
export const turn = (at: number): string => `Turn ${at}`;
export const turns_intro = (turns: number): string => `The case was played ${n(turns, 'time', 'times')}; these turns ended otherwise:`;

export const req_title = 'Requirement coverage';
export const req_intro = (covered: number, all: number): string => `${covered} of ${n(all, 'requirement', 'requirements')} named by a case hold in every case that was judged.`;
export const req_caption = (area: string): string => `Requirements of the area ${area}`;
export const req_columns = { id: 'Requirement', level: 'Level', text: 'What it asks', verdict: 'Verdict', cases: 'Cases' };
export const req_none = 'This report names no requirements.';
export const req_facts = 'Facts of Canvas';
export const req_facts_intro = 'Cases without a requirement check the Canvas mock itself.';

export const matrix_title = 'Matrix';
export const matrix_none = 'This report holds one run only. Several runs side by side: easel report html RESULT RESULT …';
export const matrix_caption = 'Cases by run; a cell says what the tool did';
export const matrix_all = 'all';
export const matrix_differing = 'only differing';
export const matrix_failing = 'only failing';
export const matrix_totals = (level: string): string => `failed, ${level}`;
export const matrix_rows = (count: number, all: number): string => `${count} of ${n(all, 'case', 'cases')}`;
export const accepted = 'accepted';
export const absent = 'n/a';
export const csv = 'CSV';
export const csv_file = 'easel-matrix.csv';

export const diff_title = 'Compare';
export const compare_none = 'This report holds no earlier run. Compare with one: easel report html RESULT --compare FILE';
export const compare_from_to = (before: string, now: string): string => `From ${before} to ${now}`;
export const compare_same = (count: number): string => n(count, 'case is the same', 'cases are the same');
export const was = 'Was';
export const is_now = 'Is now';
export const compare_caption = (what: string): string => `Cases: ${what}`;
export const gone = 'Only in the earlier run';
export const this_run = 'this run';

export const run_title = 'Run';
export const run_facts = 'What was run';
export const run_caption = 'How the run was set up';
export const run_rows = {
    harness: 'Easel',
    target: 'Tool',
    tool_file: 'Tool file',
    canvas: 'Canvas',
    seed: 'Seed',
    clock: 'Clock',
    start: 'Start of the stage',
    duration: 'Stage time',
    level: 'Fails from level',
    shard: 'Part',
    selected: 'Selected cases',
    interrupted: 'Ended early',
    config: 'Configuration (SHA-256)',
    scenarios: 'Scenarios (SHA-256)',
    vars: 'Variables',
};
export const yes = 'yes';
export const no = 'no';
export const timings = 'Longest cases';
export const timings_intro = 'Stage time; under a virtual clock waiting takes none of yours.';
export const timings_label = 'Cases by how long they took on the stage, from when they began';
export const timings_caption = 'The longest cases';
export const began = 'Began';
export const took = 'Took';
export const tool_text = 'Tool file, secrets redacted';
export const worlds = 'World files';
export const summary = 'Counts';

export const keys_title = 'Keys';
export const keys_caption = 'Keys and what they do';
export const key = 'Key';
export const does = 'Does';
export const single_keys = 'Single-letter keys';
export const single_keys_hint = 'Off: only ?, Enter, Esc and the arrows of lists and tabs remain.';
export const filters_title = 'Filters';
export const filters_caption = 'Words of the filter';
export const filter_word = 'Word';
export const filter_help = [
    ['s:failed', 'state: failed, error, warned, informed, inconclusive, flaky, expected, skipped, passed'],
    ['l:must', 'level: must, canvas, should, may (or info), fact'],
    ['r:LAUNCH', 'requirement or fact, or what lies below it; r:=ags/5.2 that one alone'],
    ['g:launch', 'group, or what lies below it'],
    ['t:>2s', 'stage time: <, <=, >, >=; ms, s, m, h'],
    ['hop:422', 'any exchange with this status; also 4xx, a method, or a kind such as score'],
    ['in:aud=x', 'any message with this claim, field or member; in:aud alone asks that it is there'],
    ['is:failure', 'what fails the run; also danger, unexpected, flaky, and against an earlier run new, fixed, other, same, joined'],
    ['cause:retry', 'words of the first cause'],
    ['@ags', 'tag'],
    ['"two words"', 'text in id, title, purpose or cause'],
    ['!word', 'not; commas within s:, l:, r:, g:, hop:, is: mean or'],
] as [string, string][];
export const key_help = [
    ['?', 'this panel'],
    ['/ or s', 'to the filter; Esc leaves it'],
    ['j k, ↓ ↑', 'next, previous row'],
    ['g G', 'first, last row'],
    ['n N', 'next, previous failure'],
    ['Enter or o', 'open the row'],
    ['Esc or u', 'up'],
    ['[ ]', 'move between contents, hops and pane'],
    ['1 … 6', 'tabs of the hop'],
    ['f p a', 'show failed, passed, all'],
    ['c', 'copy the hop as cURL'],
    ['y', 'copy the link'],
    ['P', 'copy the prompt'],
    ['r or R', 'copy the replay command'],
    ['t', 'theme'],
] as [string, string][];
