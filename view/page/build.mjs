// Makes dist/page.html: one file that contains styles and scripts, and a content security policy that allows nothing else.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const browsers = ['chrome103', 'firefox113', 'safari16.4'];  // about the first versions with DecompressionStream

const bundle = (entry, format) =>
  buildSync({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    charset: 'ascii',
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    target: browsers,
    logLevel: 'warning',
    ...(format ? { format } : {}),
  }).outputFiles[0].text.trim();

const hash = text => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

const script = bundle('src/main.tsx', 'iife');
const style = bundle('style/page.css');
for (const [text, forbidden] of [[script, /<\/script|<!--|@DBSPAN_/i], [style, /<\/style|<!--|@DBSPAN_/i]]) {
  if (forbidden.test(text)) throw new Error(`the built text contains ${forbidden}, which would end or change its element`);
}

const policy = [
  "default-src 'none'",
  "connect-src 'none'",  // a live server replaces this directive; see docs/view-data.md
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const parts = { policy, style, script, licence: readFileSync(join(here, 'src/licence.txt'), 'utf8').trim() };
const page = readFileSync(join(here, 'src/page.html'), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);

for (const marker of ['@DBSPAN_TITLE@', '@DBSPAN_TEXT@', '@DBSPAN_DATA@']) {
  if (page.split(marker).length !== 2) throw new Error(`the page has to contain ${marker} exactly once`);
}
mkdirSync(join(here, 'dist'), { recursive: true });
writeFileSync(join(here, 'dist/page.html'), page);
console.log(`dist/page.html: ${(page.length / 1000).toFixed(1)} kB (script ${(script.length / 1000).toFixed(1)}, style ${(style.length / 1000).toFixed(1)})`);
