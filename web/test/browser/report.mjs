// What a report does in a browser, opened from disk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { case_addresses, go, open_browser, open_report, reports, unfold, views } from './support.mjs';

let browser;
let files;
const kinds = () => ['sample', 'easel'].filter((kind) => files[kind]);

before(async () => {
    [browser, files] = await Promise.all([open_browser(), reports()]);
}, { timeout: 240_000 });
after(async () => browser?.close());

const timeout = 240_000;

test('opens from disk: nothing is requested, nothing complains', { timeout }, async () => {
    for (const kind of [...kinds(), 'packed', 'large']) {
        const { page, context, log, address } = await open_report(browser, files[kind]);
        for (const hash of Object.values(views)) await go(page, hash);
        for (const { hash } of await case_addresses(page, 4)) await go(page, hash);
        assert.deepEqual(log.errors, [], kind);
        assert.deepEqual([...new Set(log.requests.map((url) => url.split('#')[0]))], [address], kind);
        assert.equal(await page.locator('#static').count(), 0, kind);
        assert.equal(await page.locator('[style]').count(), 0, `${kind}: style attributes`);
        await context.close();
    }
});

test('every count leads to exactly so many cases', { timeout }, async () => {
    for (const kind of kinds()) {
        const { page, context } = await open_report(browser, files[kind]);
        const counts = new Map();
        const collect = async () => {
            const found = await page.$$eval('[data-count]', (links) => links.map((link) => [link.getAttribute('href'), link.dataset.count, link.textContent]));
            for (const [href, count, text] of found) {
                counts.set(href, count);
                assert.ok(!/\d/.test(text) || text.replace(/[^\d ]/g, ' ').split(/\s+/).some((n) => n === count || text.includes(' of ')), `${href} says ${text}, not ${count}`);
            }
        };
        for (const hash of ['#/', '#/req', '#/run', '#/diff']) {
            await go(page, hash);
            await unfold(page);
            await collect();
        }
        for (const { hash } of await case_addresses(page, 6)) {
            await go(page, hash);
            await collect();
        }
        assert.ok(counts.size > 20, `${kind}: ${counts.size} counts`);
        // A fixed part of many: every seventh beyond the first hundred.
        const checked = [...counts].filter((_, i) => i < 100 || i % 7 === 0).slice(0, 300);
        const wrong = await page.evaluate(async (list) => {
            const out = [];
            for (const [href, count] of list) {
                location.hash = href;
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
                const shown = document.getElementById('match-count')?.textContent ?? '';
                if (shown.split(' ')[0] !== count) out.push(`${href}: ${count} told, ${shown} found`);
            }
            return out;
        }, checked);
        assert.deepEqual(wrong, [], kind);
        await context.close();
    }
});

test('every address in the page resolves', { timeout }, async () => {
    for (const kind of kinds()) {
        const { page, context } = await open_report(browser, files[kind]);
        const links = new Set();
        const collect = async () => {
            for (const href of await page.$$eval('a[href^="#/"], a[href^="#c-"]', (all) => all.map((link) => link.getAttribute('href')))) links.add(href);
        };
        for (const hash of Object.values(views)) {
            await go(page, hash);
            await collect();
        }
        for (const item of await case_addresses(page, 8)) {
            await go(page, item.hash);
            await collect();
            for (const n of item.hops.slice(0, 3)) links.add(`${item.hash}/h${n}`);
            for (const id of item.checks) links.add(`${item.hash}/${id}`);
        }
        const bad = await page.evaluate(async (list) => {
            const out = [];
            for (const href of list) {
                location.hash = href;
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
                const title = document.querySelector('main h1')?.textContent ?? '';
                const hop = /\/h(\d+)$/.exec(href);
                const check = /\/(k\d+)$/.exec(href);
                if (!title || /has this address|has no case/.test(title)) out.push(`${href}: ${title}`);
                else if (hop && !document.querySelector('[data-case-page="names/h9"]') && document.querySelector('tr.current th')?.textContent !== hop[1]) out.push(`${href}: hop not chosen`);
                else if (check && !document.querySelector(`#${check[1]}.marked`)) out.push(`${href}: check not marked`);
            }
            return out;
        }, [...links].slice(0, 400));
        assert.deepEqual(bad, [], kind);
        await context.close();
    }
});

