// The replay console inside `easel serve` in a browser: a result is opened, a red case played on the Canvas that is served
// until it is FIXED, by mouse and by keyboard alone. EASEL_BINARY names the program.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { record, red, scores, word, write_tool } from './console_support.mjs';
import { end_all, go, open_page, served, timeout, until_focused } from './desk_support.mjs';
import { folder, open_browser, violations } from './support.mjs';

const result = join(folder, 'red');
const case_hash = (id) => `#/c/${encodeURIComponent(id)}`;

let browser;
before(async () => {
    record();
    browser = await open_browser();
});
after(async () => browser?.close());
afterEach(end_all);

/** The replay console's page, at that case. */
async function at_case(page, desk, id) {
    await page.goto(`${desk}/replay${case_hash(id)}`);
    await page.locator('.then-now a[data-row]').first().waitFor();
}

test('by mouse: a result opened, a wrong one refused, a case SAME and then FIXED, the result closed', { timeout }, async () => {
    write_tool('accepts-alg-none');
    const { address, desk, canvas } = await served();
    const { page, errors } = await open_page(browser, address);
    await page.getByRole('link', { name: 'Replay', exact: true }).click();
    await page.getByText('No result is open.').waitFor();
    const field = page.getByRole('textbox', { name: /File or folder/ });
    await field.fill('nowhere/at/all');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.locator('.problems', { hasText: 'nowhere/at/all' }).waitFor();
    await field.fill(result);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.locator('[data-open]', { hasText: /, [1-9]\d* of them failed/ }).waitFor();
    assert.equal(await page.locator('.problems').count(), 0);
    await page.getByRole('link', { name: 'To its cases' }).click();
    await page.waitForURL(`${desk}/replay`);
    await page.getByRole('link', { name: `failed: ${red}`, exact: true }).click();
    await page.getByRole('button', { name: /Replay all/ }).click();
    await word(page, 'SAME');
    write_tool('none');
    await page.getByRole('button', { name: /Replay all/ }).click();
    await word(page, 'FIXED');
    assert.equal((await fetch(`${canvas}/`)).status, 200, 'Canvas is back');
    await page.getByRole('button', { name: 'Close this result' }).click();
    await page.waitForURL(`${desk}/#/replay`);
    await page.getByText('No result is open.').waitFor();
    await page.goto(`${desk}/replay`);
    await page.waitForURL(`${desk}/#/replay`); // there is nothing to show there
    assert.deepEqual(errors.filter((text) => !/400|404/.test(text)), []);
});

test('while a case is held the console of serve says so, and changes nothing', { timeout }, async () => {
    write_tool('none');
    const { address, desk, canvas } = await served('--replay', result);
    const { page, context, errors } = await open_page(browser, address);
    await go(page, desk, '#/clock', 'Clock');
    const player = await context.newPage();
    await at_case(player, desk, scores);
    await player.getByText('Breakpoints', { exact: true }).click();
    await player.getByRole('checkbox', { name: 'score', exact: true }).check();
    await player.getByRole('button', { name: /Replay all/ }).click();
    await player.locator('.held').waitFor({ timeout: 60_000 });
    await page.locator('[data-playing]').waitFor();
    assert.equal((await fetch(`${canvas}/`)).status, 503);
    await page.getByRole('button', { name: '+1h' }).click();
    await page.locator('.problems', { hasText: 'a recorded case plays' }).waitFor();
    await go(page, desk, '#/replay', 'Replay');
    assert.equal(await page.getByRole('button', { name: 'Close', exact: true }).isDisabled(), true);
    assert.deepEqual(await violations(page), []);
    await player.getByLabel('Status', { exact: true }).fill('422');
    await player.getByRole('button', { name: /^Send Enter/ }).click();
    await player.locator('.case-bar .replay-word').waitFor({ timeout: 60_000 });
    await player.locator('.chips', { hasText: 'answer 422' }).waitFor();
    await page.locator('[data-playing]').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByText('No result is open.').waitFor();
    await player.waitForURL(`${desk}/#/replay`); // the page of a result that was closed goes home
    assert.deepEqual(errors.filter((text) => !/409/.test(text)), []);
});

