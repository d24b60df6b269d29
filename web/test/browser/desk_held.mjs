// Breakpoints in the console of `easel serve`: answers held, edited and sent by mouse and by keyboard, drafts that stay, answers that
// go while they are edited, a launch with other claims; no rule of axe is broken. EASEL_BINARY names the program.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { binary, end_all, go, hand_in, open_page, served, timeout, until_focused } from './desk_support.mjs';
import { open_browser, unfold, violations } from './support.mjs';

let browser;
before(async () => {
    assert.ok(binary, 'EASEL_BINARY names the program');
    browser = await open_browser();
});
after(async () => browser?.close());
afterEach(end_all);

/** Canvas with calls held, and scores that are posted as the tool posts them; `score` answers when Canvas does. */
async function holding(breaks, ...more) {
    const easel = await served(...more);
    const { api } = easel;
    const [item] = (await api('GET', '/worlds/default/line_items?assignment=quiz1')).line_items;
    const { access_token } = await api('POST', '/worlds/default/tokens');
    const ada = (await api('GET', '/worlds/default')).world.users.find((user) => user.name === 'ada');
    const score = async (given, more_of_it = {}) => {
        const { now } = await api('GET', '/worlds/default/clock');
        const answer = await fetch(`${item.url}/scores`, {
            method: 'POST', headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/vnd.ims.lis.v1.score+json' },
            body: JSON.stringify({ userId: ada.lti_id, scoreGiven: given, scoreMaximum: 10, activityProgress: 'Completed', gradingProgress: 'FullyGraded', timestamp: now, ...more_of_it }),
        });
        return { status: answer.status, text: await answer.text(), header: (name) => answer.headers.get(name) };
    };
    if (breaks) await api('POST', '/worlds/default/breaks', breaks);
    const numbers = async () => (await api('GET', '/worlds/default/held')).held.map((one) => one.number);
    return { ...easel, score, numbers };
}

const held_part = (page, number) => page.locator(`[data-held${number === undefined ? '' : `="${number}"`}]`);
const row = (page, number) => page.locator('.held-list [data-row]', { hasText: new RegExp(`^${number} `) });
const focused = (page, selector) => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

test('by mouse: a call is chosen, its answer held, read, and sent as a documented error', { timeout }, async () => {
    const { address, desk, api, score } = await holding();
    const { page, errors } = await open_page(browser, address);
    await page.getByRole('link', { name: 'Breakpoints', exact: true }).click();
    await page.getByText('No answer is held.').waitFor();
    await page.getByRole('checkbox', { name: 'score', exact: true }).check();
    await page.getByRole('checkbox', { name: 'token', exact: true }).check();
    await page.getByText('Further calls').click();
    await page.getByRole('checkbox', { name: 'jwks', exact: true }).check();
    await page.getByText('Further calls (1)').waitFor();
    await page.locator('.toast', { hasText: /(?=.*score)(?=.*token)(?=.*jwks)/ }).waitFor();
    await page.getByRole('checkbox', { name: 'jwks', exact: true }).uncheck();
    await page.getByRole('checkbox', { name: 'token', exact: true }).uncheck();
    await page.locator('.toast', { hasText: /Held from now on: score\.$/ }).waitFor();
    await page.getByLabel(/^Patience/).fill('soon');
    await page.getByRole('button', { name: 'Set' }).click();
    await page.locator('[role=alert]', { hasText: '/patience' }).waitFor();
    await page.getByLabel(/^Patience/).fill('2m');
    await page.getByRole('button', { name: 'Set' }).click();
    await page.locator('.toast', { hasText: 'held for 2m' }).waitFor();
    assert.equal(await page.locator('[role=alert]').count(), 0);
    const { calls, patience } = await api('GET', '/worlds/default/breaks');
    assert.deepEqual([calls, patience], [['score'], '2m']);

    const answer = score(8);
    const part = held_part(page);
    await part.waitFor();
    assert.match(await part.locator('[data-left]').innerText(), /^(2 m|1 m \d+ s) of 2 m left$/);
    assert.match(await part.innerText(), /POST http\S+\/scores/);
    await part.locator('.trail').getByText('ags/1.6').waitFor();
    await part.locator('[data-tab=request]').click();
    await part.getByText('"scoreGiven": 8').waitFor();
    await page.getByRole('link', { name: 'Breakpoints 1 held' }).waitFor();
    assert.ok((await part.locator('datalist option').evaluateAll((all) => all.map((one) => one.value))).includes('attempts-exhausted'));
    await part.getByLabel('Documented error').fill('no-such-error');
    await part.getByRole('button', { name: 'Send Enter' }).click();
    await page.locator('[role=alert]', { hasText: '/answer/error' }).waitFor();
    assert.equal(await part.getByLabel('Documented error').inputValue(), 'no-such-error', 'what was refused is still there');
    await part.getByLabel('Documented error').fill('attempts-exhausted');
    await part.getByLabel('Headers, one a line').fill('X-By-Hand: yes');
    await part.getByRole('button', { name: 'Send Enter' }).click();
    const got = await answer;
    assert.deepEqual([got.status, got.header('x-by-hand')], [422, 'yes']);
    await page.getByText('No answer is held.').waitFor();
    assert.equal(await page.locator('[data-gone]').count(), 0);
    await go(page, desk, '#/traffic', 'Traffic');
    await page.locator('.hops tr', { hasText: 'edited by hand' }).locator('.status', { hasText: '422' }).waitFor();
    assert.deepEqual(errors.filter((text) => !/400/.test(text)), []);
});

