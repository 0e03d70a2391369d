// The browser that all checks share, and files with example data.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before } from 'node:test';
import { makePage } from '../example/generate.mjs';
import { launch, open } from './browser.mjs';

let browser;
let dir;
const urls = new Map();

before(async () => {
  // A name that has to be escaped in a URL.
  dir = join(mkdtempSync(join(tmpdir(), 'dbspan-page-')), 'a b#c%');
  mkdirSync(dir);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

export const sharedBrowser = () => browser;

/// Writes a page, unless it was written before, and returns its URL.
export function url(shape, size) {
  const key = `${shape}${size ?? ''}`;
  if (!urls.has(key)) {
    const file = join(dir, `${key}.html`);
    writeFileSync(file, makePage(shape, size));
    urls.set(key, String(pathToFileURL(file)));
  }
  return urls.get(key);
}

export function urlOf(name, content) {
  const file = join(dir, name);
  writeFileSync(file, content);
  return String(pathToFileURL(file));
}

/// Runs `use` with an open page, and fails if the page did something forbidden. Only the shape `empty`, and a page opened with
/// `withoutData`, may have no traces: on such a page, most checks would pass.
export async function withPage(shape, fragment, options, use) {
  const address = shape.startsWith('file:') ? shape : url(shape, options?.size);
  const page = await open(browser, address + fragment, options);
  try {
    if (shape !== 'empty' && !options?.withoutData && !((await texts(page, '.tabs .number'))[1] > '0')) throw new Error('the page has no traces');
    await use(page);
    const violations = await page.evaluate(() => window.violations);
    const trouble = [...page.trouble, ...violations];
    if (trouble.length > 0) throw new Error(`the page was not quiet:\n${trouble.join('\n')}`);
  } finally {
    await page.context().close();
  }
}

export const kViews = ['findings', 'traces', 'trace', 'statements', 'errors', 'cache', 'run'];

/// Returns the texts of all elements that match, in the order of the document.
export const texts = (page, selector) => page.$$eval(selector, elements => elements.map(element => element.textContent.trim().replace(/\s+/g, ' ')));

/// Waits until the page has been redrawn after the last input.
export const drawn = page => page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))));

export async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await drawn(page);
  }
}
