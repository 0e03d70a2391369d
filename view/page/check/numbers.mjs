// The page shows the numbers of its data. Empty views show a reason.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeData } from '../example/generate.mjs';
import { drawn, press, texts, withPage } from './pages.mjs';

const { header, columns } = makeData('shop');
const rows = page => page.$$eval('.body .row', found => found.map(row => [...row.children].map(cell => cell.textContent.trim())));

test('statements have the counts, rows and times of the data', async () => {
  await withPage('shop', '#/statements', { width: 1600 }, async page => {
    const shown = await rows(page);
    assert.equal(shown.length, header.statements.length);
    shown.forEach((cells, index) => {
      const statement = header.statements[index];
      assert.equal(cells[2], statement.count.toLocaleString('en-US'));
      assert.equal(cells[7], statement.rows < 0 ? '–' : statement.rows.toLocaleString('en-US'));
      assert.equal(cells[8], statement.failed > 0 ? `✕ ${statement.failed}` : '–');
      assert.ok(Math.abs(parseFloat(cells[5].replace(',', '')) - statement.p95 / 1e6) <= 0.05 * (statement.p95 / 1e6) + 0.01, `${cells[5]} for ${statement.p95}`);
    });
  });
});

test('tabs count what the data has', async () => {
  await withPage('shop', '', {}, async page => {
    assert.deepEqual(await texts(page, '.tabs .number'), [header.findings.length, columns['trace.first'].length, header.statements.length, header.run.failed, header.cache.length].map(String));
  });
});

test('numbers of statements stay those of the whole run under a filter', async () => {
  await withPage('shop', '#/statements?q=customers', { width: 1600 }, async page => {
    const expected = header.statements.filter(statement => /customers/.test(statement.text));
    assert.deepEqual((await rows(page)).map(cells => cells[2]), expected.map(statement => String(statement.count)));
  });
});

function attributesOf(row) {
  const set = columns['span.attributes'][row];
  const entries = [];
  for (let i = columns['set.first'][set]; i < columns['set.first'][set + 1]; ++i) entries.push([header.strings[columns['set.key'][i]], header.strings[columns['set.value'][i]]]);
  return Object.fromEntries(entries);
}

for (const [query, test_] of [
  ['status:error', row => columns['span.status'][row] === 2],
  ['-status:error', row => columns['span.status'][row] !== 2],
  ['status:unfinished', row => columns['span.duration'][row] < 0],
  ['system:redis', row => header.statements[columns['span.statement'][row]]?.system === 'redis'],
  ['cache:miss', row => columns['span.misses'][row] > 0],
  ['rows>1000', row => columns['span.rows'][row] > 1000],
  ['>10ms', row => columns['span.duration'][row] > 10e6],
  ['>=0.5ms <1ms', row => columns['span.duration'][row] >= 0.5e6 && columns['span.duration'][row] < 1e6],
  ['service:worker', row => header.services[columns['span.service'][row]] === 'shop-worker'],
  ['attr.code.line.number=212', row => attributesOf(row)['code.line.number'] === '212'],
  ['finding:repeated', row => (columns['span.flags'][row] & 16) !== 0],
  ['"select stock"', row => header.strings[columns['span.name'][row]] === 'SELECT stock'],
  ['select STOCK', row => /select stock/i.test(header.strings[columns['span.name'][row]])],
]) {
  test(`the filter ${query} keeps what it says`, async () => {
    let expected = 0;
    for (let row = 0; row < columns['span.start'].length; ++row) if (test_(row)) ++expected;
    assert.ok(expected > 0);
    await withPage('shop', `#/traces?q=${encodeURIComponent(query)}`, {}, async page => {
      await drawn(page);
      assert.deepEqual(await texts(page, '#filter-state'), [`${expected} of ${columns['span.start'].length} spans match`]);
    });
  });
}

test('a filter that cannot be understood is told', async () => {
  for (const [query, told] of [['>10parsecs', /the unit is one of/], ['status:bad', /the status is one of/], ['rows>many', /is no number/], ['rows>5ms', /rows have no unit/], ['cache:maybe', /hit or miss/]]) {
    await withPage('shop', `#/traces?q=${encodeURIComponent(query)}`, {}, async page => assert.match((await texts(page, '#filter-state'))[0], told));
  }
});

test('only matches, or matches with their parents', async () => {
  await withPage('shop', '#/trace?q=nowhere', {}, async page => {
    assert.deepEqual((await texts(page, '.body .name .main')), ['checkout', 'SELECT nowhere']);
    await page.selectOption('.show select', 'matches');
    assert.deepEqual((await texts(page, '.body .name .main')), ['SELECT nowhere']);
  });
});

test('equal siblings fold, and the fold says how many and how long together', async () => {
  await withPage('shop', '#/trace', {}, async page => {
    const fold = (await rows(page)).find(cells => cells[0].includes('× 25'));
    assert.deepEqual(fold.slice(3), ['16.4 ms', '25 rows, mean 0.66 ms']);
  });
});

test('idle time is a row, and a missing parent is one', async () => {
  await withPage('shop', '#/traces', {}, async page => {
    await press(page, 'j', 'j', 'Enter');
    assert.deepEqual(await texts(page, '.row.idle'), ['⋯ 8.38 s idle', '⋯ 31.7 s idle']);
  });
  await withPage('shop', '#/traces?q=customers', {}, async page => {
    await page.dblclick('.body .row:has-text("SELECT customers")');
    await drawn(page);
    assert.deepEqual(await texts(page, '.row.orphans'), ['parent not received']);
  });
});

test('a shell with thousands of pauses stays readable', async () => {
  await withPage('idle', '#/trace', {}, async page => {
    assert.ok((await page.$$('*')).length < 3000);
    assert.equal(Number(await page.getAttribute('[role=treegrid]', 'aria-rowcount')), 1 + 1 + 2000 + 1999);
    await press(page, 'G');
    assert.equal((await texts(page, '.row.idle'))[0], '⋯ 3.00 s idle');
  });
});

test('an empty run shows the reason in every view, and a filter without matches says how many it hides', async () => {
  for (const view of ['findings', 'traces', 'trace', 'statements', 'errors', 'cache', 'run']) {
    await withPage('empty', `#/${view}`, {}, async page => assert.match(await page.textContent('#view'), /has libpq inside/));
  }
  await withPage('shop', '#/traces?q=nothing-matches', {}, async page => {
    await drawn(page);
    assert.match(await page.textContent('#view'), /No traces match the filter.*leaves none of 41/);
  });
});

test('operations in flight at the end are told at the top, and listed with their age', async () => {
  await withPage('shop', '#/run', {}, async page => {
    assert.ok((await texts(page, '.facts')).join().includes('1 in flight at the end'));
    const table = await texts(page, 'section:has-text("In flight at the end (1)") td');
    assert.deepEqual(table, ['UPDATE audit', '127.0.0.1:3306', '3.20 s', 'worker (4713)']);
    await page.click('.facts a');
    await drawn(page);
    assert.deepEqual(await texts(page, '#filter-state'), ['1 of 254 spans match']);
    await page.click('.body a');
    await drawn(page);
    assert.ok((await texts(page, '.row .result')).includes('UNFINISHED for 3.20 s'));
  });
});

test('what was not traced stands above every view', async () => {
  for (const view of ['findings', 'traces', 'trace', 'statements', 'errors', 'cache']) {
    await withPage('shop', `#/${view}`, {}, async page => assert.match((await texts(page, '.warnings'))[0], /RTLD_DEEPBIND/));
  }
});
