// The console of `easel serve` to open in a browser, beside the bundled tool. EASEL_BINARY names the program.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { folder } from './support.mjs';

export const binary = process.env.EASEL_BINARY;
export const timeout = 240_000;

export const free_port = () => new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => done(port));
    });
});

export const running = [];
export function start(words, env, until) {
    const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(EASEL_|LTI)/.test(name)));
    const process_ = spawn(binary, words, { env: { ...clean, ...env } });
    running.push(process_);
    return new Promise((done, fail) => {
        let text = '';
        const take = (part) => {
            text += part;
            if (until.test(text)) done(text);
        };
        process_.stdout.on('data', take);
        process_.stderr.on('data', take);
        process_.on('exit', (code) => fail(new Error(`${words[0]} ended with ${code}: ${text}`)));
    });
}

/** `easel serve`; how its control API is asked, and what a tool has to be told. */
async function serve(port, ...more) {
    const control = await free_port();
    const token_file = join(folder, `token-${port}`);
    const printed = await start(['serve', '--port', port, '--control-port', control, '--token-file', token_file, '--quiet', ...more].map(String), {}, /Not built[\s\S]*\n\n/);
    const told = Object.fromEntries([...printed.matchAll(/^\s+(LTI_\w+)\s+(\S+)/gm)].map(([, name, value]) => [name, value]));
    const token = readFileSync(token_file, 'utf8').trim();
    const api = async (method, path, body) => {
        const answer = await fetch(`http://127.0.0.1:${control}/easel/v1${path}`, {
            method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body),
        });
        const text = await answer.text();
        assert.ok(answer.ok, text);
        return text ? JSON.parse(text) : null;
    };
    return { address: /Console +(\S+)/.exec(printed)[1], canvas: `http://127.0.0.1:${port}`, desk: `http://127.0.0.1:${control}`, told, api };
}

/** `easel serve`, and the bundled tool registered there. */
export async function served(...more) {
    const [port, tool_port] = [await free_port(), await free_port()];
    const { told, ...canvas } = await serve(port, ...more);
    await start(['tool', '--port', String(tool_port)], told, /listens on/);
    const tool = `http://127.0.0.1:${tool_port}`;
    await canvas.api('POST', '/worlds/default/tools', { title: 'Quizzes', login_url: `${tool}/login`, redirect_uris: [`${tool}/launch`], public_jwk_url: `${tool}/jwks.json` });
    return { ...canvas, tool };
}

/** The same with a tool that knows LTI 1.1 alone. */
export async function served_lti11() {
    const [port, tool_port] = [await free_port(), await free_port()];
    const tool = `http://127.0.0.1:${tool_port}`;
    const file = join(folder, `tool-${tool_port}.yaml`);
    writeFileSync(file, `tool: Old quizzes\nlti11:\n  launch_url: ${tool}/lti11\n  consumer_key: old-key\n  shared_secret: a long secret of nobody\n`);
    await start(['tool', '--port', String(tool_port)], { LTI11_KEY: 'old-key', LTI11_SECRET: 'a long secret of nobody' }, /listens on/);
    return { ...(await serve(port, '--tool', file)), tool };
}

export async function open_page(browser, address, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && errors.push(message.text()));
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(address);
    await page.waitForSelector('main h1');
    return { page, context, errors };
}

/** Presses `key` until `selector` has the focus. */
export async function until_focused(page, key, selector, most = 80) {
    for (let i = 0; i < most; ++i) {
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
        await page.keyboard.press(key);
    }
    assert.fail(`${key} never came to ${selector}`);
}

export const go = async (page, desk, hash, title) => {
    await page.goto(`${desk}/${hash}`);
    await page.locator('main h1', { hasText: title }).waitFor();
};

/** In the tool's page, hands in that share of the points. */
export async function hand_in(page, fraction) {
    const tool = page.frameLocator('iframe[name=tool_content]');
    await tool.getByRole('heading', { name: /Welcome/ }).waitFor();
    await tool.locator('input[name=fraction]').fill(fraction);
    await tool.getByRole('button', { name: 'Hand in' }).click();
    await tool.getByRole('button', { name: 'Hand in' }).waitFor({ state: 'detached' }); // the tool has had its answer
}

/** Ends what this test began. */
export function end_all() {
    for (const process_ of running.splice(0)) {
        process_.removeAllListeners('exit');
        process_.kill('SIGTERM');
    }
}
