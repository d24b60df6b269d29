// A browser, and reports to open in it: one made up by test/sample.ts, and one that easel wrote: EASEL_REPORT names its
// file, or EASEL_BINARY the program that writes it.
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const web = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export const folder = mkdtempSync(join(tmpdir(), 'easel-browser-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const flags = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
];

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** The rules of axe that the page breaks, and where. */
export async function violations(page) {
    await page.evaluate(readFileSync(axe, 'utf8')); // as a script tag the page's own policy would stop it
    return page.evaluate(async () => {
        const found = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] });
        return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')}`);
    });
}

/** Each with a fresh folder of its own for user data. */
export async function open_browser() {
    return chromium.launch({ executablePath: process.env.EASEL_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: flags });
}

async function sample_module() {
    const outfile = join(folder, 'sample.mjs');
    await build({ entryPoints: [join(web, 'test/sample.ts')], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
    return import(pathToFileURL(outfile).href);
}

function bundle() {
    const out = join(folder, 'dist');
    const made = spawnSync(process.execPath, [join(web, 'build.mjs'), out], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    return { js: readFileSync(join(out, 'report.js'), 'utf8'), css: readFileSync(join(out, 'report.css'), 'utf8') };
}

/** As easel writes it. */
export function page_of(data, { js, css }, packed = false) {
    const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const style = `/*<![CDATA[*/\n${css}\n/*]]>*/`;
    const script = `//<![CDATA[\n${js}\n//]]>`;
    const json = JSON.stringify(data).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
    const type = packed ? 'application/octet-stream+gzip+base64' : 'application/json';
    return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src data:; base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/><title>Easel</title><style>${style}</style></head>
<body><div id="app"></div><div id="static"><h1>NOT CONFORMANT</h1></div>
<script type="${type}" id="easel-data">${packed ? gzipSync(json).toString('base64') : json}</script><script>${script}</script></body></html>
`;
}

function by_easel() {
    if (process.env.EASEL_REPORT) return resolve(process.env.EASEL_REPORT);
    const binary = process.env.EASEL_BINARY;
    if (!binary) return null;
    const source = resolve(web, '..');
    const run = (name, defect, more = []) => {
        const output = join(folder, name);
        const words = ['run', 'refusals', 'launch.untrusted', 'outcomes', '--tool', 'reference', '--set', `defect=${defect}`, '--output', output, ...more];
        const made = spawnSync(binary, words, { cwd: source, encoding: 'utf8' });
        if (!existsSync(join(output, 'result.json'))) throw new Error(made.stdout + made.stderr);
        return join(output, 'result.json');
    };
    const before = run('before', 'none');
    const now = run('now', 'retries-everything-blindly');
    const other = run('other', 'outcome-in-percent');
    const output = join(folder, 'easel');
    mkdirSync(output);
    const made = spawnSync(binary, ['report', 'html', now, other, '--compare', before, '--output', join(output, 'index.html')], { cwd: source, encoding: 'utf8' });
    if (!existsSync(join(output, 'index.html'))) throw new Error(made.stdout + made.stderr);
    return join(output, 'index.html');
}

/** Files: sample, packed, large (2,000 cases), open (a page without a policy), and easel where there is a binary. */
export async function reports() {
    const { sample_run, hostile } = await sample_module();
    const assets = bundle();
    const write = (name, text) => {
        const file = join(folder, `${name}.html`);
        writeFileSync(file, text);
        return file;
    };
    return {
        hostile,
        sample: write('sample', page_of(sample_run(), assets)),
        packed: write('packed', page_of(sample_run(), assets, true)),
        large: write('large', page_of(sample_run(2000), assets)),
        open: write('open', '<!DOCTYPE html><title>Open</title><main><h1>Open</h1><img src="x" alt=""></main>'),
        easel: by_easel(),
    };
}

/** A page in a context of its own, with everything written down that it asked for or complained about. */
export async function open_report(browser, file, hash = '#/', options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    const log = { requests: [], errors: [], dialogs: 0 };
    // Counted where a request would leave the page: what its policy stops never comes here.
    await context.route('**/*', (route) => {
        log.requests.push(route.request().url());
        return route.continue();
    });
    page.on('pageerror', (error) => log.errors.push(error.message));
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && log.errors.push(message.text()));
    page.on('dialog', (dialog) => { ++log.dialogs; void dialog.dismiss(); });
    const address = pathToFileURL(file).href;
    await page.goto(address + hash);
    await page.waitForSelector('main h1');
    return { page, context, log, address };
}

/** Changes the fragment, and waits until the page shows it. */
export async function go(page, hash) {
    await page.evaluate(async (to) => {
        if (location.hash !== to) {
            const changed = new Promise((done) => addEventListener('hashchange', done, { once: true }));
            location.hash = to;
            await changed;
        }
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }, hash);
}

export const views = {
    overview: '#/',
    list: '#/?q=s:failed',
    empty: '#/?q=nothing-has-this-name',
    requirements: '#/req',
    matrix: '#/matrix',
    compare: '#/diff',
    run: '#/run',
    unknown: '#/nowhere',
};

/** Addresses of some cases of every kind, from the data of the page. */
export async function case_addresses(page, most = 12) {
    const ids = await page.evaluate(async () => {
        const element = document.getElementById('easel-data');
        let text = element.textContent;
        if (element.type.includes('gzip')) {
            const bytes = Uint8Array.from(atob(text.trim()), (sign) => sign.charCodeAt(0));
            text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
        }
        const { cases } = JSON.parse(text);
        const seen = new Map();
        for (const item of cases) {
            const kind = `${item.status} ${item.danger} ${item.expected} ${item.group.split('.')[0]}`;
            seen.set(kind, [...(seen.get(kind) ?? []), { id: item.id, hops: item.hops.map((hop) => hop.n), checks: item.checks.map((check) => check.id) }]);
        }
        return [...seen.values()].flatMap((list) => list.slice(0, 2));
    });
    const bad_first = ids.slice(0, most);
    return bad_first.map((item) => ({ ...item, hash: `#/c/${encodeURIComponent(item.id)}` }));
}

/** Opens everything that is folded, as deep as it goes. */
export async function unfold(page, rounds = 3, most = 40) {
    for (let i = 0; i < rounds; ++i) {
        const opened = await page.evaluate(async (limit) => {
            const folds = [...document.querySelectorAll('main details:not([open]) > summary')].slice(0, limit);
            folds.forEach((summary) => summary.click());
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            return folds.length;
        }, most);
        if (!opened) return;
    }
}
