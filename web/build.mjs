// Bundles the pages into classic scripts and style sheets: node build.mjs OUTDIR
import { build } from 'esbuild';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
    console.error('usage: node build.mjs OUTDIR');
    process.exit(2);
}
mkdirSync(out, { recursive: true });

// Nothing that depends on the place or the time of the build goes into the bytes.
const options = {
    absWorkingDir: here,
    bundle: true,
    minify: true,
    sourcemap: false,
    target: ['es2020'],
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
};

for (const page of ['report', 'console']) {
    const script = `src/${page}/main.tsx`;
    if (!existsSync(join(here, script))) continue;
    await build({
        ...options,
        entryPoints: [script],
        outfile: join(out, `${page}.js`),
        format: 'iife',
        jsx: 'automatic',
        jsxImportSource: 'preact',
        define: { 'process.env.NODE_ENV': '"production"' },
    });
    await build({ ...options, entryPoints: [`src/${page}/style.css`], outfile: join(out, `${page}.css`) });
    const bytes = ['js', 'css'].map((kind) => statSync(join(out, `${page}.${kind}`)).size);
    console.log(`${page}: ${bytes[0]} + ${bytes[1]} = ${bytes[0] + bytes[1]} bytes`);
}