test('by keyboard alone: opened, played, and back', { timeout }, async () => {
    write_tool('accepts-alg-none');
    const { address, desk } = await served();
    const { page, errors } = await open_page(browser, address);
    await until_focused(page, 'Tab', 'nav a[href^="#/replay"]');
    await page.keyboard.press('Enter');
    await page.locator('main h1', { hasText: 'Replay' }).waitFor();
    await until_focused(page, 'Tab', 'main input');
    await page.keyboard.press('Control+A');
    await page.keyboard.type(join(result, 'index.html'));
    await page.keyboard.press('Enter');
    await page.locator('[data-open]', { hasText: 'failed' }).waitFor();
    await until_focused(page, 'Shift+Tab', 'main a[href="/replay"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${desk}/replay`);
    await page.waitForSelector('.cases-rail [data-row]');
    await page.keyboard.press('n');
    await page.waitForSelector(`[data-case-page="${red}"]`);
    await page.keyboard.press('r');
    await word(page, 'SAME');
    await until_focused(page, 'Tab', 'a.brand');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${desk}/#/replay`);
    await page.locator('[data-open]', { hasText: 'index.html' }).waitFor();
    assert.deepEqual(errors, []);
});

/** As a browser does it with tabs in the background. */
const show = (page, state) => page.evaluate((now) => {
    Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}, state);

async function play_out(api, id) {
    const { run } = await api('POST', `/replay/cases/${id}/replay`, {});
    while ((await api('GET', `/replay/runs/${run}`)).state !== 'finished') await new Promise((done) => setTimeout(done, 50));
    return run;
}

test('a tab nobody looks at follows nothing, and catches up', { timeout }, async () => {
    write_tool('none');
    const { address, desk, api } = await served('--replay', result);
    const { page, errors } = await open_page(browser, address);
    await at_case(page, desk, scores);
    await page.evaluate(() => {
        window.streams_closed = 0;
        const { close } = EventSource.prototype;
        EventSource.prototype.close = function () { ++window.streams_closed; close.call(this); };
    });
    await show(page, 'hidden');
    assert.equal(await page.evaluate(() => window.streams_closed), 1);
    const run = await play_out(api, scores);
    assert.equal(await page.locator('.runs', { hasText: `#${run}` }).count(), 0, 'it has heard of nothing');
    await show(page, 'visible');
    await page.locator('.runs', { hasText: `#${run}` }).waitFor();
    await page.locator('[data-state]', { hasText: 'Finished' }).waitFor();
    assert.deepEqual(errors, []);
});

test('what became of the result while nobody looked: another one, and none', { timeout }, async () => {
    write_tool('none');
    const { address, desk, api } = await served('--replay', result);
    const { page, errors } = await open_page(browser, address);
    await at_case(page, desk, scores);
    await show(page, 'hidden');
    await api('POST', '/replay', { file: join(result, 'index.html') });
    for (const id of [scores, red]) await play_out(api, id); // more events than the page has seen
    const loaded = page.waitForEvent('load');
    await show(page, 'visible');
    await loaded; // all of it is read anew
    await page.locator('.runs', { hasText: '#1' }).waitFor();
    await show(page, 'hidden');
    await api('POST', '/replay/end', {});
    await show(page, 'visible');
    await page.waitForURL(`${desk}/#/replay`);
    assert.deepEqual(errors.filter((text) => !/404/.test(text)), []);
});

test('who finds no place asks again; a result whose case plays is not closed, and its page goes on', { timeout }, async () => {
    write_tool('none');
    const { address, desk, canvas } = await served('--replay', result);
    const { page, errors } = await open_page(browser, address);
    await at_case(page, desk, scores);
    await show(page, 'hidden');
    const token = readFileSync(join(folder, `token-${new URL(canvas).port}`), 'utf8').trim();
    const others = [];
    for (let i = 0, status = 0; i < 64 && status !== 503; ++i) {
        const stop = new AbortController();
        others.push(stop);
        ({ status } = await fetch(`${desk}/easel/v1/replay/events`, { headers: { Authorization: `Bearer ${token}` }, signal: stop.signal }));
    }
    await show(page, 'visible');
    const notice = page.locator('[role=alert]', { hasText: 'tried again' });
    await notice.waitFor();
    for (const stop of others) stop.abort();
    await page.getByText('Breakpoints', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'score', exact: true }).check(); // the server notices those who went when it next sends
    await notice.waitFor({ state: 'detached', timeout: 90_000 });
    await page.getByRole('button', { name: /Replay all/ }).click();
    await page.locator('.held').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Close this result' }).click();
    await page.locator('.toast', { hasText: 'A case plays' }).waitFor();
    await page.getByRole('button', { name: /^Send Enter/ }).click();
    await page.locator('.case-bar .replay-word').waitFor({ timeout: 60_000 });
    assert.deepEqual(errors.filter((text) => !/503|409/.test(text)), []);
});

for (const scheme of ['light', 'dark']) {
    test(`no rule of axe is broken, and nothing is wider than 320 pixels, ${scheme}`, { timeout }, async () => {
        write_tool('none');
        const shots = process.env.EASEL_SHOTS;
        if (shots) mkdirSync(shots, { recursive: true });
        const { address, desk } = await served('--replay', result);
        const { page, context } = await open_page(browser, address, { colorScheme: scheme });
        await go(page, desk, '#/replay', 'Replay');
        await page.locator('[data-open]', { hasText: 'failed' }).waitFor();
        assert.deepEqual(await violations(page), [], 'the view');
        if (shots) await page.screenshot({ path: join(shots, `replay-open-${scheme}.png`) });
        await at_case(page, desk, red);
        assert.deepEqual(await violations(page), [], 'a case');
        const small = await context.newPage();
        await small.setViewportSize({ width: 320, height: 640 });
        await go(small, desk, '#/replay', 'Replay');
        await small.locator('[data-open]', { hasText: 'failed' }).waitFor();
        assert.ok(await small.evaluate(() => document.documentElement.scrollWidth) <= 320, 'the view');
        await at_case(small, desk, red);
        assert.ok(await small.evaluate(() => document.documentElement.scrollWidth) <= 320, 'a case');
    });
}
