// The work of the page is bounded with 50,000 spans. Times are printed, but fail the check only with DBSPAN_PAGE_TIMES=1, because the machine
// may be under load.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { drawn, press, url, withPage } from './pages.mjs';

const strict = process.env.DBSPAN_PAGE_TIMES === '1';

function judge(context, what, value, budget) {
  context.diagnostic(`${what}: ${Math.round(value)} (budget ${budget})`);
  if (strict) assert.ok(value < budget, `${what}: ${value}, over ${budget}`);
}

/// Returns a function that reads the processor time of the page's main thread in milliseconds, which does not depend on the load of the
/// machine.
async function clock(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => (await session.send('Performance.getMetrics')).metrics.find(metric => metric.name === 'ThreadTime').value * 1000;
}

for (const [shape, fragment] of [['one', '#/trace'], ['many', '#/traces']]) {
  test(`50,000 spans, ${shape}: few nodes, little memory, a small file`, async context => {
    assert.ok(readFileSync(new URL(url(shape))).length < 3e6);
    await withPage(shape, fragment, {}, async page => {
      await page.waitForSelector('[role=grid], [role=treegrid]');
      await drawn(page);
      judge(context, 'milliseconds until usable', await page.evaluate(() => performance.now()), 2000);
      const nodes = async () => assert.ok((await page.$$('*')).length < 3000);
      await nodes();
      await page.evaluate(() => (document.querySelector('[role=grid], [role=treegrid]').scrollTop = 400_000));
      await drawn(page);
      await nodes();
      await press(page, 'G');
      await drawn(page);
      const last = await page.$eval('.row.selected', row => Number(row.getAttribute('aria-rowindex')));
      assert.equal(last, Number(await page.getAttribute('[role=grid], [role=treegrid]', 'aria-rowcount')));
      assert.ok((await page.evaluate(() => { gc?.(); return performance.memory.usedJSHeapSize; })) < 200e6);
    });
  });
}

test('50,000 spans: scrolling, and a letter in the filter', async context => {
  for (const [shape, fragment] of [['one', '#/trace'], ['many', '#/traces']]) {
    await withPage(shape, fragment, {}, async page => {
      const now = await clock(page);
      const began = await now();
      await page.evaluate(async () => {
        const list = document.querySelector('[role=grid], [role=treegrid]');
        for (let step = 0; step < 60; ++step) {
          list.scrollTop += 3000;
          await new Promise(resolve => requestAnimationFrame(resolve));
        }
      });
      const scrolled = await now();
      judge(context, `${shape}: processor time of a step of a hundred rows, ms`, (scrolled - began) / 60, 50);
      await page.fill('.filter input', 's');
      await page.waitForFunction(() => /match/.test(document.querySelector('#filter-state').textContent));
      await drawn(page);
      judge(context, `${shape}: processor time of a letter in the filter, ms`, (await now()) - scrolled, 100);
      assert.ok(Number(await page.getAttribute('[role=grid], [role=treegrid]', 'aria-rowcount')) > 1000);
      assert.ok((await page.$$('*')).length < 3000);
    });
  }
});