test('addresses of old and of written kinds', { timeout }, async () => {
    const { page, context } = await open_report(browser, files.sample, '#/c/refusals/one/h4');
    assert.equal(await page.locator('tr.current th').textContent(), '4');
    assert.match(await page.title(), /^refusals\/one · Quizly/);
    await go(page, '#c-refusals/two/k2');
    assert.equal(await page.locator('[data-case-page]').getAttribute('data-case-page'), 'refusals/two');
    assert.equal(await page.locator('tr.marked').getAttribute('id'), 'k2');
    await go(page, '#/c/names/h9');
    assert.equal(await page.locator('[data-case-page]').getAttribute('data-case-page'), 'names/h9');
    await go(page, '#/req/ERR-001');
    assert.equal(await page.locator('tr.marked code').first().textContent(), 'ERR-001');
    await context.close();
});

test('a request that a page lets out is noticed', { timeout }, async () => {
    const { context, log, address } = await open_report(browser, files.open);
    await context.close();
    assert.deepEqual(log.requests, [address, new URL('x', address).href]);
});

test('captured content never runs', { timeout }, async () => {
    const { page, context, log, address } = await open_report(browser, files.sample, '#/c/hostile%2Fcaptures');
    const tabs = ['request', 'response', 'decoded', 'why', 'diff', 'raw'];
    for (let n = 1; n <= files.hostile.length; ++n) {
        await go(page, `#/c/hostile%2Fcaptures/h${n}`);
        for (const tab of tabs) {
            await page.locator(`[data-tab="${tab}"]`).click();
            const preview = page.locator('.pane button[aria-expanded="false"]');
            if (await preview.count()) {
                await preview.first().click();
                const frame = page.locator('.pane iframe');
                assert.equal(await frame.getAttribute('sandbox'), '');
                assert.equal(await frame.getAttribute('src'), null);
                await page.waitForTimeout(50);
            }
        }
    }
    for (const hash of Object.values(views)) await go(page, hash);
    await unfold(page);
    assert.equal(await page.evaluate(() => window.hurt), undefined);
    assert.equal(log.dialogs, 0);
    assert.deepEqual([...new Set(log.requests.map((url) => url.split('#')[0]))], [address]);
    assert.equal(await page.locator('#app script, #app img, #app [onerror], #app [onload], #app a[href^="javascript:"]').count(), 0);
    await go(page, '#/c/hostile%2Fcaptures/h4');
    await page.locator('[data-tab="request"]').click();
    const text = await page.locator('main').innerText();
    assert.ok(!/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u0000]/.test(text), 'marks of direction are shown as escapes');
    assert.ok(text.includes('\\u202e') && text.includes('\\u0000') && text.includes('\\ud800'));
    await context.close();
});

test('a page of the tool is shown in a sealed frame, when asked for', { timeout }, async () => {
    const { page, context, log } = await open_report(browser, files.sample, '#/c/launch.untrusted%2Falgorithm-none/h2');
    await page.locator('[data-tab="response"]').click();
    assert.equal(await page.locator('iframe').count(), 0);
    await page.getByRole('button', { name: 'Show the page in a sealed frame' }).click();
    await page.frameLocator('.pane iframe').locator('h1').waitFor();
    assert.equal(await page.frameLocator('.pane iframe').locator('h1').textContent(), 'Welcome');
    assert.deepEqual(log.errors, []);
    await context.close();
});

