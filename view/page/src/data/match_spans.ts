/// Selects the spans that match the filter. A text is compared once per distinct string, not once per span.
import { attributesOf, Flag, kStatusError, type Data } from './data';
import { compare, type Term } from './filter';

export type RowTest = (row: number) => boolean;

/// Returns a function that tests whether a row matches all terms.
export function spanTest(data: Data, terms: Term[]): RowTest {
  const tests = terms.map(term => {
    const test = termTest(data, term);
    return term.negated ? (row: number) => !test(row) : test;
  });
  return row => tests.every(test => test(row));
}

/// Wraps a test of texts so that it takes the index of a string and runs once per string.
function stringTest(data: Data, test: (text: string) => boolean): (index: number) => boolean {
  const known = new Int8Array(data.strings.length);
  return index => {
    if (known[index] === 0) known[index] = test(data.strings[index]!) ? 1 : -1;
    return known[index] === 1;
  };
}

const memo = (length: number, test: (index: number) => boolean): ((index: number) => boolean) => {
  const known = new Int8Array(length);
  return index => {
    if (known[index] === 0) known[index] = test(index) ? 1 : -1;
    return known[index] === 1;
  };
};

function termTest(data: Data, term: Term): RowTest {
  const { spans, header } = data;
  switch (term.kind) {
    case 'word': {
      const has = stringTest(data, text => text.toLowerCase().includes(term.word));
      return row => has(spans.name[row]!) || has(spans.text[row]!) || has(spans.error[row]!) || has(spans.message[row]!);
    }
    case 'system': {
      const is = memo(header.statements.length, index => header.statements[index]!.system.startsWith(term.value));
      return row => spans.statement[row]! >= 0 && is(spans.statement[row]!);
    }
    case 'statement': {
      const is = memo(header.statements.length, index => header.statements[index]!.hash.startsWith(term.value));
      return row => spans.statement[row]! >= 0 && is(spans.statement[row]!);
    }
    case 'service': {
      const is = header.services.map(service => service.toLowerCase().includes(term.value));
      return row => is[spans.service[row]!] ?? false;
    }
    case 'status': return statusTest(data, term.value);
    case 'finding': return findingTest(data, term.value);
    case 'cache': {
      const column = 'hit'.startsWith(term.value) ? spans.hits : spans.misses;
      return row => column[row]! > 0;
    }
    case 'duration': return row => spans.duration[row]! >= 0 && compare(spans.duration[row]!, term.comparison, term.limit);
    case 'share': return row => {
      const whole = data.traces.duration[spans.trace[row]!]!;
      return whole > 0 && spans.duration[row]! >= 0 && compare(spans.duration[row]! / whole, term.comparison, term.limit);
    };
    case 'rows': return row => spans.rows[row]! >= 0 && compare(spans.rows[row]!, term.comparison, term.limit);
    case 'attribute': {
      const has = memo(Math.max(0, data.sets.first.length - 1), set =>
        attributesOf(data, set).some(([key, value]) => key === term.key && (term.value === '' || value === term.value)));
      return row => has(spans.attributes[row]!);
    }
  }
}

function statusTest({ spans }: Data, value: string): RowTest {
  if ('error'.startsWith(value)) return row => spans.status[row] === kStatusError;
  if ('ok'.startsWith(value)) return row => spans.status[row] === 1;
  if ('unset'.startsWith(value) && value !== 'unf') return row => spans.status[row] === 0;
  return row => (spans.flags[row]! & Flag.Unfinished) !== 0;
}

function findingTest({ spans, header }: Data, value: string): RowTest {
  if (value === '') return row => (spans.flags[row]! & Flag.InFinding) !== 0;
  const statements = new Set<number>();
  const rows = new Set<number>();
  for (const finding of header.findings) {
    if (!finding.kind.includes(value) && finding.id !== value) continue;
    if (finding.statement >= 0) statements.add(finding.statement);
    for (const row of finding.rows) rows.add(row);
  }
  return row => rows.has(row) || ((spans.flags[row]! & Flag.InFinding) !== 0 && statements.has(spans.statement[row]!));
}

const kSlice = 8;        // milliseconds of work before the browser may draw again
const kCheckEvery = 2048;

export interface Matches {
  spans: Uint8Array | null;   ///< 1 for each row that matches; null: all match
  traces: Uint32Array | null; ///< number of matching spans in each trace; null: all match
  count: number;
}

/// Finds the matching spans in slices of time, so that the page still reacts to keys. Returns null if `cancelled` becomes true meanwhile.
export async function matchSpans(data: Data, terms: Term[], cancelled: () => boolean): Promise<Matches | null> {
  if (terms.length === 0) return { spans: null, traces: null, count: data.spans.count };
  const test = spanTest(data, terms);
  const matches = { spans: new Uint8Array(data.spans.count), traces: new Uint32Array(data.traces.count), count: 0 };
  let started = performance.now();
  for (let row = 0; row < data.spans.count; ++row) {
    if (row % kCheckEvery === 0 && performance.now() - started > kSlice) {
      await nextTask();
      if (cancelled()) return null;
      started = performance.now();
    }
    if (!test(row)) continue;
    matches.spans[row] = 1;
    ++matches.traces[data.spans.trace[row]!]!;
    ++matches.count;
  }
  return matches;
}

const nextTask = (): Promise<void> =>
  new Promise(resolve => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
