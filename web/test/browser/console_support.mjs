// Consoles to open in a browser: over a run of the reference tool that has one failure. EASEL_BINARY names the program.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folder } from './support.mjs';

const binary = process.env.EASEL_BINARY;
const source = process.env.EASEL_SOURCE ?? resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const tool_file = join(folder, 'tool.yaml');

export const red = 'launch.untrusted/algorithm-none';
export const scores = 'scores/posted-in-the-score-format';

/** The reference tool as a file of one's own, with or without the defect. */
export function write_tool(defect) {
    const text = readFileSync(join(source, 'fixtures/tools/reference.yaml'), 'utf8')
        .replace(/^vars:\n(?: {2}.*\n)+/m, '')
        .replace('"${vars.defect}"', defect)
        .replace('"${vars.variant}"', 'none');
    writeFileSync(tool_file, text);
}

/** The run that has the failure, for `open_console`. */
export function record() {
    assert.ok(binary, 'EASEL_BINARY names the program');
    write_tool('accepts-alg-none');
    const made = spawnSync(binary, ['run', 'launch.untrusted', 'scores', '--tool', tool_file, '--output', join(folder, 'red'), '--quiet'], { cwd: source, encoding: 'utf8' });
    assert.equal(made.status, 1, made.stdout + made.stderr);
}

/** `easel WORDS`, which shows a console; its address. */
export async function open_easel(...words) {
    const process_ = spawn(binary, words, { cwd: source });
    const address = await new Promise((done, fail) => {
        let text = '';
        process_.stdout.on('data', (part) => {
            text += part;
            const found = /Console (http:\S+)/.exec(text);
            if (found) done(found[1]);
        });
        process_.on('exit', (code) => fail(new Error(`it ended with ${code}: ${text}`)));
    });
    return { address, end: () => new Promise((done) => { process_.removeAllListeners('exit'); process_.on('exit', done); process_.kill('SIGTERM'); }) };
}

export function open_console(...more) {
    return open_easel('ui', join(folder, 'red'), ...more);
}

export async function open_page(browser, address, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && errors.push(message.text()));
    await page.goto(address);
    await page.waitForSelector('.cases-rail [data-row]');
    return { page, context, errors };
}

export const word = (page, text) => page.locator('.case-bar .replay-word', { hasText: text }).waitFor({ timeout: 60_000 });