test('the keyboard does everything', { timeout }, async () => {
    const { page, context } = await open_report(browser, files.sample);
    const hash = () => page.evaluate(() => decodeURIComponent(location.hash));
    const focus = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.slice(0, 60));
    const press = async (key) => {
        await page.keyboard.press(key);
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    };
    await press('j');
    await press('Enter');
    assert.equal(await hash(), '#/c/launch.untrusted/algorithm-none');
    assert.match(await focus(), /An unsigned launch/, 'the focus is on the heading');
    await press('n');
    assert.equal(await hash(), '#/c/hostile/captures');
    await press('n');
    await press('N');
    assert.equal(await hash(), '#/c/hostile/captures');
    await press('u');
    assert.equal(await hash(), '#/');
    assert.match(await focus(), /hostile\/captures|<\/script>/, 'the focus returns to the row');
    await press('g');
    await press('o');
    assert.equal(await hash(), '#/c/launch.untrusted/algorithm-none');
    await press(']');
    assert.ok(await page.evaluate(() => document.activeElement.closest('[data-region="contents"]') !== null));
    await press(']');
    assert.ok(await page.evaluate(() => document.activeElement.closest('[data-region="hops"]') !== null));
    await press('k');
    await press('Enter');
    assert.equal(await hash(), '#/c/launch.untrusted/algorithm-none/h1');
    await press('j');
    await press('o');
    assert.equal(await hash(), '#/c/launch.untrusted/algorithm-none/h2');
    for (const [i, name] of ['Request', 'Response', 'Decoded', 'Why', 'Diff', 'Raw'].entries()) {
        await press(String(i + 1));
        assert.match(await page.locator('[role="tab"][aria-selected="true"]').textContent(), new RegExp(`^${name}`));
    }
    await page.locator('[role="tab"][aria-selected="true"]').focus();
    const chosen = () => page.evaluate(() => document.activeElement.textContent);
    await press('ArrowRight');
    assert.match(await chosen(), /^Request/);
    await press('End');
    assert.match(await chosen(), /^Raw/);
    await press('[');
    assert.ok(await page.evaluate(() => document.activeElement.closest('[data-region="hops"]') !== null));
    await press('Escape');
    assert.equal(await hash(), '#/c/launch.untrusted/algorithm-none', 'up from the hop to the case');
    await press('Escape');
    assert.equal(await hash(), '#/');
    await press('p');
    assert.equal(await hash(), '#/?q=s:passed');
    await press('f');
    assert.equal(await hash(), '#/?q=s:failed');
    await press('a');
    assert.equal(await hash(), '#/?q=');
    await press('/');
    assert.equal(await focus(), 'filter');
    await page.keyboard.type('tnjs', { delay: 5 });
    assert.equal(await hash(), '#/?q=tnjs', 'letters are typed, not done');
    assert.equal(await focus(), 'filter', 'the focus stays while the list changes');
    await press('Escape');
    assert.notEqual(await focus(), 'filter');
    await press('t');
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    await press('?');
    assert.ok(await page.locator('dialog[open]').isVisible());
    await page.getByLabel('Single-letter keys').uncheck();
    await press('Escape');
    assert.equal(await page.locator('dialog').count(), 0);
    await press('p');
    assert.equal(await hash(), '#/?q=tnjs', 'letters are off');
    await press('?');
    assert.ok(await page.locator('dialog[open]').isVisible(), 'the panel stays reachable');
    await press('Escape');
    await go(page, '#/');
    await page.keyboard.press('Control+f');
    assert.equal(await hash(), '#/');
    await context.close();
});

test('Tab reaches the skip links first, then everything in order', { timeout }, async () => {
    const { page, context } = await open_report(browser, files.sample);
    const names = [];
    for (let i = 0; i < 14; ++i) {
        await page.keyboard.press('Tab');
        names.push(await page.evaluate(() => (document.activeElement.getAttribute('aria-label') ?? document.activeElement.id) || document.activeElement.textContent.trim()));
    }
    assert.deepEqual(names.slice(0, 2), ['Skip to failures', 'Skip to filter']);
    assert.ok(names.includes('filter') && names.includes('Help'), names.join(', '));
    await go(page, '#/');
    await page.locator('a.skip').first().focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'failures');
    assert.equal(await page.evaluate(() => location.hash), '#/');
    await context.close();
});

