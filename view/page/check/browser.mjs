// Opens pages in Debian's Chromium without a network, and records everything that they must not do.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const kProgram = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

export async function launch() {
  if (!kProgram) throw new Error('no Chromium found; apt-get install chromium');
  return chromium.launch({
    executablePath: kProgram,
    timeout: 120_000,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--enable-precise-memory-info', '--js-flags=--expose-gc', '--disable-features=Translate'],
  });
}

/// Opens a file. `page.trouble` collects console messages, page errors, policy violations and requests other than the file itself.
export async function open(browser, url, { width = 1280, height = 800, theme = 'light', reducedMotion = 'no-preference', touch = false, offline = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion, hasTouch: touch, offline });
  context.setDefaultTimeout(120_000);  // long, because the machine may be under load
  const page = await context.newPage();
  page.trouble = [];
  page.on('console', message => page.trouble.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', error => page.trouble.push(`error: ${error.message}`));
  page.on('dialog', dialog => {
    page.trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', request => {
    const same = request.url().split('#')[0] === url.split('#')[0];
    if (!same && !request.url().startsWith('data:,')) page.trouble.push(`request: ${request.url().slice(0, 200)}`);
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', event => window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
  });
  await page.goto(url);
  await page.waitForSelector('#view, .cannot');
  return page;
}
