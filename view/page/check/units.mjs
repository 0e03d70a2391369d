// Checks that need no browser: numbers have the format of the terminal report; syntax of the filter, time axis, rule of folding.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { Builder, randomNumbers } from '../example/builder.mjs';
import { dataSet } from '../example/data_set.mjs';

const code = buildSync({
  stdin: {
    contents: `export * from './src/format'; export * from './src/data/filter'; export * from './src/route'; export * from './src/waterfall/scale';
      export * from './src/waterfall/zoom_keys'; export * from './src/waterfall/rows'; export * from './src/waterfall/tree'; export { makeData } from './src/data/data';`,
    resolveDir: fileURLToPath(new URL('..', import.meta.url)), loader: 'ts',
  },
  bundle: true, write: false, format: 'esm', jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'warning',
}).outputFiles[0].text;
const {
  buildTree, count, duration, formatRoute, idleTimes, line, makeData, makeRows, makeScale, number3, parseFilter, parseRoute, parseZoom, percent, place, ticks, unitFor, visible,
  formatZoom, kWhole,
} = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);

test('durations read as on the terminal', () => {
  for (const [ns, text] of [[0, '0.00 ms'], [1, '<0.01 µs'], [734, '0.73 µs'], [9_999, '10.0 µs'], [10_000, '0.01 ms'], [734_000, '0.73 ms'], [18_249_000, '18.2 ms'],
    [99_949_999, '99.9 ms'], [731_000_000, '731 ms'], [999_400_000, '999 ms'], [1_840_000_000, '1.84 s'], [1_234_567_000_000, '1,235 s'], [-1, '–']]) {
    assert.equal(duration(ns), text);
  }
});

test('counts, shares and units of columns read as on the terminal', () => {
  assert.deepEqual([0, 999, 12402].map(count), ['0', '999', '12,402']);
  assert.deepEqual([0, 0.0001, 0.013, 0.0994, 0.0996, 0.64, 1].map(percent), ['0.0 %', '<0.1 %', '1.3 %', '9.9 %', '10 %', '64 %', '100 %']);
  assert.deepEqual([0.001, 0.73, 9.996, 99.96, 7310.4].map(number3), ['<0.01', '0.73', '10.0', '100', '7,310']);
  assert.deepEqual([[5e3, 2e3], [2e6, 3e4], [3e9, 2e9], [3e9, 1e6], [0, -1]].map(values => unitFor(values).name), ['µs', 'ms', 's', 'ms', 'ms']);
});

test('nothing in a text stays invisible', () => {
  assert.equal(visible('a\x1b]0;t\x07\u202eb\u200b\ud800\tc\n'), 'a\\x1b]0;t\\x07\\u202eb\\u200b\\ud800\tc\n');
  assert.equal(visible('日本 🙂'), '日本 🙂');
  assert.equal(line('  SELECT\n\t1  '), 'SELECT 1');
  assert.equal([...line('x'.repeat(1e6))].length, 401);
});

test('the filter reads words and conditions, and says what it does not understand', () => {
  const terms = text => parseFilter(text).terms.map(({ kind, negated, ...rest }) => [negated ? `-${kind}` : kind, ...Object.values(rest)]);
  assert.deepEqual(terms('Stock "in a Row" -x -"y z"'), [['word', 'stock'], ['word', 'in a row'], ['-word', 'x'], ['-word', 'y z']]);
  assert.deepEqual(terms('>10ms <=2.5% rows>=1000 rows=3 >.5us'), [['duration', '>', 10e6], ['share', '<=', 0.025], ['rows', '>=', 1000], ['rows', '=', 3], ['duration', '>', 500]]);
  assert.deepEqual(terms('system:redis -status:error attr.a.b=c:d attr.x service:"my shop"'),
    [['system', 'redis'], ['-status', 'error'], ['attribute', 'a.b', 'c:d'], ['attribute', 'x', ''], ['service', 'my shop']]);
  assert.deepEqual(terms('a=b x:y'), [['word', 'a=b'], ['word', 'x:y']]);
  for (const text of ['>', '>x', 'rows>', 'rows>1ms', 'status:nope', 'cache:warm', '>5h', '>5constructor']) assert.notEqual(parseFilter(text).error, '', text);
  assert.equal(parseFilter('status:err >5ms "open').error, '');
});

test('links lead back to where they come from', () => {
  for (const route of [{ view: 'trace', id: 'ab', parameters: { span: '01', q: 'a&b=c #%+ "d"' } }, { view: 'cache', id: 'a/b?c:*#%', parameters: {} }]) {
    assert.deepEqual(parseRoute(formatRoute(route)), route);
  }
  assert.equal(parseRoute('#/elsewhere'), null);
  assert.deepEqual(parseRoute('#/cache/%zz'), { view: 'cache', id: '%zz', parameters: {} });
  assert.deepEqual(parseZoom(formatZoom({ left: 0.25, right: 0.5 })), { left: 0.25, right: 0.5 });
  for (const text of ['', '1-0', 'x', '-', undefined]) assert.deepEqual(parseZoom(text), kWhole);
});

