// Converts the collected spans to header, columns, and the container that dbspan writes into the page.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

const sum = (values, of) => values.reduce((total, value) => total + of(value), 0);

function covered(spans) {
  let total = 0;
  let end = -Infinity;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const to = span.start + Math.max(0, span.duration);
    if (to > end) total += to - Math.max(span.start, end);
    end = Math.max(end, to);
  }
  return total;
}

const known = (spans, key) => {
  const values = spans.map(span => span.operation[key]).filter(value => value !== undefined);
  return values.length === 0 ? -1 : sum(values, value => value);
};

function statementNumbers(builder) {
  const groups = [...builder.statements.values()].map(statement => ({ statement, spans: [] }));
  for (const span of builder.spans) if (span.statement >= 0) groups[span.statement].spans.push(span);
  const numbers = groups.map(({ statement, spans }) => {
    const ended = spans.filter(span => span.duration >= 0).sort((a, b) => a.duration - b.duration);
    const at = share => ended[Math.min(ended.length - 1, Math.floor(share * ended.length))];
    const total = sum(ended, span => span.duration);
    const buckets = new Map();
    for (const span of ended) {
      const bucket = Math.floor(Math.log(Math.max(1, span.duration)) / Math.log(1.02));
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    }
    return {
      name: statement.label ?? statement.text, system: statement.system, service: statement.service, namespace: statement.namespace ?? '',
      server: statement.server ?? '', text: statement.text, hash: createHash('sha256').update(statement.text).digest('hex').slice(0, 16),
      count: spans.length, failed: spans.filter(span => span.error).length, rows: known(spans, 'rows'), affected: known(spans, 'affected'),
      hits: known(spans, 'hits'), misses: known(spans, 'misses'), total, mean: ended.length ? Math.round(total / ended.length) : 0,
      min: ended[0]?.duration ?? 0, p50: at(0.5)?.duration ?? 0, p95: at(0.95)?.duration ?? 0, p99: at(0.99)?.duration ?? 0, max: ended.at(-1)?.duration ?? 0,
      buckets: [...buckets].sort((a, b) => a[0] - b[0]).map(([bucket, count]) => [Math.round(1.02 ** bucket), Math.round(1.02 ** (bucket + 1)), count]),
      slowest: ended.at(-1)?.row ?? -1, median: at(0.5)?.row ?? -1, failedExample: spans.find(span => span.error)?.row ?? -1,
    };
  });
  const order = numbers.map((_, index) => index).sort((a, b) => numbers[b].total - numbers[a].total);
  return { statements: order.map(index => numbers[index]), newIndex: new Map(order.map((old, index) => [old, index])) };
}

