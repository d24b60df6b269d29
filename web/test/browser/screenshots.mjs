// Pictures of each view, in light and dark, of a report (docs/images/report) or of the console (docs/images/console; console-*.png belong into docs/images):
//   EASEL_BINARY=… node test/browser/screenshots.mjs OUTDIR [report|console]
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { open_console, open_easel, open_page, record, red, scores, word, write_tool } from './console_support.mjs';
import { open_browser, open_report, reports } from './support.mjs';

const [out, part = 'report'] = process.argv.slice(2);
if (!out || !['report', 'console'].includes(part) || !process.env.EASEL_BINARY) {
    console.error('usage: EASEL_BINARY=… node test/browser/screenshots.mjs OUTDIR [report|console]');
    process.exit(2);
}
mkdirSync(out, { recursive: true });

const failing = 'refusals.answers/a-parameter-is-missing';
const views = [
    ['overview', '#/', 900],
    ['case', `#/c/${failing}`, 1400],
    ['hop', `#/c/${failing}/h9`, 900],
    ['requirements', '#/req', 900],
    ['matrix', '#/matrix', 800],
    ['compare', '#/diff', 800],
    ['run', '#/run', 900],
];

async function picture_report(browser) {
    const { easel } = await reports();
    for (const colorScheme of ['light', 'dark']) {
        for (const [name, hash, height] of views) {
            const { page, context } = await open_report(browser, easel, hash, { viewport: { width: 1280, height }, colorScheme });
            await page.screenshot({ path: join(out, `${name}-${colorScheme}.png`) });
            await context.close();
        }
    }
}

async function picture_console(browser, colorScheme) {
    const options = { viewport: { width: 1440, height: 1000 }, colorScheme };
    const shoot = (what, name, more = {}) => what.screenshot({ path: join(out, `replay-${name}-${colorScheme}.png`), ...more });
    const at = async (page, hash) => {
        await page.evaluate((to) => { location.hash = to; }, hash);
        await page.locator('.then-now a[data-row]').first().waitFor();
    };
    const held = (page) => page.locator('.held').waitFor({ timeout: 60_000 });

    write_tool('accepts-alg-none');
    const console_ = await open_console();
    const { page, context } = await open_page(browser, console_.address, options);
    await shoot(page, 'list');
    await at(page, `#/c/${encodeURIComponent(red)}`);
    await page.keyboard.press('r');
    await word(page, 'SAME');
    await shoot(page, 'case');
    await page.keyboard.press('R');
    await held(page);
    await page.screenshot({ path: join(out, `console-${colorScheme}.png`) });
    await page.keyboard.press('x');
    await word(page, 'ERROR');

    // A launch that is held, with a claim changed.
    await at(page, `#/c/${encodeURIComponent(scores)}`);
    await page.getByText('Breakpoints', { exact: true }).click();
    const launch = await page.locator('.hops a[data-row]', { hasText: 'launch' }).first().getAttribute('href');
    await at(page, launch);
    await page.keyboard.press('R');
    await page.locator('.held .claims').waitFor({ timeout: 60_000 });
    await page.getByLabel('sub', { exact: true }).fill('5');
    await page.evaluate(() => document.activeElement?.blur());
    await page.evaluate(() => window.scrollTo(0, 0));
    await shoot(page, 'request');
    await page.keyboard.press('x');
    await word(page, 'ERROR');

    // An answer that is held, and the world that it is an answer of.
    await page.getByRole('checkbox', { name: 'score', exact: true }).check();
    await page.getByRole('button', { name: /Replay all/ }).click();
    await held(page);
    await page.getByLabel('Status', { exact: true }).fill('422');
    await page.evaluate(() => document.activeElement?.blur());
    await page.evaluate(() => window.scrollTo(0, 0));
    await shoot(page, 'answer');
    await page.getByLabel('Course state').selectOption('completed');
    await page.getByLabel('Attempts').fill('1');
    await page.getByRole('button', { name: 'Make 2 changes' }).click();
    await page.locator('.chips', { hasText: 'attempts=1' }).waitFor();
    await page.getByRole('button', { name: '+5m' }).click();
    await page.locator('.chips', { hasText: 'clock +5m' }).waitFor();
    await shoot(page.locator('.world'), 'world');
    await page.getByRole('button', { name: /^Send Enter/ }).click();
    await page.locator('section[aria-labelledby=diff-title]').waitFor({ timeout: 60_000 });
    await page.locator('section[aria-labelledby=diff-title] summary').first().click();
    await shoot(page.locator('section[aria-labelledby=diff-title]'), 'diff');
    await page.getByRole('button', { name: 'Save as scenario' }).click();
    await page.waitForFunction(() => document.querySelector('textarea.yaml')?.value.includes('attempts'));
    await shoot(page, 'save');
    await context.close();
    await console_.end();

    const run = await open_easel('run', 'scores', 'outcomes', 'lti11', 'deep_linking', 'launch.untrusted', '--tool', 'reference', '--ui', '--output', join(out, '.run'));
    const live = await open_page(browser, run.address, options);
    await live.page.waitForFunction(() => Number(document.querySelector('.followed [data-count]')?.getAttribute('data-count')) > 100);
    await shoot(live.page, 'live');
    await live.context.close();
    await run.end();
    rmSync(join(out, '.run'), { recursive: true, force: true });
}

const browser = await open_browser();
if (part === 'report') {
    await picture_report(browser);
} else {
    record();
    for (const colorScheme of ['light', 'dark']) await picture_console(browser, colorScheme);
}
await browser.close();
