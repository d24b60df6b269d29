// The console in a browser: from a red case to FIXED, by keyboard alone and by mouse; no view breaks a rule of axe.
// EASEL_BINARY names the program.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { open_console, open_page, record, red, scores, word, write_tool } from './console_support.mjs';
import { open_browser, violations } from './support.mjs';

let browser;
before(async () => {
    record();
    browser = await open_browser();
});
after(async () => browser?.close());

test('by keyboard alone: fail, look, replay, mend the tool, FIXED', async () => {
    write_tool('accepts-alg-none');
    const console_ = await open_console();
    const { page, errors } = await open_page(browser, console_.address);
    await page.keyboard.press('n');
    await page.waitForSelector(`[data-case-page="${red}"]`);
    await page.locator('.cause').waitFor();
    await page.keyboard.press('4'); // why
    assert.equal(await page.locator('[role=tab][aria-selected=true]').first().innerText().then((text) => text.startsWith('Why')), true);
    await page.keyboard.press('r');
    await word(page, 'SAME');
    write_tool('none');
    await page.keyboard.press('r');
    await word(page, 'FIXED');
    assert.match(await page.locator('[data-state]').innerText(), /Finished: FIXED/);
    assert.match(await page.locator('.runs').innerText(), /#2.*FIXED[\s\S]*#1.*SAME/);
    assert.deepEqual(errors, []);
    await console_.end();
});

test('by mouse: break before an answer, edit, send, save', async () => {
    write_tool('none');
    const console_ = await open_console();
    const { page, errors } = await open_page(browser, console_.address);
    await page.locator('#filter').fill('scores/posted-in');
    await page.locator('.cases-rail [data-row]').first().click();
    await page.getByText('Breakpoints', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'score', exact: true }).check();
    await page.getByRole('button', { name: /Replay all/ }).click();
    await page.locator('.held').waitFor({ timeout: 60_000 });
    assert.match(await page.locator('[data-state]').innerText(), /Paused before the answer of hop \d+/);
    await page.getByRole('button', { name: '+5m' }).click();
    await page.locator('.chips', { hasText: 'clock +5m' }).waitFor();
    await page.getByLabel('Status', { exact: true }).fill('422');
    await page.getByRole('button', { name: /^Send Enter/ }).click();
    await page.locator('.case-bar .replay-word').waitFor({ timeout: 60_000 });
    await page.locator('.chips', { hasText: 'answer 422' }).waitFor();
    await page.getByRole('button', { name: 'Save as scenario' }).click();
    await page.waitForFunction(() => document.querySelector('textarea.yaml')?.value.includes('status: 422'));
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(errors, []);
    await console_.end();
});

test('as recorded: the answer of the recording in the place of the held one, and the world changed meanwhile', async () => {
    write_tool('none');
    const console_ = await open_console();
    const { page, errors } = await open_page(browser, console_.address);
    await page.goto(`${new URL(console_.address).origin}/#/c/${encodeURIComponent(scores)}`);
    await page.getByText('Breakpoints', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'score', exact: true }).check();
    await page.getByRole('button', { name: /Replay all/ }).click();
    await page.locator('.held').waitFor({ timeout: 60_000 });
    await page.getByLabel('Course state').selectOption('completed');
    await page.getByRole('button', { name: 'Make 1 change' }).click();
    await page.locator('.chips', { hasText: 'state=completed' }).waitFor();
    await page.waitForFunction(() => document.querySelector('.world-now button[type=submit]')?.disabled);
    assert.equal(await page.getByLabel('Course state').inputValue(), 'completed', 'as the world is now');
    await page.getByRole('button', { name: /Expire the tool/ }).click();
    await page.locator('.chips', { hasText: 'token=expired' }).waitFor();
    await page.getByLabel(/Any other key/).fill('world.courses.nowhere.state=completed');
    await page.getByRole('button', { name: 'Make 1 change' }).click();
    await page.locator('.toast', { hasText: "no course 'nowhere'" }).waitFor();
    assert.deepEqual(await violations(page), [], 'with the world of the run');
    await page.locator('h1').first().focus();
    await page.keyboard.press('w');
    await page.locator('.chips', { hasText: /answer \d+ as recorded/ }).waitFor();
    await page.locator('.case-bar .replay-word').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Save as scenario' }).click();
    await page.waitForFunction(() => {
        const yaml = document.querySelector('textarea.yaml')?.value ?? '';
        return yaml.includes('status:') && yaml.includes('completed') && yaml.includes('expired');
    });
    assert.deepEqual(errors.filter((text) => !text.includes('400')), [], 'beside the refusal');
    await console_.end();
});