function errorGroups(builder, newIndex) {
  const groups = new Map();
  for (const span of builder.spans.filter(span => span.error)) {
    const statement = span.statement < 0 ? -1 : newIndex.get(span.statement);
    const key = JSON.stringify([span.error, span.message, statement]);
    const group = groups.get(key) ?? { code: span.error, message: span.message, statement, count: 0, first: span.start, last: span.start, example: span.row };
    ++group.count;
    group.first = Math.min(group.first, span.start);
    group.last = Math.max(group.last, span.start);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

function cachePatterns(builder) {
  const groups = new Map();
  for (const span of builder.spans) {
    const { keys, system } = span.operation ?? {};
    if (!keys) continue;
    const group = groups.get(keys) ?? { pattern: keys, system, service: span.service, lookups: 0, hits: 0, misses: 0, writes: 0, notes: [] };
    group.hits += span.operation.hits ?? 0;
    group.misses += span.operation.misses ?? 0;
    group.lookups = group.hits + group.misses;
    group.writes += span.operation.hits === undefined ? 1 : 0;
    groups.set(keys, group);
  }
  for (const group of groups.values()) {
    if (group.lookups > 4 && group.hits === 0) group.notes.push('always missed');
    if (group.writes > 0 && group.lookups === 0) group.notes.push('written, never read');
  }
  return [...groups.values()].sort((a, b) => b.lookups - a.lookups);
}

export function dataSet(builder) {
  const { spans, traces } = builder;
  const { statements, newIndex } = statementNumbers(builder);
  const columns = {};
  const column = (name, type, values) => (columns[name] = new type(values));
  const of = (name, type, value) => column(`span.${name}`, type, spans.map(value));
  of('trace', Uint32Array, span => span.trace);
  of('parent', Int32Array, span => span.parent);
  of('depth', Uint16Array, span => span.depth);
  column('span.id', Uint32Array, spans.flatMap(() => [Math.floor(builder.random() * 2 ** 32), Math.floor(builder.random() * 2 ** 32)]));
  of('start', Float64Array, span => span.start);
  of('duration', Float64Array, span => span.duration);
  of('name', Uint32Array, span => builder.string(span.name));
  of('kind', Uint8Array, span => (span.operation ? 3 : span.kind));
  of('status', Uint8Array, span => (span.error ? 2 : 0));
  of('flags', Uint16Array, span => span.flags);
  of('service', Uint16Array, span => builder.service(span.service));
  of('process', Int32Array, span => builder.processes.findIndex(process => process.service === span.service));
  of('statement', Int32Array, span => (span.statement < 0 ? -1 : newIndex.get(span.statement)));
  of('text', Uint32Array, span => builder.string(span.operation?.text ?? ''));
  for (const key of ['rows', 'affected', 'hits', 'misses']) of(key, Float64Array, span => span.operation?.[key] ?? -1);
  of('error', Uint32Array, span => builder.string(span.error));
  of('message', Uint32Array, span => builder.string(span.message));
  of('attributes', Uint32Array, span => builder.set(span.attributes));
  const events = spans.flatMap(span => span.events.map(event => ({ ...event, span: span.row })));
  column('event.span', Uint32Array, events.map(event => event.span));
  column('event.time', Float64Array, events.map(event => event.time * 1e6));
  column('event.name', Uint32Array, events.map(event => builder.string(event.name)));
  column('event.attributes', Uint32Array, events.map(event => builder.set(event.attributes ?? {})));
  const firsts = [0];
  for (const set of builder.sets) firsts.push(firsts.at(-1) + set.length);
  column('set.first', Uint32Array, firsts);
  column('set.key', Uint32Array, builder.sets.flatMap(set => set.map(([key]) => builder.string(key))));
  column('set.value', Uint32Array, builder.sets.flatMap(set => set.map(([, value]) => builder.string(String(value)))));

  const own = traces.map((trace, index) => spans.slice(trace.first, traces[index + 1]?.first ?? spans.length));
  const ofTrace = (name, type, value) => column(`trace.${name}`, type, own.map(value));
  const start = rows => rows.reduce((least, span) => Math.min(least, span.start), Infinity);
  const operations = rows => rows.filter(span => span.statement >= 0);
  column('trace.id', Uint32Array, traces.flatMap(trace => trace.id));
  column('trace.first', Uint32Array, traces.map(trace => trace.first));
  ofTrace('spans', Uint32Array, rows => rows.length);
  ofTrace('start', Float64Array, start);
  ofTrace('duration', Float64Array, rows => rows.reduce((last, span) => Math.max(last, builder.end(span)), 0) - start(rows));
  ofTrace('name', Uint32Array, rows => builder.string(rows[0].name));
  ofTrace('operations', Uint32Array, rows => operations(rows).length);
  ofTrace('failed', Uint32Array, rows => operations(rows).filter(span => span.error).length);
  ofTrace('databases', Float64Array, rows => covered(operations(rows)));

  const all = operations(spans);
  const end = builder.run.end ?? spans.reduce((last, span) => Math.max(last, builder.end(span)), 0);
  const kept = { traces: traces.length, ofTraces: traces.length, spans: spans.length, ofSpans: spans.length };
  const header = {
    version: 1, base: '1790000000000000000', strings: builder.strings, services: builder.services,
    run: {
      title: builder.title, command: '', summary: `dbspan: ${builder.title}`, started: 0, end, duration: end, exit: { code: 0, signal: 0, text: 'exit 0' },
      operations: all.length, failed: all.filter(span => span.error).length, databases: covered(all), live: false, notices: builder.notices,
      processes: builder.processes, kept, switches: builder.switches, version: '0.3.0', ...builder.run,
    },
    statements,
    errors: errorGroups(builder, newIndex),
    cache: cachePatterns(builder),
    findings: builder.findings.map(finding => ({ ...finding, statement: newIndex.get(finding.statement) ?? -1 })),
  };
  return { header, columns };
}

/// Returns the container as `view/page_data.cc` would write it.
export function container({ header, columns }) {
  const types = { Uint8Array: 'u8', Uint16Array: 'u16', Uint32Array: 'u32', Int32Array: 'i32', Float64Array: 'f64' };
  const parts = [];
  const places = {};
  let offset = 0;
  const align = bytes => Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8, ' ')]);
  for (const [name, column] of Object.entries(columns)) {
    places[name] = { type: types[column.constructor.name], offset, length: column.length };
    const bytes = align(Buffer.from(column.buffer, column.byteOffset, column.byteLength));
    parts.push(bytes);
    offset += bytes.length;
  }
  const head = align(Buffer.from(JSON.stringify({ ...header, columns: places }), 'utf8'));
  const preamble = Buffer.alloc(16);
  preamble.write('DBSPAN1\n', 'latin1');
  preamble.writeUInt32LE(head.length, 8);
  return Buffer.concat([preamble, head, ...parts]);
}

const escaped = text => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);

/// Returns the built page with this data.
export function fillPage(page, data, text = '') {
  const fill = { TITLE: escaped(data.header.run.title), TEXT: escaped(text || data.header.run.summary), DATA: gzipSync(container(data)).toString('base64') };
  return page.replace(/@DBSPAN_(TITLE|TEXT|DATA)@/g, (_, name) => fill[name]);
}