test('by keyboard alone: to the view, a call chosen, an answer edited, sent, one sent unchanged, all let go', { timeout }, async () => {
    const { address, score, numbers } = await holding();
    const { page, errors } = await open_page(browser, address);
    await page.keyboard.press('b');
    await page.locator('main h1', { hasText: 'Breakpoints' }).waitFor();
    await page.getByRole('checkbox', { name: 'score', exact: true }).waitFor();
    await until_focused(page, 'Tab', '.calls-to-hold input');
    await page.keyboard.press('Space');
    await page.locator('.toast', { hasText: 'Held from now on: score' }).waitFor();
    const first = score(1);
    await held_part(page).locator('.trail').waitFor();
    assert.equal(await focused(page, '.calls-to-hold input'), true, 'what comes takes no focus');
    await page.keyboard.press('4');
    await page.keyboard.press('1');
    await held_part(page).getByText('"scoreGiven": 1').waitFor();
    await page.keyboard.press('e');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('503');
    const second = score(2);
    await page.locator('.held-list [data-row]').nth(1).waitFor();
    assert.equal(await focused(page, '.held input[type=number]'), true);
    await page.keyboard.press('Enter');
    assert.equal((await first).status, 503);
    await page.locator('.held-list [data-row]').nth(1).waitFor({ state: 'detached' });
    await held_part(page).locator('.trail').waitFor();
    assert.equal(await focused(page, 'main h1'), true, 'a key that is held down sends no other');
    await page.keyboard.press('Enter');
    assert.equal((await numbers()).length, 1);
    await page.keyboard.press('.');
    assert.equal((await second).status, 200);
    await page.getByText('No answer is held.').waitFor();

    const more = [score(3), score(4), score(5)];
    await page.locator('.held-list [data-row]').nth(2).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.held-list tr.current:nth-child(2)').waitFor();
    await until_focused(page, 'Shift+Tab', '[data-all-go]');
    await page.keyboard.press('Enter');
    assert.deepEqual((await Promise.all(more)).map((one) => one.status), [200, 200, 200]);
    await page.getByText('No answer is held.').waitFor();
    await page.keyboard.press('?');
    await page.locator('dialog[open]', { hasText: 'send it unchanged' }).waitFor();
    await page.keyboard.press('Escape');
    assert.deepEqual(errors, []);
});

