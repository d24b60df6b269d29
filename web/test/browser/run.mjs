// All browser tests: [EASEL_BINARY=…] node test/browser/run.mjs
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const files = process.argv.slice(2).length ? process.argv.slice(2) : ['report', 'accessibility', 'console', 'rate', 'desk', 'desk_held', 'desk_replay'];
const done = spawnSync(process.execPath, ['--test', '--test-reporter=spec', '--test-concurrency=1', ...files.map((name) => join(here, `${name}.mjs`))], { stdio: 'inherit' });
process.exitCode = done.status ?? 1;