test('times keep their order on the axis, idle or not, and ticks are round and in view', () => {
  const random = randomNumbers(7);
  for (let round = 0; round < 200; ++round) {
    const edges = Array.from({ length: 2 * Math.floor(random() * 5) }, () => 1e9 * random() * 100).sort((a, b) => a - b);
    const gaps = [];
    for (let index = 0; index < edges.length; index += 2) gaps.push([edges[index], edges[index + 1]]);
    const scale = makeScale(0, 100e9, gaps);
    let last = 0;
    for (let time = 0; time <= 100e9; time += 1e9) {
      const at = place(scale, time);
      assert.ok(at >= last - 1e-9 && at <= 1 + 1e-9, `${time} at ${at} after ${last}`);
      last = at;
    }
    assert.ok(Math.abs(place(scale, 100e9) - 1) < 1e-9);
    const left = random() * 0.9;
    for (const tick of ticks(scale, { left, right: left + 0.1 }, 6, 0.1)) assert.ok(tick.position >= 0 && tick.position <= 0.9);
  }
});

// Compares the rule in docs/view.md with the rows of random statements.
test('five or more equal statements fold, but not those that failed, are unfinished or are the slowest', () => {
  const random = randomNumbers(11);
  let folds = 0;
  for (let round = 0; round < 200; ++round) {
    const b = new Builder('folding');
    b.trace();
    const root = b.span({ name: 'root', start: 0, duration: 1000 });
    const size = Math.floor(random() * 30);
    for (let number = 0; number < size; ++number) {
      const text = random() < 0.85 ? 'SELECT a' : 'SELECT b';
      b.span({ parent: root, name: text, start: number, duration: random() < 0.05 ? -1 : random() < 0.1 ? 0.9 : 0.1, operation: { system: 'postgresql', text }, error: random() < 0.05 ? 'E' : '' });
    }
    const { header, columns } = dataSet(b);
    const data = makeData(header, columns);
    const tree = buildTree(data, 0);
    const rows = makeRows(data, tree, idleTimes(data, tree), { closed: new Set(), openFolds: new Set(), keep: null, flat: false });

    const shown = rows.flatMap(row => (row.kind === 'fold' ? row.rows : [row.row])).sort((x, y) => x - y);
    assert.deepEqual(shown, Array.from({ length: size + 1 }, (_, row) => row), 'every span is in one row');
    for (const row of rows.filter(row => row.kind === 'fold')) {
      ++folds;
      assert.ok(row.rows.length >= 5);
      assert.equal(new Set(row.rows.map(one => columns['span.statement'][one])).size, 1);
      assert.ok(row.rows.every(one => columns['span.status'][one] !== 2 && columns['span.duration'][one] >= 0));
    }
    const single = rows.filter(row => row.kind === 'span' && row.row !== 0).map(row => row.row);
    for (let start = 0; start + 5 <= single.length; ++start) {
      const run = single.slice(start, start + 5);
      const equal = run.every((row, index) => row === run[0] + index && columns['span.statement'][row] === columns['span.statement'][run[0]]
        && columns['span.status'][row] === 0 && columns['span.duration'][row] === 1e5);
      assert.ok(!equal, `round ${round}: rows ${run} should have folded`);
    }
  }
  assert.ok(folds > 100, `${folds} rows folded`);
});

test('three outliers of a run stay rows of their own, not all', () => {
  const b = new Builder('outliers');
  b.trace();
  const root = b.span({ name: 'root', start: 0, duration: 1000 });
  for (let number = 0; number < 30; ++number) {
    b.span({ parent: root, name: 'SELECT a', start: number, duration: number % 3 === 0 ? 0.6 + number / 100 : 0.1, operation: { system: 'postgresql', text: 'SELECT a' } });
  }
  const { header, columns } = dataSet(b);
  const data = makeData(header, columns);
  const rows = makeRows(data, buildTree(data, 0), [], { closed: new Set(), openFolds: new Set(), keep: null, flat: false });
  assert.deepEqual(rows.map(row => (row.kind === 'fold' ? `× ${row.rows.length}` : row.row)), [0, '× 27', 22, 25, 28]);
});

test('thousands of equal statements that all failed are rows in no time', () => {
  const b = new Builder('failed');
  b.trace();
  const root = b.span({ name: 'root', start: 0, duration: 1e6 });
  for (let number = 0; number < 50_000; ++number) {
    b.span({ parent: root, name: 'SELECT a', start: number, duration: 0.1, operation: { system: 'postgresql', text: 'SELECT a' }, error: '42P01' });
  }
  const { header, columns } = dataSet(b);
  const data = makeData(header, columns);
  let looked = 0;
  const counted = new Proxy(data.spans.statement, { get: (column, key) => (typeof key === 'string' && /^\d+$/.test(key) ? (++looked, column[key]) : Reflect.get(column, key, column)) });
  const rows = makeRows({ ...data, spans: { ...data.spans, statement: counted } }, buildTree(data, 0), [], { closed: new Set(), openFolds: new Set(), keep: null, flat: false });
  assert.equal(rows.length, 50_001);
  assert.ok(looked < 500_000, `${looked} looks at a statement`);
});
