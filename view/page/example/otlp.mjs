// Writes the collected spans as a program with an SDK would send them: one line of OTLP JSON, for `dbspan view`.
import { createHash } from 'node:crypto';

const kBase = 1_790_000_000_000_000_000n;

const hex = (text, length) => createHash('sha256').update(text).digest('hex').slice(0, length);

const attributes = entries => Object.entries(entries).filter(([, value]) => value !== undefined && value !== '')
  .map(([key, value]) => ({ key, value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value } }));

export function otlpLines(builder) {
  const byService = new Map();
  for (const span of builder.spans.filter(span => span.duration >= 0)) {
    const spans = byService.get(span.service) ?? byService.set(span.service, []).get(span.service);
    spans.push(otlpSpan(span));
  }
  const resourceSpans = [...byService].map(([service, spans]) => ({
    resource: { attributes: attributes({ 'service.name': service }) },
    scopeSpans: [{ scope: { name: 'example' }, spans }],
  }));
  return `${JSON.stringify({ resourceSpans })}\n`;
}

function otlpSpan({ row, trace, parent, name, start, duration, kind, operation, error, message, attributes: more }) {
  const { system, text, label, server, namespace, rows, affected, hits, misses } = operation ?? {};
  const [address, port] = (server ?? '').split(':');
  const time = nanoseconds => String(kBase + BigInt(Math.round(nanoseconds)));
  const lookup = (count, outcome) => (count > 0 ? [{ name: `cache.${outcome}`, timeUnixNano: time(start), attributes: attributes({ 'cache.item_count': count }) }] : []);
  return {
    traceId: hex(`trace ${trace}`, 32),
    spanId: hex(`span ${row}`, 16),
    ...(parent === -1 ? {} : { parentSpanId: parent >= 0 ? hex(`span ${parent}`, 16) : hex('lost', 16) }),
    name,
    kind: operation ? 3 : kind,
    startTimeUnixNano: time(start),
    endTimeUnixNano: time(start + duration),
    attributes: attributes({
      'db.system.name': system, 'db.query.text': text, 'db.query.summary': system === 'redis' ? undefined : label,
      'db.operation.name': system === 'redis' ? text?.split(' ')[0] : undefined, 'db.namespace': namespace, 'server.address': address,
      'server.port': port ? Number(port) : undefined, 'db.response.returned_rows': rows, 'dbspan.affected_rows': affected, 'error.type': error,
      'db.response.status_code': operation ? error : undefined, ...more,
    }),
    events: [...lookup(hits, 'hit'), ...lookup(misses, 'miss')],
    ...(error ? { status: { code: 2, message } } : {}),
  };
}
