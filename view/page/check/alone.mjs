// Opens the page from a file without a network: it makes no requests and prints no messages, and each view works by link, reload and back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, kViews, press, sharedBrowser, texts, url, urlOf, withPage } from './pages.mjs';

const current = page => texts(page, '.tabs [aria-current]').then(found => found[0].replace(/[\d,]+$/, '').trim().toLowerCase());
const kNames = { trace: 'waterfall' };

for (const view of kViews) {
  test(`the ${view} view opens by its link, and a reload keeps it`, async () => {
    await withPage('shop', `#/${view}`, {}, async page => {
      assert.equal(await current(page), kNames[view] ?? view);
      await page.reload();
      await page.waitForSelector('.tabs');
      assert.equal(await current(page), kNames[view] ?? view);
    });
  });
}

test('the back button leads through the views', async () => {
  await withPage('shop', '#/findings', {}, async page => {
    await page.click('.tabs a:nth-child(4)');
    await page.click('.tabs a:nth-child(5)');
    assert.equal(await current(page), 'errors');
    await page.goBack();
    assert.equal(await current(page), 'statements');
    await page.goBack();
    assert.equal(await current(page), 'findings');
  });
});

test('a selected span, the filter and the order are in the link', async () => {
  await withPage('shop', '#/trace', {}, async page => {
    await press(page, 'j', 'j', 'w');
    await page.fill('.filter input', 'select');
    await drawn(page);
    const [address, details] = [page.url(), await texts(page, '.details h2')];
    assert.match(address, /#\/trace\/[0-9a-f]{32}\?span=[0-9a-f]{16}&zoom=[0-9.]+-[0-9.]+&q=select$/);
    await page.reload();
    await page.waitForSelector('.details');
    assert.deepEqual(await texts(page, '.details h2'), details);
    assert.equal(page.url(), address);
  });
  await withPage('shop', '#/statements?sort=count', {}, async page => {
    assert.deepEqual(await texts(page, '[aria-sort=ascending]'), ['count ▲']);
  });
});

test('a link to something that the page does not have says so', async () => {
  for (const [fragment, what] of [['#/trace/ffffffff', 'trace'], ['#/statements/none', 'statement'], ['#/errors/99', 'error'], ['#/findings/99', 'finding'], ['#/cache/x', 'key pattern']]) {
    await withPage('shop', fragment, {}, async page => {
      assert.match((await texts(page, '.notice'))[0], new RegExp(`^This page has no ${what} `));
    });
  }
  await withPage('shop', '#/nonsense', {}, async page => assert.match((await texts(page, '.notice'))[0], /^There is no view at/));
});

test('a page without data, and one that was cut off, say why they show nothing', async () => {
  const { readFileSync } = await import('node:fs');
  const built = readFileSync(new URL('../dist/page.html', import.meta.url), 'utf8');
  await withPage(urlOf('built.html', built), '', { withoutData: true }, async page => assert.match((await texts(page, '.cannot'))[0], /has no data in it/));
  const cut = readFileSync(new URL(url('shop')), 'utf8').replace(/(id="data">.{4000})[^<]*/, '$1');
  await withPage(urlOf('cut.html', cut), '', { withoutData: true }, async page => assert.match((await texts(page, '.cannot'))[0], /damaged/));
});

test('a view that fails says so, and the others work', async () => {
  const { dataSet, fillPage } = await import('../example/data_set.mjs');
  const { shop } = await import('../example/shop.mjs');
  const { readFileSync } = await import('node:fs');
  const data = dataSet(shop());
  data.header.cache[0].notes = null;
  const address = urlOf('broken.html', fillPage(readFileSync(new URL('../dist/page.html', import.meta.url), 'utf8'), data));
  await withPage(address, '#/cache', {}, async page => {
    assert.match((await texts(page, '[role=alert]'))[0], /^This view cannot be shown/);
    await press(page, '4');
    assert.equal(await current(page), 'statements');
    assert.equal((await page.$$('.body .row')).length, data.header.statements.length);
    page.trouble = page.trouble.filter(text => !text.startsWith('console error: TypeError'));
  });
});

test('without JavaScript the report is there as text', async () => {
  const context = await sharedBrowser().newContext({ javaScriptEnabled: false, offline: true });
  try {
    const page = await context.newPage();
    await page.goto(url('shop'));
    const text = await page.innerText('body');
    assert.match(text, /^This page needs JavaScript for its views\. The report as text:\s+dbspan: shop_plain/);
  } finally {
    await context.close();
  }
});
