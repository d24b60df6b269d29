// The console of `easel serve` in a browser, beside the bundled tool: launches by keyboard and by mouse, the score in the
// gradebook, calls as they come, a fault that strikes, the clock, a tool installed; no view breaks a rule of axe.
// EASEL_BINARY names the program.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { binary, end_all, go, hand_in, open_page, running, served, served_lti11, timeout, until_focused } from './desk_support.mjs';
import { folder, open_browser, unfold, violations } from './support.mjs';

let browser;
before(async () => {
    assert.ok(binary, 'EASEL_BINARY names the program');
    browser = await open_browser();
});
after(async () => browser?.close());
afterEach(end_all);

test('by mouse: launched in a frame, the calls beside, the score in the gradebook, its submission', { timeout }, async () => {
    const { address, desk, canvas } = await served();
    const { page, errors } = await open_page(browser, address);
    assert.equal(page.url(), `${desk}/`, 'the token does not stay in the address');
    await page.getByRole('combobox', { name: 'As' }).selectOption('ada');
    await page.getByRole('link', { name: 'Cells quiz', exact: true }).first().click();
    await page.waitForURL(`${canvas}/open?**`);
    const calls = page.frameLocator('iframe[name=calls]');
    await calls.locator('.hops [data-row]', { hasText: 'authorize' }).first().waitFor();
    await hand_in(page, '0.8');
    await calls.locator('.hops [data-row]', { hasText: 'scores' }).waitFor();
    await page.getByRole('link', { name: 'Back to the console' }).click();
    await page.getByRole('link', { name: 'Gradebook', exact: true }).click();
    await page.getByRole('link', { name: 'Cells quiz, ada: 8' }).click();
    await page.locator('[data-score]', { hasText: '8' }).waitFor();
    const main = page.locator('main');
    assert.match(await main.innerText(), /basic_lti_launch[\s\S]*Progress\s+Completed, FullyGraded/);
    await main.locator('.hops [data-row]', { hasText: 'scores' }).click();
    await page.locator('[data-tab=why]').click();
    await page.locator('.trail').getByText('ags/1.6').waitFor();
    await page.getByRole('link', { name: 'Open it as Grace Hopper' }).click();
    await page.frameLocator('iframe[name=tool_content]').getByRole('heading', { name: /Welcome, Grace/ }).waitFor();
    assert.deepEqual(errors, []);
});

