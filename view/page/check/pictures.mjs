// The pictures of the documentation: docs/pictures/page-*.png, from the example of a shop.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { makePage } from '../example/generate.mjs';
import { launch, open } from './browser.mjs';

const kPictures = [
  ['findings', '#/findings', { height: 600 }, []],
  ['waterfall', '#/trace', { height: 600 }, ['e']],
  ['waterfall-dark', '#/trace', { height: 600, theme: 'dark' }, ['e']],
  ['statements-dark', '#/statements', { height: 600, theme: 'dark' }, ['j', 'j']],
  ['phone', '#/trace', { width: 390, height: 720 }, []],
];

const target = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
mkdirSync(target, { recursive: true });
const dir = mkdtempSync(join(tmpdir(), 'dbspan-pictures-'));
const file = join(dir, 'shop.html');
writeFileSync(file, makePage('shop'));
const browser = await launch();
try {
  for (const [name, fragment, options, keys] of kPictures) {
    const page = await open(browser, pathToFileURL(file) + fragment, { reducedMotion: 'reduce', ...options });
    for (const key of keys) await page.keyboard.press(key);
    await page.waitForTimeout(200);
    await page.screenshot({ path: join(target, `page-${name}.png`) });
    console.log(`docs/pictures/page-${name}.png`);
    await page.context().close();
  }
} finally {
  await browser.close();
  rmSync(dir, { recursive: true });
}
