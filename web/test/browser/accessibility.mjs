// Every view: axe in both themes, 320 pixels, forced colours, print.
import axe from 'axe-core';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { case_addresses, go, open_browser, open_report, reports, unfold, views } from './support.mjs';

let browser;
let files;
before(async () => {
    [browser, files] = await Promise.all([open_browser(), reports()]);
}, { timeout: 240_000 });
after(async () => browser?.close());

const timeout = 600_000;
const kinds = () => ['sample', 'easel'].filter((kind) => files[kind]);
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function violations(page) {
    return page.evaluate(async (run_only) => {
        const found = await window.axe.run(document, { runOnly: run_only, resultTypes: ['violations'] });
        return found.violations.map((entry) => `${entry.id}: ${entry.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join(' | ')}`);
    }, tags);
}

for (const theme of ['light', 'dark']) {
    test(`axe finds nothing, ${theme}`, { timeout }, async () => {
        const found = [];
        const look = async (page, where) => found.push(...(await violations(page)).map((text) => `${where}: ${text}`));
        for (const kind of kinds()) {
            const { page, context } = await open_report(browser, files[kind], '#/', { colorScheme: theme });
            await page.evaluate(axe.source);
            for (const [name, hash] of Object.entries(views)) {
                await go(page, hash);
                if (kind === 'sample') await unfold(page);
                await look(page, `${kind} ${name} ${theme}`);
            }
            for (const item of await case_addresses(page, kind === 'sample' ? 20 : 4)) {
                await go(page, item.hash);
                await look(page, `${kind} ${item.id} ${theme}`);
            }
            if (kind === 'sample') {
                for (const hash of ['#/c/launch.untrusted%2Falgorithm-none/h2', '#/c/lti11%2Foutcome/h2', '#/c/refusals%2Fone/h3']) {
                    await go(page, hash);
                    for (const tab of ['request', 'response', 'decoded', 'why', 'diff', 'raw']) {
                        await page.locator(`[data-tab="${tab}"]`).click();
                        await look(page, `${hash} ${tab} ${theme}`);
                    }
                }
                await page.keyboard.press('?');
                await look(page, `help ${theme}`);
            }
            await context.close();
        }
        assert.deepEqual(found, []);
    });
}

test('at 320 pixels nothing is moved sideways, and axe finds nothing', { timeout }, async () => {
    const found = [];
    for (const kind of kinds()) {
        const { page, context } = await open_report(browser, files[kind], '#/', { viewport: { width: 320, height: 640 } });
        await page.evaluate(axe.source);
        const cases = (await case_addresses(page, 8)).map((item) => [item.id, item.hash]);
        for (const [name, hash] of [...Object.entries(views), ...cases]) {
            await go(page, hash);
            if (kind === 'sample') await unfold(page);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            if (wide > 320) found.push(`${kind} ${name}: ${wide} pixels`);
            if (kind === 'sample') found.push(...(await violations(page)).map((text) => `${name}: ${text}`));
        }
        await context.close();
    }
    assert.deepEqual(found, []);
});

test('headings, landmarks, title and language', { timeout }, async () => {
    const { page, context } = await open_report(browser, files.sample);
    const titles = new Set();
    for (const hash of [...Object.values(views), '#/c/refusals%2Fone', '#/c/names%2Fh9']) {
        await go(page, hash);
        assert.equal(await page.locator('h1').count(), 1, hash);
        titles.add(await page.title());
    }
    assert.ok(titles.size >= 8, [...titles].join(' | '));
    assert.equal(await page.locator('header').count(), 1);
    assert.equal(await page.locator('main').count(), 1);
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    await context.close();
});

test('controls are large enough to be hit', { timeout }, async () => {
    const { page, context } = await open_report(browser, files.sample);
    for (const hash of ['#/', '#/?q=s:failed', '#/c/refusals%2Fone']) {
        await go(page, hash);
        const small = await page.$$eval('button, select, input:not([type="checkbox"]), summary, .chip, .count-link, .case-row > a', (all) =>
            all.filter((element) => element.getClientRects().length > 0 && element.getBoundingClientRect().height < 24).map((element) => element.outerHTML.slice(0, 120)));
        assert.deepEqual(small, [], hash);
    }
    await context.close();
});

test('forced colours and less motion', { timeout }, async () => {
    const { page, context, log } = await open_report(browser, files.sample, '#/c/refusals%2Fone', { forcedColors: 'active' });
    assert.ok(await page.locator('.hops tr.current').isVisible());
    const moving = await page.$$eval('*', (all) => all.filter((element) => parseFloat(getComputedStyle(element).transitionDuration) > 0 || parseFloat(getComputedStyle(element).animationDuration) > 0).length);
    assert.equal(moving, 0);
    assert.deepEqual(log.errors, []);
    await context.close();
});

test('print leaves out what cannot be pressed on paper', { timeout }, async () => {
    const { page, context } = await open_report(browser, files.sample, '#/c/refusals%2Fone');
    await page.emulateMedia({ media: 'print' });
    for (const selector of ['.top nav', '#filter', '.button', '.rail', '.tabs']) {
        assert.equal(await page.locator(selector).first().isVisible(), false, selector);
    }
    assert.ok(await page.locator('.cause .sentence').isVisible());
    assert.ok(await page.locator('.hops tbody tr').last().isVisible());
    await go(page, '#/');
    assert.equal(await page.locator('.cause-group .case-row').count(), 0);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.locator('.cause-group .case-row').count(), 3, 'failures are unfolded');
    await context.close();
});
