// Runs axe-core on every view in both themes, and on the details, an empty page, a partly traced page and the list of keys.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { drawn, kViews, press, withPage } from './pages.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => `${node.html.slice(0, 160)} (${node.any[0]?.message ?? node.all[0]?.message ?? ''})`).slice(0, 3).join(' | ')}`);
}

const kStates = [
  ...kViews.map(view => ['shop', `#/${view}`, ['j']]),
  ['shop', '#/trace', ['e']],
  ['shop', '#/trace?q=stock', []],
  ['shop', '#/traces?group=name', ['j']],
  ['shop', '#/traces?q=nothing-matches', []],
  ['shop', '#/traces?q=>10parsecs', []],
  ['shop', '#/findings', ['?']],
  ['empty', '', []],
  ['one', '#/trace', ['j'], 2000],
];

for (const theme of ['light', 'dark']) {
  for (const [shape, fragment, keys, size] of kStates) {
    test(`no barrier: ${shape}${fragment} ${keys.join(' ')} ${theme}`, async () => {
      await withPage(shape, fragment, { theme, size, reducedMotion: 'reduce' }, async page => {
        await press(page, ...keys);
        assert.deepEqual(await violations(page), []);
      });
    });
  }
}

test('at the width of a phone, and at 200 % zoom, nothing is cut off at the side', async () => {
  for (const [width, height] of [[390, 844], [640, 400], [320, 640]]) {
    for (const view of kViews) {
      await withPage('shop', `#/${view}`, { width, height }, async page => {
        await drawn(page);
        const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(wide <= window, `${view} is ${wide} pixels wide in a window of ${window}`);
      });
    }
  }
});

test('failed, missed and unfinished operations are told by words, not by colour alone', async () => {
  await withPage('shop', '#/trace', {}, async page => {
    const results = await page.$$eval('.row .result', cells => cells.map(cell => cell.textContent));
    assert.ok(results.some(text => /^✕ ERROR 42P01/.test(text)), results.join());
    assert.ok(results.includes('miss'));
  });
  await withPage('shop', '#/traces?q=status:unfinished', {}, async page => {
    await press(page, 'j', 'Enter');
    assert.ok((await page.$$eval('.row .result', cells => cells.map(cell => cell.textContent))).includes('UNFINISHED for 3.20 s'));
  });
});

test('on paper there are no buttons, and all rows', async () => {
  await withPage('shop', '#/traces', {}, async page => {
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await drawn(page);
    assert.equal(await page.$$eval('[role=grid] .body .row', rows => rows.length), 41);
    assert.equal(await page.isVisible('.filter input'), false);
  });
});
