// The example of a shop: checkouts with a repeated statement, failures, cache lookups, a worker, an idle shell, an operation in flight.
import { Builder } from './builder.mjs';

const kPg = { system: 'postgresql', server: '127.0.0.1:5432', namespace: 'shop' };
const kMaria = { system: 'mariadb', server: '127.0.0.1:3306', namespace: 'stock' };
const kRedis = { system: 'redis', server: '127.0.0.1:6379', namespace: '0' };

const kStatements = {
  customer: { ...kPg, label: 'SELECT customers', text: 'SELECT id, name, mail FROM customers WHERE mail = $1', rows: 1 },
  stock: { ...kPg, label: 'SELECT stock', text: 'SELECT pieces, reserved\n  FROM stock\n WHERE id = $1\n   FOR UPDATE', rows: 1 },
  insert: { ...kMaria, label: 'INSERT reservations', text: 'INSERT INTO reservations (article, pieces, until) VALUES (?, ?, ?)', affected: 1 },
  order: { ...kPg, label: 'INSERT orders', text: 'INSERT INTO orders (customer, total, state) VALUES ($1, $2, $3) RETURNING id', rows: 1, affected: 1 },
  report: { ...kPg, label: 'SELECT orders', text: 'SELECT o.id, o.total, c.name FROM orders o JOIN customers c ON c.id = o.customer WHERE o.state = ? ORDER BY o.total DESC LIMIT ?', rows: 1200 },
  nowhere: { ...kPg, label: 'SELECT nowhere', text: 'SELECT * FROM nowhere' },
  audit: { ...kMaria, label: 'UPDATE audit', text: 'UPDATE audit SET seen = ? WHERE job = ?', affected: 12 },
};

const get = (prefix, key, hit) => ({ ...kRedis, label: `GET ${prefix}:*`, text: `GET ${prefix}:${key}`, pattern: `GET ${prefix}:*`, keys: `${prefix}:*`, hits: hit ? 1 : 0, misses: hit ? 0 : 1 });
const set = (prefix, key) => ({ ...kRedis, label: `SET ${prefix}:*`, text: `SET ${prefix}:${key} ? EX ?`, pattern: `SET ${prefix}:* ? EX ?`, keys: `${prefix}:*` });