test('drafts stay while others come and are looked at, and are gone with their answer', { timeout }, async () => {
    const { address, canvas, desk, api, score, numbers } = await holding({ calls: ['score'] });
    const { page, context, errors } = await open_page(browser, address);
    await go(page, desk, '#/breaks', 'Breakpoints');
    const answers = [score(1)];
    await held_part(page).locator('.trail').waitFor();
    const [one] = await numbers();
    await page.getByLabel('Status', { exact: true }).fill('429');
    await page.getByLabel('Body', { exact: true }).fill('{"not": ');
    await page.getByText('This is no JSON.').waitFor();
    answers.push(score(2));
    await page.locator('.held-list [data-row]').nth(1).waitFor();
    assert.equal(await held_part(page, one).getByLabel('Status', { exact: true }).inputValue(), '429');
    const two = (await numbers())[1];
    await row(page, two).click();
    await held_part(page, two).locator('.trail').waitFor();
    assert.equal(await page.getByLabel('Status', { exact: true }).inputValue(), '200');
    await page.getByLabel('Status', { exact: true }).fill('418');
    await page.getByRole('link', { name: 'Gradebook', exact: true }).click();
    await page.locator('main h1', { hasText: 'Gradebook' }).waitFor();
    await page.keyboard.press('b');
    await held_part(page, one).locator('.trail').waitFor();
    assert.deepEqual([await page.getByLabel('Status', { exact: true }).inputValue(), await page.getByLabel('Body', { exact: true }).inputValue()], ['429', '{"not": ']);
    await page.getByRole('button', { name: /^Revert/ }).click();
    assert.equal(await page.getByLabel('Status', { exact: true }).inputValue(), '200');
    await page.getByLabel('Status', { exact: true }).fill('500');
    await row(page, two).click();
    await held_part(page, two).locator('.trail').waitFor();
    assert.equal(await page.getByLabel('Status', { exact: true }).inputValue(), '418');

    // The other goes from another page: what was typed for this one stays.
    const other = await context.newPage();
    await go(other, desk, `#/breaks?held=${one}`, 'Breakpoints');
    await other.locator('.trail').waitFor();
    await other.keyboard.press('.');
    assert.equal((await answers[0]).status, 200);
    await row(page, one).waitFor({ state: 'detached' });
    assert.equal(await held_part(page, two).getByLabel('Status', { exact: true }).inputValue(), '418');
    // Then this one: it is said, and nothing of it stays.
    await page.getByLabel('Status', { exact: true }).focus();
    await api('DELETE', '/worlds/default/held');
    assert.equal((await answers[1]).status, 200);
    await page.locator(`[data-gone="${two}"]`, { hasText: 'not held any more' }).waitFor();
    assert.equal(await held_part(page).count(), 0);
    assert.equal(await focused(page, '[data-gone]'), true);
    await page.getByRole('link', { name: 'The call', exact: true }).click();
    await page.locator('.pane', { hasText: `Hop ${two}` }).waitFor();
    // The numbers of a world that was reset begin anew: another answer of the same number has no draft.
    await go(page, desk, '#/breaks', 'Breakpoints');
    for (const status of ['418', '451']) {
        await api('POST', '/worlds/default/reset');
        await api('POST', '/worlds/default/breaks', { calls: ['jwks'] });
        void fetch(`${canvas}/api/lti/security/jwks`).catch(() => undefined); // the last one ends with Canvas
        await held_part(page, 1).locator('.trail, .pane').first().waitFor();
        await page.waitForFunction(() => document.querySelector('.held input[type=number]')?.value === '200');
        await page.getByLabel('Status', { exact: true }).fill(status);
    }
    assert.deepEqual(errors, []);
});

test('an answer whose time is up while it is edited is gone, and the next one is not taken for it', { timeout }, async () => {
    const { address, desk, api, score } = await holding({ calls: ['score'], patience: '3s' });
    const { page, errors } = await open_page(browser, address);
    await go(page, desk, '#/breaks', 'Breakpoints');
    const short = score(1);
    await held_part(page).locator('.trail').waitFor();
    await api('POST', '/worlds/default/breaks', { patience: '10m' });
    const long = score(2).then(() => 'whole', () => 'cut');
    await page.locator('.held-list [data-row]').nth(1).waitFor();
    await page.getByLabel('Status', { exact: true }).fill('503');
    assert.equal((await short).status, 200);
    const gone = page.locator('[data-gone]');
    await gone.waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('.');
    await gone.getByRole('link', { name: 'To the next one' }).waitFor();
    assert.equal((await api('GET', '/worlds/default/held')).held.length, 1, 'keys send nothing that is not shown');
    await gone.getByRole('link', { name: 'To the next one' }).click();
    await held_part(page).locator('.trail').waitFor();
    assert.equal(await page.getByLabel('Status', { exact: true }).inputValue(), '200');
    await page.getByLabel('Delay (ms)').fill('10');
    await page.getByLabel('Fault').selectOption('truncated');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Send Enter' }).click();
    assert.equal(await long, 'cut');
    assert.deepEqual(errors, []);
});

