// Bundles the pages into classic scripts and style sheets: node build.mjs OUTDIR
import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    tsconfigRaw: { compilerOptions: { strict: true, target: 'es2020' } },
};

/** The pages hold these files in CDATA sections of script and style elements: nothing in them may end either. */
function keep_inline(file) {
    // Only an index before a comparison reads so; strings and patterns of the sources do not.
    const text = readFileSync(file, 'utf8').replaceAll(']]>', ']] >');
    for (const end of ['</script', '</style', '<!--']) {
        if (text.toLowerCase().includes(end)) throw new Error(`${file} holds ${end}, which would end the element it stands in`);
    }
    writeFileSync(file, text);
    return Buffer.byteLength(text);
}

for (const page of ['report', 'console', 'desk']) {
    const [script, style] = ['js', 'css'].map((kind) => join(out, `${page}.${kind}`));
    if (!existsSync(join(here, `src/${page}/main.tsx`))) {
        for (const file of [script, style]) writeFileSync(file, '');
        continue;
    }
    await build({
        ...options,
        entryPoints: [`src/${page}/main.tsx`],
        outfile: script,
        format: 'iife',
        jsx: 'automatic',
        jsxImportSource: 'preact',
        define: { 'process.env.NODE_ENV': '"production"' },
    });
    await build({ ...options, entryPoints: [`src/${page}/style.css`], outfile: style });
    const [script_bytes, style_bytes] = [script, style].map(keep_inline);
    console.log(`${page}: ${script_bytes} + ${style_bytes} = ${script_bytes + style_bytes} bytes`);
}
