// All functions of the page can be used without a mouse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawn, press, texts, withPage } from './pages.mjs';

const selected = page => texts(page, '.row.selected [role=gridcell]:first-child');
const focused = page => page.evaluate(() => document.activeElement.getAttribute('role') ?? document.activeElement.tagName.toLowerCase());

test('from opening to the text of the slowest failed statement', async () => {
  await withPage('shop', '', {}, async page => {
    await press(page, '/');
    await page.keyboard.type('status:error >0.2ms');
    await press(page, 'Enter', '2', 'j', 'Enter', 'e');
    assert.deepEqual(await texts(page, '.details pre'), ['SELECT * FROM nowhere']);
    await press(page, 'Enter');
    assert.equal(await focused(page), 'aside');
    await press(page, 'Escape');
    assert.equal(await focused(page), 'treegrid');
  });
});

test('the digits lead to the views, and the filter stays', async () => {
  await withPage('shop', '#/findings?q=stock', {}, async page => {
    for (const [key, view] of [['2', 'traces'], ['3', 'trace'], ['4', 'statements'], ['5', 'errors'], ['6', 'cache'], ['7', 'run'], ['1', 'findings']]) {
      await press(page, key);
      assert.match(page.url(), new RegExp(`#/${view}\\?q=stock$`));
    }
  });
});

for (const [view, first] of [['traces', 'j'], ['statements', 'ArrowDown'], ['errors', 'j'], ['cache', 'ArrowDown']]) {
  test(`rows of ${view} are reached by keys, and told to a screen reader`, async () => {
    await withPage('shop', `#/${view}`, {}, async page => {
      await press(page, first);
      const begin = await selected(page);
      assert.equal(begin.length, 1);
      const grid = await page.$eval('[role=grid]', element => ({ active: element.getAttribute('aria-activedescendant'), focus: document.activeElement === element }));
      assert.deepEqual(grid, { active: await page.$eval('.row.selected', row => row.id), focus: true });
      await press(page, 'j', 'k');
      assert.deepEqual(await selected(page), begin);
      await press(page, 'G', 'Home');
      assert.deepEqual(await selected(page), begin);
    });
  });
}

test('h and l close and open rows of the waterfall', async () => {
  await withPage('shop', '#/trace', {}, async page => {
    const rows = async () => Number(await page.getAttribute('[role=treegrid]', 'aria-rowcount'));
    const all = await rows();
    await press(page, 'j', 'h');
    assert.equal(await rows(), 2);
    assert.equal(await page.getAttribute('.row.selected', 'aria-expanded'), 'false');
    await press(page, 'l');
    assert.equal(await rows(), all);
    await press(page, 'j', 'j', 'j', 'j', 'l');
    assert.match((await selected(page))[0], /^▾SELECT stock × 25/);
    assert.equal(await rows(), all + 25);
    await press(page, 'h', 'h');
    assert.match((await selected(page))[0], /load order lines/);
  });
});

test('w, s, a, d and 0 zoom', async () => {
  await withPage('shop', '#/trace', {}, async page => {
    await press(page, 'w');
    assert.match(page.url(), /zoom=0\.1666667-0\.8333333/);
    await press(page, 'd');
    assert.match(page.url(), /zoom=0\.3-0\.966666/);
    await press(page, '0');
    assert.doesNotMatch(page.url(), /zoom/);
  });
});

test('the list of keys opens with ? and closes with Escape', async () => {
  await withPage('shop', '#/traces', {}, async page => {
    await press(page, '?');
    assert.equal(await page.$$eval('dialog[open]', found => found.length), 1);
    await press(page, 'Escape');
    assert.equal(await page.$$eval('dialog[open]', found => found.length), 0);
  });
});

test('Tab reaches everything that can be used, and the focus shows', async () => {
  await withPage('shop', '#/statements', {}, async page => {
    await press(page, 'j');
    const reached = new Set();
    for (let step = 0; step < 60; ++step) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(() => {
        const element = document.activeElement;
        const style = getComputedStyle(element);
        return { name: element.getAttribute('aria-label') || element.textContent.trim(), shown: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };
      });
      if (found.name !== '' && !(await page.evaluate(() => document.activeElement === document.body))) {
        assert.ok(found.shown, `the focus does not show on ${found.name}`);
        reached.add(found.name);
      }
    }
    for (const name of ['Keys and help', 'Filter', 'Copy as text', 'Statements', 'Statement', 'Close the details', 'Copy the statement']) {
      assert.ok(reached.has(name), `${name} is not reached: ${[...reached].join(', ')}`);
    }
  });
});

test('the view is copied as text', async () => {
  await withPage('shop', '#/trace', {}, async page => {
    await page.evaluate(() => {
      navigator.clipboard.writeText = async text => void (window.copied = text);
    });
    await press(page, 'y');
    await drawn(page);
    const copied = await page.evaluate(() => window.copied);
    assert.match(copied, /^checkout +/);
    assert.match(copied, /\n {4}SELECT pieces, reserved FROM stock WHERE id = \$1 FOR UPDATE {2}× 25 +postgres +16\.4 ms {2}25 rows, mean 0\.66 ms\n/);
    assert.match(copied, /ERROR 42P01 relation \? does not exist/);
    await press(page, '4', 'y');
    const table = (await page.evaluate(() => window.copied)).split('\n');
    assert.match(table[0], /^statement +system +count +total +mean ms/);
  });
});