test('typing filters makes one step of the history', { timeout }, async () => {
    const { page, context } = await open_report(browser, files.sample);
    await page.locator('#filter').fill('s:warned');
    await page.waitForSelector('#match-count');
    assert.match(await page.locator('#match-count').textContent(), /^4 of/);
    assert.match(await page.locator('[role="status"]').textContent(), /^4 of/, 'the count is announced');
    await page.locator('#filter').pressSequentially(' throttled');
    await page.waitForFunction(() => document.getElementById('match-count').textContent.startsWith('1 of'));
    await page.goBack();
    await page.waitForFunction(() => location.hash === '#/');
    await page.locator('#filter').fill('');
    await context.close();
});

test('copying, and what happens where it is denied', { timeout }, async () => {
    const allowed = await open_report(browser, files.sample, '#/c/refusals%2Fone');
    await allowed.page.evaluate(() => {
        window.copied = null;
        Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text) => { window.copied = text; return Promise.resolve(); } } });
    });
    await allowed.page.keyboard.press('r');
    assert.equal(await allowed.page.evaluate(() => window.copied), 'easel replay result.json#refusals/one');
    await allowed.page.keyboard.press('c');
    assert.match(await allowed.page.evaluate(() => window.copied), /"\$PLATFORM"[\s\S]*"\$TOKEN_1"/);
    await allowed.page.keyboard.press('P');
    assert.equal(await allowed.page.evaluate(() => window.copied), '# refusals/one\n');
    await allowed.page.keyboard.press('y');
    assert.match(await allowed.page.evaluate(() => window.copied), /#\/c\/refusals%2Fone$/);
    await allowed.context.close();

    const denied = await open_report(browser, files.sample, '#/c/refusals%2Fone');
    await denied.page.evaluate(() => {
        Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('denied')) } });
        document.execCommand = () => false;
    });
    await denied.page.getByRole('button', { name: 'Copy replay command' }).first().click();
    await denied.page.locator('dialog[open] textarea').waitFor();
    const selected = await denied.page.$eval('dialog textarea', (field) => field.value.slice(field.selectionStart, field.selectionEnd));
    assert.equal(selected, 'easel replay result.json#refusals/one');
    await denied.context.close();
});

test('the case page says what is decoded, compared and why', { timeout }, async () => {
    const { page, context } = await open_report(browser, files.sample, '#/c/launch.untrusted%2Falgorithm-none/h2');
    const panel = page.locator('[role="tabpanel"]');
    await page.keyboard.press('3');
    assert.match(await panel.innerText(), /There is no signature; alg is none\.[\s\S]*≠ other[\s\S]*\+ extra/);
    assert.match(await panel.innerText(), /2026-01-05T09:05:00Z \(in 5 m\)/);
    await page.keyboard.press('5');
    assert.match(await panel.innerText(), /header alg\s+"RS256"\s+"none"\s+≠ changed/);
    await go(page, '#/c/refusals%2Fone/h3');
    await page.keyboard.press('4');
    assert.match(await panel.innerText(), /No attempt is left: 422 ags\/5\.2\.13[\s\S]*Answer: 422/);
    await page.keyboard.press('5');
    assert.equal(await page.locator('.pane select').inputValue(), '2', 'compared with the hop it repeats');
    assert.match(await panel.innerText(), /No difference/);
    await page.locator('.pane select').selectOption('1');
    assert.match(await panel.innerText(), /≠ changed/);
    await go(page, '#/c/lti11%2Foutcome/h1');
    await page.keyboard.press('3');
    assert.match(await panel.innerText(), /POST&\s*\{tool\}%2Flti11&/);
    await go(page, '#/c/lti11%2Foutcome/h2');
    assert.match(await panel.innerText(), /codeMajor\s+failure[\s\S]*description\s+No <such> user/);
    await go(page, '#/c/trouble%2Ftimeout/h1');
    assert.match(await panel.innerText(), /next\s+\{platform\}\/api\/lti\/x\?page=2/);
    await go(page, '#/c/names%2Fh9/h1');
    assert.match(await panel.innerText(), /Passing cases keep their lines only/);
    await context.close();
});

