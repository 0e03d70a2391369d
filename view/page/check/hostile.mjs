// Texts from outside are shown as text, never interpreted as markup.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kViews, press, texts, withPage } from './pages.mjs';

// Control characters (C0, C1), characters that change the direction or are invisible, lone surrogates.
const kDisguises = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

for (const view of kViews) {
  test(`nothing of hostile texts runs or hides in the ${view} view`, async () => {
    await withPage('hostile', `#/${view}`, {}, async page => {
      await press(page, 'j', 'j');
      const text = await page.evaluate(() => document.body.innerText);
      assert.doesNotMatch(text, kDisguises);
      assert.equal(await page.$$eval('#page img, #page script', found => found.length), 0);
      const [wide, size] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= size, `the page is ${wide} pixels wide in a window of ${size}`);
      assert.ok((await page.$$('*')).length < 3000);
    });
  });
}

test('a statement of a megabyte opens in parts', async () => {
  await withPage('hostile', '#/statements?q=xxxxxxxxxxxxxxxx', {}, async page => {
    await press(page, 'j');
    assert.equal((await texts(page, '.details pre'))[0].length, 20_000);
    await page.click('text=/Show all 1,000,0../');
    assert.ok((await texts(page, '.details pre'))[0].length > 1_000_000);
  });
});
