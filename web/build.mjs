// Writes report.js, report.css, console.js and console.css into the folder named by its first argument.
import { mkdirSync, writeFileSync } from "node:fs";

const out = process.argv[2];
mkdirSync(out, { recursive: true });
const css = `:root{--ground:#ffffff;--ink:#1b1f24}@media (prefers-color-scheme:dark){:root{--ground:#14171a;--ink:#e8eaed}}
body{background:var(--ground);color:var(--ink);font:16px/1.5 sans-serif}pre{overflow:auto}`;
for (const name of ["report", "console"]) {
    writeFileSync(`${out}/${name}.js`, `"use strict";`);
    writeFileSync(`${out}/${name}.css`, css);
}