test('counts and requirements have addresses; a draft waits while another case is looked at; nothing is moved sideways', async () => {
    write_tool('accepts-alg-none');
    const console_ = await open_console();
    const { page, context, errors } = await open_page(browser, console_.address, { viewport: { width: 320, height: 800 } });
    const narrow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    const failed = page.locator('main [data-count]').first();
    const count = await failed.getAttribute('data-count');
    await failed.click();
    assert.equal(await page.locator('.cases-rail [data-row]').count(), Number(count));
    await page.evaluate((id) => { location.hash = `#/c/${encodeURIComponent(id)}/h12`; }, red);
    await page.getByRole('link', { name: 'LAUNCH-005' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'LAUNCH-005' }).waitFor();
    assert.ok(await page.locator('main li a').count() > 1);
    assert.equal(await narrow(), 0);
    await page.goBack();
    await page.locator('[data-case-page]').waitFor();
    await page.keyboard.press('R');
    await page.locator('.held').waitFor({ timeout: 60_000 });
    await page.locator('pre.code').first().waitFor();
    assert.equal(await narrow(), 0);
    const was = await page.locator('#held-headers').inputValue();
    await page.locator('#held-headers').fill('X-Draft: 1');
    await page.evaluate(() => { location.hash = '#/'; });
    await page.locator('[data-case-page]').waitFor({ state: 'detached' });
    await page.goBack();
    await page.locator('.held').waitFor();
    assert.equal(await page.locator('#held-headers').inputValue(), 'X-Draft: 1');
    await page.getByRole('button', { name: 'Revert' }).click();
    assert.equal(await page.locator('#held-headers').inputValue(), was);
    assert.deepEqual(errors, []);
    await context.close();
    await console_.end();
});

test('claims are changed and signed again', async () => {
    write_tool('none');
    const console_ = await open_console();
    const { page } = await open_page(browser, console_.address);
    await page.goto(`${new URL(console_.address).origin}/#/c/${encodeURIComponent(scores)}`);
    await page.getByText('Breakpoints', { exact: true }).click();
    const launch = await page.locator('.hops a[data-row]', { hasText: 'launch' }).first().getAttribute('href');
    await page.evaluate((hash) => { location.hash = hash; }, launch);
    await page.getByRole('button', { name: /Break at hop/ }).click();
    await page.getByRole('button', { name: /Replay all/ }).click();
    await page.locator('.held .claims').waitFor({ timeout: 60_000 });
    await page.getByLabel('sub', { exact: true }).fill('5');
    await page.getByLabel('Signed').selectOption('no_kid');
    await page.getByRole('button', { name: 'Show what would go out' }).click();
    const shown = await page.locator('.held pre').innerText();
    assert.equal(JSON.parse(shown).claims.sub, 5);
    assert.equal('kid' in JSON.parse(shown).header, false);
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: /^Abort/ }).click();
    await word(page, 'ERROR');
    await console_.end();
});

for (const scheme of ['light', 'dark']) {
    test(`no rule of axe is broken, ${scheme}`, async () => {
        const console_ = await open_console();
        const { page } = await open_page(browser, console_.address, { colorScheme: scheme });
        const shots = process.env.EASEL_SHOTS;
        if (shots) mkdirSync(shots, { recursive: true });
        const shoot = async (name) => shots && page.screenshot({ path: join(shots, `console-${name}-${scheme}.png`) });
        assert.deepEqual(await violations(page), [], 'the list');
        await page.keyboard.press('n');
        await page.waitForSelector('[data-case-page]');
        await page.locator('.hop-line').first().waitFor();
        await shoot('case');
        assert.deepEqual(await violations(page), [], 'a case');
        await page.keyboard.press('R');
        await page.locator('.held').waitFor({ timeout: 60_000 });
        await shoot('held');
        assert.deepEqual(await violations(page), [], 'a case that is held');
        await page.keyboard.press('x');
        await word(page, 'ERROR');
        await page.keyboard.press('?');
        await page.locator('dialog[open]').waitFor();
        assert.deepEqual(await violations(page), [], 'help');
        await console_.end();
    });
}
