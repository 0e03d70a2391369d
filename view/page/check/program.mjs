// `dbspan view` writes the same numbers to the page and to the terminal. Runs only if DBSPAN is the path of the program.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostile, many } from '../example/large.mjs';
import { otlpLines } from '../example/otlp.mjs';
import { shop } from '../example/shop.mjs';
import { drawn, kViews, press, texts, urlOf, withPage } from './pages.mjs';

const program = process.env.DBSPAN;
const skip = program ? false : 'DBSPAN does not name the dbspan program';

/// Returns the page of a data set and the report of it on the terminal.
function view(builder, name) {
  const dir = mkdtempSync(join(tmpdir(), 'dbspan-program-'));
  try {
    writeFileSync(join(dir, 'spans.jsonl'), otlpLines(builder));
    const html = join(dir, 'page.html');
    const run = (...options) => execFileSync(program, ['view', ...options, join(dir, 'spans.jsonl')], { encoding: 'utf8', env: { ...process.env, COLUMNS: '250', LC_ALL: 'C.UTF-8' } });
    run('-q', '--html', html);
    const report = run('--statements', 'all', '--all', '--color', 'never');
    return { url: urlOf(`${name}.html`, readFileSync(html, 'utf8')), report };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/// Parses the table of statements on the terminal: system, count, total, mean, p95, max, rows, failed.
function printedStatements(report) {
  const lines = report.split('\n');
  const begin = lines.findIndex(line => line.startsWith('statements by total time'));
  assert.ok(begin >= 0, report);
  const end = lines.findIndex((line, index) => index > begin && line.trim() === '');
  return lines.slice(begin + 1, end < 0 ? lines.length : end).map(line => line.trim().split(/ {2,}/).slice(1, 9));
}

const milliseconds = text => {
  const [, value, unit] = /^([\d.,<]+) (µs|ms|s)$/.exec(text);
  return Number(value.replace(/[<,]/g, '')) * { 'µs': 1e-3, ms: 1, s: 1e3 }[unit];
};

const close = (shown, printed, what) => assert.ok(Math.abs(shown - printed) <= 0.006 * printed + 0.006, `${what}: ${shown} on the page, ${printed} on the terminal`);

for (const [name, make] of [['shop', shop], ['many', () => many(300)]]) {
  test(`statements of ${name} have the same numbers on the page and on the terminal`, { skip }, async () => {
    const { url, report } = view(make(), `program-${name}`);
    const printed = printedStatements(report);
    assert.ok(printed.length > 3);
    await withPage(url, '#/statements', { width: 1900 }, async page => {
      const units = (await texts(page, '[role=columnheader]')).map(head => / (µs|ms|s)$/.exec(head)?.[1]);
      const shown = await page.$$eval('.body .row', rows => rows.map(row => [...row.children].map(cell => cell.textContent.trim())));
      assert.equal(shown.length, printed.length);
      shown.forEach((cells, index) => {
        const [system, count, total, mean, p95, max, rows, failed] = printed[index];
        assert.deepEqual([cells[1], cells[2], cells[7].replace('–', '-'), cells[8].replace('–', '-').replace('✕ ', '')], [system, count, rows, failed]);
        close(milliseconds(cells[3]), milliseconds(total), `total of ${cells[0]}`);
        [[4, mean], [5, p95], [6, max]].forEach(([cell, text]) => close(milliseconds(`${cells[cell]} ${units[cell]}`), milliseconds(text), `column ${cell} of ${cells[0]}`));
      });
    });
  });
}

test('findings have the same sentences, advice and source lines', { skip }, async () => {
  const { url, report } = view(shop(), 'program-findings');
  await withPage(url, '#/findings', {}, async page => {
    const sentences = await texts(page, '.sentence');
    assert.ok(sentences.length >= 1);
    const printed = report.replace(/\s+/g, ' ');
    for (const text of [...sentences, ...(await texts(page, '.evidence .code'))]) assert.ok(printed.includes(text.replace(/\s+/g, ' ')), `${text} is not in the report`);
  });
});

test('the folded row of the waterfall has the numbers of the one on the terminal', { skip }, async () => {
  const { url, report } = view(shop(), 'program-fold');
  const [, time, result] = / {2}× 25 .*?\| +([\d.]+ ms) .*?(25 rows +mean [\d.]+ ms)/.exec(report);
  await withPage(url, '#/trace', {}, async page => {
    const fold = (await page.$$eval('.row.fold', rows => rows.map(row => [...row.children].map(cell => cell.textContent.trim())))).find(cells => cells[0].includes('× 25'));
    assert.deepEqual(fold.slice(3), [time, result.replace(/ {2,}/, ', ')]);
  });
});

test('hostile texts that went through the program neither run nor hide', { skip }, async () => {
  const { url } = view(hostile(), 'program-hostile');
  for (const name of kViews) {
    await withPage(url, `#/${name}`, {}, async page => {
      await press(page, 'j');
      await drawn(page);
      assert.doesNotMatch(await page.evaluate(() => document.body.innerText), /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    });
  }
});