test('other views tell what is held, politely; a hidden tab gives its stream back, and knows what is held when it is looked at', { timeout }, async () => {
    const { address, desk, api, score } = await holding({ calls: ['score', 'results'] });
    const { page, errors } = await open_page(browser, address);
    await go(page, desk, '#/gradebook', 'Gradebook');
    await page.locator('.grades a').first().focus();
    const first = score(1);
    const status = page.locator('.held-bar [role=status]');
    await status.waitFor();
    assert.equal(await status.innerText(), '1 answer is held: score');
    assert.match(await page.locator('.held-bar').innerText(), /(10|9) min left/);
    assert.equal(await focused(page, '.grades a'), true);
    assert.equal(await status.evaluate((element) => element.closest('[role=alert], [aria-live=assertive]')), null);
    const second = score(2);
    await status.filter({ hasText: '2 answers are held: score' }).waitFor();
    // As a browser does it with tabs in the background.
    const show = (state) => page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
    }, state);
    await page.evaluate(() => {
        window.streams_closed = 0;
        const { close } = EventSource.prototype;
        EventSource.prototype.close = function () { ++window.streams_closed; close.call(this); };
    });
    await page.keyboard.press('b');
    await held_part(page).locator('.trail').waitFor();
    await page.getByLabel('Status', { exact: true }).fill('418');
    await show('hidden');
    assert.equal(await page.evaluate(() => window.streams_closed), 1);
    const third = score(3);
    while ((await api('GET', '/worlds/default/held')).held.length < 3);
    const { held: [, { number }] } = await api('GET', '/worlds/default/held');
    await api('POST', `/worlds/default/held/${number}`, {});
    assert.equal((await second).status, 200);
    assert.equal(await page.locator('.held-list [data-row]').count(), 2);
    await show('visible');
    await row(page, number).waitFor({ state: 'detached' });
    assert.equal(await page.locator('.held-list [data-row]').count(), 2);
    assert.equal(await page.getByLabel('Status', { exact: true }).inputValue(), '418', 'the draft was not looked away from');
    await go(page, desk, '#/courses', 'Courses');
    await api('DELETE', '/worlds/default/held');
    await page.locator('.held-bar').waitFor({ state: 'detached' });
    assert.deepEqual([(await first).status, (await third).status], [200, 200]);
    assert.deepEqual(errors, []);
});

test('a launch is held: beside it that is said; another nonce, another signature, and the tool refuses', { timeout }, async () => {
    const { address, canvas, desk, api, numbers } = await holding({ calls: ['authorization'] });
    const { page, context, errors } = await open_page(browser, address);
    const launch = await context.newPage();
    await launch.goto(`${canvas}/open?user=ada&to=quiz1&calls=1`);
    const bar = launch.frameLocator('iframe[name=calls]').locator('.held-bar');
    await bar.getByText('1 answer is held: authorization').waitFor();
    await go(page, desk, '#/breaks', 'Breakpoints');
    const [first] = await numbers();
    await held_part(page, first).locator('.trail').waitFor();
    const claims = held_part(page).locator('table.claims').first();
    if (!(await claims.count())) {
        // The redirect to the page comes before the page.
        await page.keyboard.press('.');
        await claims.waitFor();
    }
    await held_part(page).getByText('This page posts the launch').waitFor();
    const [number] = await numbers();
    await claims.getByLabel('nonce', { exact: true }).fill('"another"');
    await page.getByLabel('Body', { exact: true }).fill('mine');
    await page.getByRole('button', { name: 'Send Enter' }).click();
    await page.locator('[role=alert]', { hasText: '/answer/body' }).waitFor();
    assert.deepEqual(await numbers(), [number]);
    assert.equal(await claims.getByLabel('nonce', { exact: true }).inputValue(), '"another"');
    await page.getByRole('button', { name: /^Revert/ }).click();
    assert.notEqual(await claims.getByLabel('nonce', { exact: true }).inputValue(), '"another"');
    await claims.getByLabel('nonce', { exact: true }).fill('"another"');
    await page.getByRole('combobox', { name: 'Signed' }).selectOption('unknown_key');
    await page.getByRole('button', { name: 'Send Enter' }).click();
    await page.locator('.toast', { hasText: 'id_token.claims.nonce, sign unknown_key' }).waitFor();
    await launch.frameLocator('iframe[name=tool_content]').getByText(/refused|signature|not valid|unknown key/i).first().waitFor();
    await api('POST', '/worlds/default/breaks', { calls: [] });
    await launch.goto(`${canvas}/open?user=ada&to=quiz1`);
    await hand_in(launch, '0.5');
    assert.deepEqual(errors.filter((text) => !/400/.test(text)), []);
});