export function shop() {
  const b = new Builder('shop_plain');
  const jitter = (mean, spread = 0.5) => mean * (1 - spread / 2 + spread * b.random()) * (b.random() < 0.04 ? 3 : 1);
  const run = (parent, operation, start, duration, more = {}) =>
    b.span({ parent, name: operation.system === 'redis' ? operation.text : operation.label, start, duration, operation, service: 'shop', ...more });
  const called = (name, line) => ({ attributes: { 'code.function.name': name, 'code.file.path': 'src/shop.cc', 'code.line.number': line, 'db.namespace': 'shop' } });

  for (let number = 0; number < 14; ++number) checkout(number);
  for (let number = 0; number < 24; ++number) showCart(number);
  worker();
  shell();
  orphan();

  b.processes.push(
    { pid: 4711, parent: 4700, name: 'shop_plain', service: 'shop', started: 0, duration: 62.4e9, exit: 'exit 0', operations: b.spans.filter(span => span.service === 'shop' && span.operation).length, traced: true, notes: [] },
    { pid: 4713, parent: 4711, name: 'worker', service: 'shop-worker', started: 2.1e7, duration: -1, exit: '', operations: 4, traced: true, notes: ['in flight: UPDATE audit, 127.0.0.1:3306'] },
    { pid: 4720, parent: 4711, name: 'php', service: '', started: 8e8, duration: 3.2e8, exit: 'exit 0', operations: 0, traced: false, notes: ['libpq.so.5 is loaded, but pgsql.so calls it directly'] });
  b.notices.push(
    { level: 'warning', text: '/usr/bin/php (4720): libpq.so.5 is loaded, but pgsql.so calls it directly (opened with RTLD_DEEPBIND): 3 kinds of call go past dbspan.', advice: 'docs/zero-edit.md, "Called past"' },
    { level: 'info', text: 'kept 41 of 41 traces', advice: '' });
  b.switches.push({ name: 'DBSPAN_CONNECT_SPANS', value: '1', source: 'environment' });
  const operations = b.spans.filter(span => span.operation);
  b.run = { end: 62.4e9, summary: `dbspan: shop_plain  exit 0 · 62.4 s · ${operations.length} operations · ${operations.filter(span => span.error).length} failed · ${b.findings.length} findings` };
  return b;

  function checkout(number) {
    b.trace();
    const start = 40 + number * 95 + 20 * b.random();
    const lines = number === 3 ? 25 : number === 7 ? 12 : 1 + (number % 3);
    const root = b.span({ name: 'checkout', start, duration: 4.2 + lines * 0.82, kind: 2, attributes: { 'http.request.method': 'POST', 'http.route': '/checkout' } });
    let at = start + 0.2;
    const next = (operation, mean, more) => {
      const duration = jitter(mean);
      const row = run(root, operation, at, duration, more);
      at += duration + 0.05;
      return row;
    };
    next(get('cart', 1000 + number, number % 3 !== 0), 0.1, number % 3 === 0 ? { events: [{ time: at + 0.09, name: 'cache.miss', attributes: { 'cache.item_count': 1 } }] } : {});
    next(kStatements.customer, 0.44, called('Customer::Load', 88));
    const [loads, place, line] = number === 7 ? ['load the last order', 'LastOrder', 240] : ['load order lines', 'OrderLines', 212];
    const load = b.span({ parent: root, name: loads, start: at, duration: 0.74 * lines + 0.3 });
    const begun = at;
    const rows = [];
    for (let i = 0; i < lines; ++i) {
      const duration = jitter(0.66, 0.3);
      rows.push(run(load, kStatements.stock, at, duration, called(place, line)));
      at += duration + 0.03;
    }
    b.spans[load].duration = Math.round((at - begun + 0.1) * 1e6);
    if (lines >= 5) repeated(rows, load, lines, loads, `${place}, shop.cc:${line}`);
    if (number === 3) next(kStatements.nowhere, 0.43, { error: '42P01', message: 'relation ? does not exist', ...called('Checkout::Audit', 305) });
    const clash = number === 3 || number === 9;
    next(kStatements.insert, 0.2, clash ? { error: '1062', message: 'Duplicate entry ? for key ?', ...called('Reserve', 118) } : called('Reserve', 118));
    if (!clash) next(kStatements.order, 0.7, called('Checkout::Write', 318));
    next(set('session', 77 + number), 0.08);
    b.spans[root].duration = Math.round((at - start + 0.4) * 1e6);
  }

  function repeated(rows, parent, count, name, where) {
    const total = rows.reduce((sum, row) => sum + b.spans[row].duration, 0);
    const whole = b.spans[parent].duration;
    b.finding({
      kind: 'repeated-statement', title: 'repeated statement', rows, count, total, parent: name, parentDuration: whole, where,
      sentence: `SELECT stock ran ${count} times in a row below «${name}»: ${(total / 1e6).toFixed(1)} ms of its ${(whole / 1e6).toFixed(1)}.`,
      advice: 'One statement with  id = ANY(…)  would do.',
    });
  }

  function showCart(number) {
    b.trace();
    const start = 60 + number * 52;
    const root = b.span({ name: 'show cart', start, duration: 1.2, kind: 2, attributes: { 'http.request.method': 'GET', 'http.route': '/cart' } });
    run(root, get('cart', 1000 + number, number % 4 !== 1), start + 0.1, jitter(0.1));
    run(root, get('banner', 'spring', false), start + 0.3, jitter(0.09));
    if (number % 4 === 1) run(root, kStatements.report, start + 0.5, jitter(2.4));
    b.spans[root].duration = Math.round((0.5 + (number % 4 === 1 ? 3.5 : 0.1) + 0.4 * b.random()) * 1e6);
  }

  function worker() {
    b.trace();
    const root = b.span({ name: 'nightly audit', start: 500, duration: 30, service: 'shop-worker' });
    b.span({ parent: root, name: 'UPDATE audit', start: 502, duration: 9.5, operation: kStatements.audit, service: 'shop-worker' });
    b.span({ parent: root, name: 'UPDATE audit', start: 512, duration: 24, operation: kStatements.audit, service: 'shop-worker', flags: ['outsideParent'] });
    b.span({ parent: root, name: 'SELECT orders', start: 513, duration: 8, operation: kStatements.report, service: 'shop-worker' });
    b.span({ parent: root, name: 'UPDATE audit', start: 59200, duration: -1, operation: { ...kStatements.audit, affected: undefined }, service: 'shop-worker', flags: ['outsideParent'] });
  }

  function shell() {
    b.trace();
    const root = b.span({ name: 'psql', start: 3000, duration: 41000, flags: ['made'] });
    for (const [start, count] of [[3100, 2], [11500, 3], [43200, 2]]) {
      const burst = b.span({ parent: root, name: 'burst', start, duration: count * 14, flags: ['made'] });
      for (let number = 0; number < count; ++number) run(burst, kStatements.report, start + number * 14, jitter(9));
    }
  }

  function orphan() {
    b.trace();
    run(-2, kStatements.customer, 1500, 0.4);
    run(-2, kStatements.order, 1501, 0.9);
  }
}
