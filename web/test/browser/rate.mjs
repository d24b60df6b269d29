// A page that follows a run of 1,000 hops a second: it keeps up, and holds no more than it shows. EASEL_FLOOD names the program
// that makes such a run (tests/wire/console/flood.cpp).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { open_browser } from './support.mjs';

const hops = 5000; // five seconds
const program = process.env.EASEL_FLOOD;

let browser;
before(async () => { browser = await open_browser(); });
after(async () => browser?.close());

async function flood() {
    const process_ = spawn(program, [String(hops)]);
    const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]();
    const next = async () => (await lines.next()).value;
    const address = /Console (\S+)/.exec(await next())[1];
    return { address, next, go: () => process_.stdin.write('go\n'), end: () => process_.stdin.end() };
}

test('a page follows 1,000 hops a second', { skip: !program && 'EASEL_FLOOD names no program' }, async () => {
    const run = await flood();
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(run.address);
    await page.waitForSelector('.cases-rail [data-row]');
    // When the page has the last hop, told by the page itself.
    const shown = page.evaluate((last) => new Promise((done) => {
        let most_rows = 0;
        const look = () => {
            most_rows = Math.max(most_rows, document.querySelectorAll('.followed tbody tr').length);
            const row = document.querySelector('.followed tbody tr .num')?.textContent;
            const count = document.querySelector('.followed [data-count]')?.getAttribute('data-count');
            if (row !== String(last)) return;
            observer.disconnect();
            done({ at: Date.now(), count: Number(count), most_rows, nodes: document.querySelectorAll('*').length });
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    }), hops);
    run.go();
    const [, sent, late] = /^sent (\d+) (\d+)$/.exec(await run.next());
    const seen = await shown;
    assert.ok(Number(late) < 1000, `the run was slowed: ${late} ms`);
    assert.ok(seen.at - Number(sent) < 1000, `the last hop was shown ${seen.at - Number(sent)} ms after it was sent`);
    assert.equal(seen.count, hops, 'none was lost');
    assert.ok(seen.most_rows <= 30, `${seen.most_rows} rows`);
    assert.ok(seen.nodes < 1000, `${seen.nodes} elements`);
    assert.deepEqual(errors, []);
    run.end();
});