for (const scheme of ['light', 'dark']) {
    test(`no rule of axe is broken, nothing is wider than 320 pixels, and what was sent is only text, ${scheme}`, { timeout }, async () => {
        const { address, canvas, desk, api, score } = await holding({ calls: ['score', 'authorization'] });
        const { page, context, errors } = await open_page(browser, address, { colorScheme: scheme });
        const shots = process.env.EASEL_SHOTS;
        if (shots) mkdirSync(shots, { recursive: true });
        const look = async (name) => {
            await page.locator('.toast').waitFor({ state: 'detached' });
            if (shots) await page.screenshot({ path: join(shots, `${name}-${scheme}.png`) });
            assert.deepEqual(await violations(page), [], name);
        };
        const narrow = async (name) => {
            const small = await context.newPage();
            await small.setViewportSize({ width: 320, height: 640 });
            await small.goto(page.url());
            await small.locator('main h1').waitFor();
            if (await page.locator('[data-held]').count()) await small.locator('[data-held] .trail').waitFor();
            await unfold(small);
            const wide = await small.evaluate(() => document.documentElement.scrollWidth);
            if (shots) await small.screenshot({ path: join(shots, `${name}-320-${scheme}.png`), fullPage: true });
            const widest = await small.evaluate(() => [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > 321 && !one.closest('.scroll')).map((one) => `${one.tagName}.${one.className}`).slice(0, 5));
            assert.ok(wide <= 320, `${name} is ${wide} pixels wide: ${widest.join(', ')}`);
            await small.close();
        };
        await go(page, desk, '#/breaks', 'Breakpoints');
        await page.getByText('No answer is held.').waitFor();
        await page.getByText('Further calls').click();
        await look('breaks');
        await narrow('breaks');
        const answers = [score(1, { comment: '<img src=x onerror="window.ran = 1"><script>window.ran = 2</script>' }), score(2)];
        await page.locator('.held-list [data-row]').nth(1).waitFor();
        await held_part(page).locator('.trail').waitFor();
        await page.getByLabel('Status', { exact: true }).fill('422');
        await look('held');
        await page.locator('[data-tab=request]').click();
        await page.getByText('onerror').first().waitFor();
        assert.equal(await page.evaluate(() => document.querySelectorAll('main img, main script').length), 0);
        await look('held-request');
        await narrow('held');
        await page.getByLabel('Documented error').fill('nothing');
        await page.getByRole('button', { name: 'Send Enter' }).click();
        await page.locator('[role=alert]').waitFor();
        await look('held-refused');
        await page.getByRole('link', { name: 'Courses', exact: true }).click();
        await page.locator('.held-bar').waitFor();
        await look('held-bar');
        await narrow('held-bar');
        await page.keyboard.press('b');
        await held_part(page).waitFor();
        await api('DELETE', '/worlds/default/held');
        await page.locator('[data-gone]').waitFor();
        await look('held-gone');
        await narrow('held-gone');
        await Promise.all(answers);

        const launch = await context.newPage();
        await launch.goto(`${canvas}/open?user=ada&to=quiz1`);
        await go(page, desk, '#/breaks', 'Breakpoints');
        const claims = held_part(page).locator('table.claims').first();
        for (let i = 0; i < 3 && !(await claims.count()); ++i) {
            await held_part(page).locator('.trail').waitFor();
            if (await claims.count()) break;
            const { held: [{ number }] } = await api('GET', '/worlds/default/held');
            await page.keyboard.press('.');
            await held_part(page, number).waitFor({ state: 'detached' });
        }
        await claims.getByLabel('nonce', { exact: true }).fill('"another"');
        await look('held-launch');
        await narrow('held-launch');
        assert.equal(await page.evaluate(() => window.ran), undefined);
        assert.deepEqual(errors.filter((text) => !/400|404/.test(text)), []); // 404: it went while it was asked for
    });
}