test('hops: lanes, choices, and one column where there is no room', { timeout }, async () => {
    const { page, context } = await open_report(browser, files.sample, '#/c/lti11%2Foutcome');
    assert.deepEqual(await page.locator('.hops th.lane').allTextContents(), ['Browser', 'Your tool', 'Canvas mock', 'Probe']);
    assert.match(await page.locator('tr.jump').innerText(), /\+1 m 30 s/);
    await page.getByLabel('only from or to your tool').check();
    assert.equal(await page.locator('.hops tbody a').count(), 3);
    await go(page, '#/c/refusals%2Fone');
    await page.getByLabel('only of failed checks').check();
    assert.deepEqual(await page.locator('.hops tbody th').allTextContents(), ['3', '4', '5']);
    await page.setViewportSize({ width: 640, height: 700 });
    await page.waitForSelector('.hops.narrow');
    assert.match(await page.locator('.hops tbody tr').nth(0).innerText(), /Your tool → Canvas mock/);
    assert.equal(await page.locator('select#contents').count(), 1, 'the rail is a list to choose from');
    await page.locator('select#contents').selectOption('replay');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'replay');
    await context.close();
});

test('contents follow the reader', { timeout }, async () => {
    const { page, context } = await open_report(browser, files.sample, '#/c/refusals%2Fone');
    assert.equal(await page.locator('.rail a[aria-current]').first().textContent(), 'Verdict');
    await page.locator('.rail a', { hasText: 'Hops' }).click();
    await page.waitForFunction(() => document.querySelector('.rail a[aria-current]')?.textContent.startsWith('Hops'));
    assert.equal(await page.evaluate(() => decodeURIComponent(location.hash)), '#/c/refusals/one');
    await context.close();
});

test('the matrix can be taken along as CSV', { timeout }, async () => {
    const { page, context } = await open_report(browser, files.sample, '#/matrix?only=differing');
    const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
    const text = decodeURIComponent(href.slice(href.indexOf(',') + 1));
    assert.equal(text, 'case,Quizly 2.3.1,Quizly 2.2\r\nrefusals/one,retried blindly,passed\r\nrefusals/three,retried blindly,passed\r\nrefusals/two,retried blindly,passed\r\n');
    const rows = await page.locator('.matrix tbody tr').count();
    assert.equal(rows, 3);
    await context.close();
});

test('without a way to unpack, the reader is told, and the page without scripts stays', { timeout }, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(() => { delete window.DecompressionStream; });
    await page.goto(`file://${files.packed}`);
    await page.waitForSelector('[role="alert"]');
    assert.match(await page.locator('[role="alert"]').textContent(), /DecompressionStream/);
    assert.ok(await page.locator('#static').isVisible());
    await context.close();
});

test('without storage the theme still turns', { timeout }, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } }));
    await page.goto(`file://${files.sample}`);
    await page.waitForSelector('main h1');
    await page.keyboard.press('t');
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    await context.close();
});

test('2,000 cases are shown within 300 ms', { timeout }, async () => {
    let best = Infinity;
    let nodes = 0;
    for (let turn = 0; turn < 6 && best > 300; ++turn) {
        const { page, context } = await open_report(browser, files.large);
        best = Math.min(best, await page.evaluate(() => performance.measure('shown', 'easel-start', 'easel-shown').duration));
        nodes = await page.evaluate(() => document.querySelectorAll('*').length);
        await context.close();
    }
    assert.ok(best <= 300, `${best} ms`);
    assert.ok(nodes <= 15_000, `${nodes} nodes`);
});
