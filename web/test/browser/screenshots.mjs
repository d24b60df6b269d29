// Pictures of each view of a report, in light and dark, for docs/images/report:
//   EASEL_BINARY=… node test/browser/screenshots.mjs OUTDIR
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { open_browser, open_report, reports } from './support.mjs';

const out = process.argv[2];
if (!out || !process.env.EASEL_BINARY) {
    console.error('usage: EASEL_BINARY=… node test/browser/screenshots.mjs OUTDIR');
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
const browser = await open_browser();
const { easel } = await reports();
for (const colorScheme of ['light', 'dark']) {
    for (const [name, hash, height] of views) {
        const { page, context } = await open_report(browser, easel, hash, { viewport: { width: 1280, height }, colorScheme });
        await page.screenshot({ path: join(out, `${name}-${colorScheme}.png`) });
        await context.close();
    }
}
await browser.close();