test('by keyboard alone: a launch, and the calls that came of it', { timeout }, async () => {
    const { address, canvas, desk } = await served();
    const { page, errors } = await open_page(browser, address);
    await page.keyboard.press('j');
    await until_focused(page, 'j', 'a[href*="to=quiz1"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${canvas}/open?**`);
    const tool = page.frameLocator('iframe[name=tool_content]');
    await tool.getByRole('heading', { name: /Welcome/ }).waitFor();
    for (let i = 0; i < 40 && !(await tool.locator('input[name=fraction]').evaluate((field) => field === document.activeElement)); ++i) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const calls = page.frameLocator('iframe[name=calls]');
    await calls.locator('.hops [data-row]', { hasText: 'scores' }).waitFor();
    await go(page, desk, '#/traffic', 'Traffic');
    await page.locator('.hops [data-row]').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('score ada');
    await page.locator('[data-count]', { hasText: '1 of' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.pane').waitFor();
    await page.keyboard.press('4');
    await page.locator('.trail').waitFor();
    await page.keyboard.press('3');
    assert.match(await page.locator('.panel').innerText(), /"scoreGiven": 10/);
    await page.keyboard.press('Escape');
    await page.locator('.pane').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.locator('dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    assert.deepEqual(errors, []);
});

test('a tool of LTI 1.1 alone: launched in the frame, its score in the gradebook, its key among the tools', { timeout }, async () => {
    const { address, desk, canvas } = await served_lti11();
    const { page, errors } = await open_page(browser, address);
    await page.getByRole('combobox', { name: 'As' }).selectOption('ada');
    await page.getByRole('link', { name: 'Cells quiz', exact: true }).first().click();
    await page.waitForURL(`${canvas}/open?**`);
    await hand_in(page, '0.7');
    await page.frameLocator('iframe[name=calls]').locator('.hops [data-row]', { hasText: 'grade_passback' }).waitFor();
    await page.getByRole('link', { name: 'Back to the console' }).click();
    await page.getByRole('link', { name: 'Gradebook', exact: true }).click();
    await page.getByRole('link', { name: 'Cells quiz, ada: 7' }).click();
    await page.locator('[data-score]', { hasText: '7' }).waitFor();
    await go(page, desk, '#/tools', 'Tools');
    await page.getByText('What to tell the tool').click();
    await page.locator('.told', { hasText: 'old-key' }).waitFor();
    assert.equal(await page.getByText('a long secret of nobody').count(), 0);
    await go(page, desk, '#/traffic', 'Traffic');
    await page.locator('.hops [data-row]', { hasText: 'grade_passback' }).click();
    await page.locator('[data-tab=decoded]').click();
    await page.locator('.pane', { hasText: 'replaceResultRequest' }).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(errors, []);
});

test('a fault is planned, strikes while the traffic is watched, and is taken away', { timeout }, async () => {
    const { address, canvas, desk, api } = await served();
    const { page, context, errors } = await open_page(browser, address);
    await go(page, desk, '#/faults', 'Faults');
    await page.getByRole('combobox', { name: 'Become' }).selectOption('error');
    await page.getByRole('combobox', { name: 'Error' }).selectOption('attempts-exhausted');
    await page.getByLabel(/^Times/).fill('often');
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.locator('[role=alert]', { hasText: '/times' }).waitFor();
    await page.getByLabel(/^Times/).fill('2');
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.locator('[data-fault="1"]', { hasText: 'never' }).waitFor();
    await page.locator('[role=alert]').waitFor({ state: 'detached' });

    await go(page, desk, '#/traffic', 'Traffic');
    const other = await context.newPage();
    await other.goto(`${canvas}/open?user=ada&to=quiz1`);
    await hand_in(other, '1');
    await other.close();
    const row = page.locator('.hops tr', { hasText: 'attempts-exhausted' });
    await row.waitFor();
    assert.match(await row.innerText(), /422/);
    await row.locator('[data-row]').click();
    await page.locator('[data-tab=why]').click();
    await page.locator('.panel', { hasText: 'attempts-exhausted' }).waitFor();

    await page.keyboard.press('p');
    const before = await page.locator('[data-count]').innerText();
    await api('POST', '/worlds/default/clock', { advance: '1s' });
    await fetch(`${canvas}/api/lti/security/jwks`);
    await page.getByRole('button', { name: /Go on \(1 more\)/ }).waitFor();
    assert.equal(await page.locator('[data-count]').innerText(), before);
    await page.keyboard.press('p');
    await page.locator('[data-count]', { hasText: String(Number(before) + 1) }).waitFor();

    await go(page, desk, '#/faults', 'Faults');
    await page.locator('[data-fault="1"]', { hasText: '1×' }).getByRole('link', { name: /^call \d/ }).waitFor();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.locator('[data-fault="1"] td', { hasText: /^0$/ }).waitFor();
    assert.deepEqual((await api('GET', '/worlds/default/faults')).faults, []);
    assert.deepEqual(errors.filter((text) => !/400/.test(text)), []);
});

test('the clock moves, the world changes, and says what is wrong', { timeout }, async () => {
    const { address, desk, api } = await served('--clock', 'virtual:2026-03-01T10:00:00Z');
    const { page } = await open_page(browser, address);
    await go(page, desk, '#/clock', 'Clock');
    await page.locator('time', { hasText: '2026-03-01 10:00:00' }).waitFor();
    await page.getByRole('button', { name: '+5m' }).click();
    await page.locator('time', { hasText: '2026-03-01 10:05:00' }).waitFor();
    await page.getByLabel('To', { exact: true }).fill('2026-03-02T08:00:00Z');
    await page.getByRole('button', { name: 'Set' }).click();
    await page.locator('time', { hasText: '2026-03-02 08:00:00' }).waitFor();
    await page.getByRole('button', { name: 'Set' }).click();
    await page.getByLabel('To', { exact: true }).fill('yesterday');
    await page.getByRole('button', { name: 'Set' }).click();
    await page.locator('[role=alert]', { hasText: '/set' }).waitFor();

    await go(page, desk, '#/world', 'World');
    const source = page.getByLabel('Changes', { exact: true });
    await source.fill('courses:\n  bio101:\n    stat: completed\n');
    await page.getByRole('button', { name: 'Change the world' }).click();
    await page.locator('[role=alert]', { hasText: "body:3:5: unknown key 'stat'" }).waitFor();
    await page.getByRole('radio', { name: 'JSON' }).check();
    await source.fill('{"courses": {"bio101": {"stat": "completed"}}}');
    await page.getByRole('button', { name: 'Change the world' }).click();
    await page.locator('[role=alert]', { hasText: '/courses/bio101/stat' }).waitFor();
    await source.fill('{"courses": {"bio101": {"state": "completed"}}}');
    await page.getByRole('button', { name: 'Change the world' }).click();
    await page.locator('[role=alert]').waitFor({ state: 'detached' });
    for (const example of ['A course ends', 'Somebody joins', 'Two attempts, due soon', 'No throttling']) {
        await page.getByRole('button', { name: example }).click();
        await page.getByRole('button', { name: 'Change the world' }).click();
        await page.locator('.toast', { hasText: 'The world is changed' }).waitFor();
        await page.locator('.toast').waitFor({ state: 'detached' });
        assert.equal(await page.locator('[role=alert]').count(), 0, example);
    }
    const bio = async () => (await api('GET', '/worlds/default')).world.courses.find((course) => course.name === 'bio101').state;
    assert.equal(await bio(), 'completed');
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.locator('.toast', { hasText: 'as it was created' }).waitFor();
    assert.equal(await bio(), 'available');
});

test('a tool is installed, switched off and on, and taken away', { timeout }, async () => {
    const { address, desk, tool, api } = await served();
    const { page } = await open_page(browser, address);
    await go(page, desk, '#/tools', 'Tools');
    await page.getByRole('tab', { name: "Developer key's JSON" }).click();
    const document_ = {
        title: '<img src=x onerror=alert(1)>', description: 'd', target_link_uri: `${tool}/launch`, oidc_initiation_url: `${tool}/login`, public_jwk_url: `${tool}/jwks.json`, scopes: [],
        extensions: [{ platform: 'canvas.instructure.com', privacy_level: 'public', settings: { placements: [{ placement: 'course_navigation', message_type: 'LtiResourceLinkRequest' }] } }],
    };
    const field = page.getByLabel('Configuration', { exact: true });
    await field.fill(JSON.stringify({ ...document_, oidc_initiation_url: undefined }));
    await page.getByRole('combobox', { name: 'Where' }).selectOption('course bio101');
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    await page.locator('[role=alert]', { hasText: '/configuration' }).waitFor();
    await field.fill(JSON.stringify(document_));
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    const part = page.locator('[data-tool]', { hasText: '<img src=x onerror=alert(1)>' });
    await part.waitFor();
    assert.equal(await page.locator('main img').count(), 0);
    await part.getByText('Settings', { exact: true }).click();
    await part.getByLabel('The key is on').uncheck();
    await part.getByRole('button', { name: 'Save' }).click();
    await part.getByRole('button', { name: /^Switch on/ }).click();
    await part.getByRole('button', { name: /^Switch on/ }).waitFor({ state: 'detached' });
    await part.getByText('What to tell the tool').click();
    await part.getByText('LTI_CLIENT_ID').waitFor();
    await part.getByRole('button', { name: /^Delete/ }).click();
    await part.waitFor({ state: 'detached' });
    assert.deepEqual((await api('GET', '/worlds/default/tools')).tools.map((one) => one.name), ['tool']);

    await page.getByRole('tab', { name: 'LTI 1.1' }).click();
    for (const [label, text] of [['Title', 'Old quizzes'], ['Consumer key', 'key-1'], ['Shared secret', 's3cret'], ['Launch URL', `${tool}/lti11`]]) await page.getByLabel(label, { exact: true }).fill(text);
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    const old = page.locator('[data-tool]', { hasText: 'Old quizzes' });
    await old.getByText('What to tell the tool').click();
    await old.getByText('key-1').waitFor();
    assert.equal((await page.locator('main').innerText()).includes('s3cret'), false);
    await old.getByText('Settings', { exact: true }).click();
    await old.getByRole('combobox', { name: 'Privacy level' }).selectOption('anonymous');
    await old.getByRole('button', { name: 'Save' }).click();
    await old.getByText(', anonymous').waitFor();

    await page.getByRole('tab', { name: 'It registers itself' }).click();
    await page.getByLabel(/^Registration URL/).fill(`${tool}/register`);
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.locator('iframe[name=tool_registration]').waitFor();
    for (let i = 0; i < 100 && !(await api('GET', '/worlds/default/registrations')).registrations.length; ++i) await page.waitForTimeout(50);
    await go(page, desk, '#/tools', 'Tools');
    await page.locator('[data-tool]', { hasText: 'registered itself' }).getByRole('button', { name: /^Switch on/ }).click();
    await page.getByRole('button', { name: /^Switch on/ }).waitFor({ state: 'detached' });
});

test('what a tool sends is only text, and a page of its own runs nothing', { timeout }, async () => {
    const { address, desk, api } = await served();
    const { page, errors } = await open_page(browser, address);
    let dialogs = 0;
    page.on('dialog', () => { ++dialogs; });
    const hostile = '<img src=x onerror="alert(1)"><script>alert(2); parent.postMessage("ran", "*")</script><a href="javascript:alert(3)">x</a>';
    const [item] = (await api('GET', '/worlds/default/line_items?assignment=quiz1')).line_items;
    const { access_token } = await api('POST', '/worlds/default/tokens');
    const ada = (await api('GET', '/worlds/default')).world.users.find((user) => user.name === 'ada');
    const { now } = await api('GET', '/worlds/default/clock');
    const post = async (data, type) => {
        const answer = await fetch(`${item.url}/scores`, {
            method: 'POST', headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/vnd.ims.lis.v1.score+json' },
            body: JSON.stringify({
                userId: ada.lti_id, scoreGiven: 3, scoreMaximum: 10, activityProgress: 'Completed', gradingProgress: 'FullyGraded', timestamp: now, comment: hostile,
                'https://canvas.instructure.com/lti/submission': { submission_type: type, submission_data: data },
            }),
        });
        assert.equal(answer.status, 200, await answer.text());
    };
    await post(hostile, 'online_text_entry');
    await go(page, desk, '#/gradebook', 'Gradebook');
    await page.evaluate(() => addEventListener('message', () => { window.ran = true; }));
    await page.getByRole('link', { name: 'Cells quiz, ada: 3' }).click();
    await page.locator('.comments', { hasText: 'onerror' }).waitFor();
    await page.getByRole('button', { name: 'Show it in a sealed frame' }).click();
    await page.frameLocator('iframe.sealed').locator('img').waitFor({ state: 'attached' });
    await page.locator('.hops [data-row]').first().click();
    await page.locator('.pane').waitFor();
    assert.equal(await page.evaluate(() => document.querySelectorAll('main img, main script, main a[href^="javascript"]').length), 0);
    await post('javascript:alert(4)', 'online_url');
    await page.locator('main', { hasText: 'javascript:alert(4)' }).waitFor();
    assert.equal(await page.evaluate(() => document.querySelectorAll('main a[href^="javascript"]').length), 0);
    assert.deepEqual([dialogs, await page.evaluate(() => window.ran)], [0, undefined]);
    assert.deepEqual(errors.filter((text) => !/sandboxed|Blocked script|img-src/.test(text)), []);
});

test('3,000 calls in a burst: the page follows, keeps the latest 2,000 and shows some', { timeout }, async () => {
    const { address, canvas, desk } = await served();
    const { page, errors } = await open_page(browser, address);
    await go(page, desk, '#/traffic', 'Traffic');
    const begin = Date.now();
    for (let i = 0; i < 60; ++i) await Promise.all(Array.from({ length: 50 }, () => fetch(`${canvas}/api/lti/security/jwks`).then((answer) => answer.arrayBuffer())));
    const sent = Date.now() - begin;
    await page.locator('.hops [data-row][id="call-3000"]').waitFor();
    const behind = Date.now() - begin - sent;
    assert.equal(await page.locator('[data-count]').innerText(), '2000');
    assert.equal(await page.locator('.hops [data-row]').count(), 200);
    assert.match(await page.locator('main').innerText(), /1000 older calls are forgotten/);
    assert.ok(behind < 5000, `it was ${behind} ms behind`);
    await page.getByRole('button', { name: 'Show 200 more' }).click();
    assert.equal(await page.locator('.hops [data-row]').count(), 400);
    await page.reload(); // the server keeps as many, and tells them again
    await page.locator('.hops [data-row][id="call-3000"]').waitFor();
    await page.locator('[data-count]', { hasText: /^2000$/ }).waitFor();
    await page.getByText('1000 older calls are forgotten').waitFor();
    assert.deepEqual(errors, []);
    console.log(`      ${sent} ms to send, ${behind} ms behind`);
});

test('what others change shows; a hidden tab listens to nothing; who found no place asks again', { timeout }, async () => {
    const { address, canvas, desk, api } = await served();
    const { page, context, errors } = await open_page(browser, address);
    await go(page, desk, '#/faults', 'Faults');
    await api('POST', '/worlds/default/faults', { call: 'score', status: 503 });
    await page.locator('main', { hasText: '503' }).waitFor();
    await api('POST', '/worlds', { name: 'second' });
    await page.getByRole('combobox', { name: 'World' }).waitFor();
    // As a browser does it with tabs in the background.
    const show = (state) => page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
    }, state);
    await go(page, desk, '#/traffic', 'Traffic');
    await page.evaluate(() => {
        window.streams_closed = 0;
        const { close } = EventSource.prototype;
        EventSource.prototype.close = function () { ++window.streams_closed; close.call(this); };
    });
    await show('hidden');
    assert.equal(await page.evaluate(() => window.streams_closed), 1);
    await fetch(`${canvas}/api/lti/security/jwks`);
    await show('visible');
    await page.locator('.hops [data-row]').first().waitFor();
    // Every place is taken when the page looks again.
    const others = [];
    await show('hidden');
    const token = readFileSync(join(folder, `token-${new URL(canvas).port}`), 'utf8').trim();
    for (let i = 0; i < 33; ++i) {
        const stop = new AbortController();
        const answer = await fetch(`${desk}/easel/v1/worlds/default/traffic/events`, { headers: { Authorization: `Bearer ${token}` }, signal: stop.signal });
        others.push(stop);
        if (answer.status === 503) break;
    }
    await show('visible');
    const notice = page.locator('[role=alert]', { hasText: 'tried again' });
    await notice.waitFor();
    for (const stop of others) stop.abort();
    await notice.waitFor({ state: 'detached', timeout: 90_000 }); // the server notices those who went when it next sends
    await fetch(`${canvas}/api/lti/security/jwks`);
    await page.locator('.hops [data-row]').nth(1).waitFor();
    assert.deepEqual(errors.filter((text) => !/503/.test(text)), []);
    await context.close();
});

test('several worlds: the one that is chosen stays in the address', { timeout }, async () => {
    const { address, desk, api } = await served();
    await api('POST', '/worlds', { name: 'winter', world: { courses: { bio101: { title: 'Winter Biology' } } } });
    const { page } = await open_page(browser, address);
    await page.getByRole('combobox', { name: 'World' }).selectOption('winter');
    await page.getByRole('heading', { name: /Winter Biology/ }).waitFor();
    await page.getByRole('combobox', { name: 'As' }).selectOption('grace');
    await page.getByRole('link', { name: 'Gradebook', exact: true }).click();
    await page.locator('main h1', { hasText: 'Gradebook' }).waitFor();
    assert.match(page.url(), /#\/gradebook\?world=winter&as=grace$/);
    await page.reload();
    await page.getByRole('heading', { name: /Winter Biology/ }).waitFor();
    assert.equal(page.url().startsWith(desk), true);
    await page.getByRole('link', { name: 'Courses', exact: true }).click();
    const launch = new URL(await page.getByRole('link', { name: 'Cells quiz', exact: true }).first().getAttribute('href'));
    assert.deepEqual([launch.searchParams.get('world'), launch.searchParams.get('user')], ['winter', 'grace']);
});

test('a world that is reset or taken away, and a Canvas that ends, are noticed', { timeout }, async () => {
    const { address, canvas, desk, api } = await served();
    await api('POST', '/worlds', { name: 'winter', world: { courses: { bio101: { title: 'Winter Biology' } } } });
    const { page, context } = await open_page(browser, address);
    const other = await context.newPage();
    await go(other, desk, '#/courses?world=winter', 'Courses');
    await other.getByRole('heading', { name: /Winter Biology/ }).waitFor();
    await go(page, desk, '#/traffic', 'Traffic');
    await fetch(`${canvas}/api/lti/security/jwks`);
    await page.locator('.hops [data-row]').waitFor();
    await api('POST', '/worlds/default/reset');
    await page.getByText('Nobody has called yet').waitFor();
    await fetch(`${canvas}/api/lti/security/jwks`);
    await page.locator('.hops [data-row]').waitFor();
    await api('DELETE', '/worlds/winter');
    await other.getByRole('heading', { name: /Biology for Beginners/ }).waitFor();
    for (const process_ of running) {
        process_.removeAllListeners('exit');
        process_.kill('SIGTERM');
    }
    await page.locator('[role=alert]', { hasText: 'Nobody answers' }).waitFor();
});

for (const scheme of ['light', 'dark']) {
    test(`no rule of axe is broken, and nothing is wider than 320 pixels, ${scheme}`, { timeout }, async () => {
        const { address, canvas, desk, api } = await served();
        const { page, context } = await open_page(browser, address, { colorScheme: scheme });
        const shots = process.env.EASEL_SHOTS;
        if (shots) mkdirSync(shots, { recursive: true });
        const look = async (name) => {
            if (shots) await page.screenshot({ path: join(shots, `${name}-${scheme}.png`) });
            assert.deepEqual(await violations(page), [], name);
        };
        await api('POST', '/worlds/default/faults', { call: 'score', status: 503, after: 2, times: 'always', label: 'down' });
        await page.goto(`${canvas}/open?user=ada&to=quiz1&calls=1`);
        await hand_in(page, '0.8');
        await page.frameLocator('iframe[name=calls]').locator('.hops [data-row]', { hasText: 'scores' }).waitFor();
        await look('launch');
        await api('PATCH', '/worlds/default', { courses: { bio101: { assignments: { quiz1: { attempts: 1 } } } } });
        await page.reload();
        await hand_in(page, '0.9');
        await page.frameLocator('iframe[name=calls]').locator('.hops tr', { hasText: '422' }).waitFor();
        const views = [
            ['courses', '#/courses?as=ada', 'Courses'], ['gradebook', '#/gradebook?as=ada', 'Gradebook'], ['traffic', '#/traffic?as=ada', 'Traffic'], ['faults', '#/faults?as=ada', 'Faults'],
            ['clock', '#/clock?as=ada', 'Clock'], ['world', '#/world?as=ada', 'World'], ['tools', '#/tools?as=ada', 'Tools'],
        ];
        for (const [name, hash, title] of views) {
            await go(page, desk, hash, title);
            if (name === 'gradebook') await page.locator('.grades').first().waitFor();
            if (name === 'faults') await page.locator('[data-fault]').waitFor();
            if (name === 'tools') {
                await page.locator('[data-tool]').first().waitFor();
                await page.getByText('What to tell the tool').first().click();
                await page.getByText('LTI_JWKS_URL').waitFor();
            }
            if (name === 'clock') await page.locator('.now').waitFor();
            if (name === 'traffic') {
                await page.locator('.hops tr', { hasText: '422' }).locator('[data-row]').click();
                await page.locator('.pane .remark', { hasText: /Refused, because of: .* ags/ }).waitFor();
                await page.locator('[data-tab=decoded]').click();
                await page.locator('.jwt').first().waitFor();
                await look('decoded');
                await page.locator('[data-tab=why]').click();
                await page.locator('.trail').waitFor();
            }
            await look(name);
            if (name === 'courses' || name === 'world') {
                await unfold(page);
                assert.deepEqual(await violations(page), [], `${name}, unfolded`);
            }
        }
        await go(page, desk, '#/gradebook?as=ada', 'Gradebook');
        await page.getByRole('link', { name: 'Cells quiz, ada: 8' }).click();
        await page.locator('[data-score]').waitFor();
        await page.locator('.hops tr', { hasText: '422' }).waitFor();
        await look('submission');
        const here = new URL(page.url()).hash;
        await page.keyboard.press('?');
        await look('help');
        await page.keyboard.press('Escape');

        const small = await context.newPage();
        await small.setViewportSize({ width: 320, height: 640 });
        for (const [name, hash, title] of [...views, ['submission', here, 'Cells quiz']]) {
            await go(small, desk, hash, title);
            await small.waitForTimeout(150);
            await unfold(small);
            const wide = await small.evaluate(() => document.documentElement.scrollWidth);
            assert.ok(wide <= 320, `${name} is ${wide} pixels wide`);
        }
    });
}
