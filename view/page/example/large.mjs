// Large and hostile data sets, for the checks.
import { Builder } from './builder.mjs';

const kOperations = [
  { system: 'postgresql', label: 'SELECT stock', text: 'SELECT pieces FROM stock WHERE id = $1', rows: 1 },
  { system: 'redis', label: 'GET cart:*', text: 'GET cart:?', pattern: 'GET cart:*', keys: 'cart:*', hits: 1, misses: 0 },
  { system: 'mariadb', label: 'INSERT orders', text: 'INSERT INTO orders VALUES (?)', affected: 1 },
  { system: 'postgresql', label: 'SELECT customers', text: 'SELECT * FROM customers WHERE mail = $1', rows: 3 },
];

function operations(b, root, count, start, service) {
  let at = start;
  for (let number = 0; number < count; ++number) {
    const choice = kOperations[Math.floor(b.random() * kOperations.length)];
    const operation = choice.system === 'redis' ? { ...choice, text: `GET cart:${Math.floor(b.random() * 5000)}` } : choice;
    const failed = b.random() < 0.002;
    const duration = 0.05 + b.random() ** 4 * 5;
    b.span({ parent: root, name: operation.system === 'redis' ? operation.text : operation.label, start: at, duration, operation, service, error: failed ? '40001' : '', message: failed ? 'could not serialize access' : '' });
    at += duration + 0.02;
  }
  b.spans[root].duration = Math.round((at - start + 1) * 1e6);
  return at;
}

/// Makes one trace with this many spans.
export function one(spans) {
  const b = new Builder('one trace');
  b.trace();
  const root = b.span({ name: 'import', start: 0, duration: 1 });
  let at = 1;
  for (let left = spans - 1; left > 0; ) {
    const count = Math.min(left - 1, 99);
    at = operations(b, b.span({ parent: root, name: 'chunk', start: at, duration: 1 }), count, at, 'shop') + 1;
    left -= count + 1;
  }
  b.spans[root].duration = Math.round(at * 1e6);
  return b;
}

/// Makes this many traces of ten spans.
export function many(traces) {
  const b = new Builder('many traces');
  for (let number = 0; number < traces; ++number) {
    b.trace();
    operations(b, b.span({ name: `request ${number % 40}`, start: number * 3, duration: 1, kind: 2 }), 9, number * 3, `service-${number % 3}`);
  }
  return b;
}

/// Makes a shell that is idle for seconds between its statements.
export function idle(statements) {
  const b = new Builder('psql');
  b.trace();
  const root = b.span({ name: 'psql', start: 0, duration: statements * 3000, flags: ['made'] });
  for (let number = 0; number < statements; ++number) b.span({ parent: root, name: 'SELECT stock', start: number * 3000, duration: 2, operation: kOperations[0] });
  return b;
}

/// Makes a chain of spans, each a child of the previous one.
export function deep(depth) {
  const b = new Builder('deep');
  b.trace();
  let parent = -1;
  for (let number = 0; number < depth; ++number) parent = b.span({ parent, name: `level ${number}`, start: number * 0.1, duration: 2 * depth * 0.1 - number * 0.2 });
  return b;
}

/// Makes texts with markup, control sequences of terminals, and changes of direction.
export function hostile() {
  const texts = ['</script><img src=x onerror=alert(1)>', '<!--', '<script>alert(1)</script>', '\x1b]0;title\x07', 'user\u202egnp.exe', 'nul\0byte', '\ufeff\u200bhidden',
    'lone \ud800 surrogate', '"\'`&<>', 'x'.repeat(1_000_000), '日本語 テーブル', '@DBSPAN_DATA@', '__proto__', 'constructor'];
  const b = new Builder('</title><script>alert(1)</script>');
  texts.forEach((text, number) => {
    b.trace();
    const root = b.span({ name: text, start: number * 10, duration: 5, service: text });
    const rows = [];
    for (let repeat = 0; repeat < 6; ++repeat) {
      rows.push(b.span({
        parent: root, name: `UPDATE ${text}`, start: number * 10 + repeat * 0.5, duration: 0.3, service: text, error: repeat === 3 ? text.slice(0, 5000) : '', message: repeat === 3 ? text : '',
        operation: { system: number % 2 === 0 ? text.slice(0, 300) : 'mariadb', label: `UPDATE ${text}`, text: `UPDATE \`${text}\` SET a = ?`, keys: text.slice(0, 200) || 'x', hits: 1, misses: 0 },
        attributes: { [text.slice(0, 300)]: text.slice(0, 300) }, events: [{ time: number * 10, name: text.slice(0, 300), attributes: { key: text.slice(0, 300) } }],
      }));
    }
    b.finding({ kind: 'repeated-statement', title: text.slice(0, 3000), sentence: text.slice(0, 3000), advice: text.slice(0, 3000), count: 6, total: 1.8e6, parent: text.slice(0, 3000), parentDuration: 5e6, rows, where: text.slice(0, 3000) });
  });
  b.notices.push({ level: 'warning', text: texts[0], advice: texts[3] });
  b.switches.push({ name: texts[0], value: texts[4], source: texts[3] });
  b.processes.push({ pid: 1, parent: 0, name: texts[0], service: texts[0], started: 0, duration: 1e9, exit: texts[3], operations: 1, traced: true, notes: [texts[0]] });
  for (let number = 0; number < 10_000; ++number) b.service(`service ${number}`);
  b.run = { command: texts[0] };
  return b;
}

/// Makes a run without operations, with the reason.
export function empty(reason = true) {
  const b = new Builder('report');
  if (reason) b.notices.push({ level: 'warning', text: './report (4711) has libpq inside (PQexec is defined in the program itself); a preload cannot stand in front of it.', advice: 'link dbspan::libpq with it: docs/zero-edit.md, "Linked"' });
  b.run = { summary: 'dbspan: no database or cache call was seen. exit 0 · 0.31 s · 2 processes', end: 3.1e8 };
  return b;
}
