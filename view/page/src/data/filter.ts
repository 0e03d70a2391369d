/// The syntax of the filter field: words, and conditions such as `status:error`, `>10ms`, `-system:redis`.

export type Comparison = '<' | '<=' | '>' | '>=' | '=';

export type Term = { negated: boolean } & (
  | { kind: 'word'; word: string }
  | { kind: 'system' | 'service' | 'status' | 'finding' | 'cache' | 'statement'; value: string }
  | { kind: 'duration'; comparison: Comparison; limit: number }  ///< nanoseconds
  | { kind: 'share'; comparison: Comparison; limit: number }     ///< share of the trace's duration, 0 … 1
  | { kind: 'rows'; comparison: Comparison; limit: number }
  | { kind: 'attribute'; key: string; value: string }
);

export interface Filter {
  terms: Term[];
  error: string;  ///< a sentence for the user; empty: no error
}

const kNanoseconds = new Map([['ns', 1], ['us', 1e3], ['µs', 1e3], ['μs', 1e3], ['ms', 1e6], ['s', 1e9], ['m', 60e9]]);
const kStatuses = ['error', 'ok', 'unset', 'unfinished'];
const kOutcomes = ['hit', 'miss'];

/// Parses the text of the filter field. An invalid term sets `error` and is ignored; the other terms apply.
export function parseFilter(text: string): Filter {
  const filter: Filter = { terms: [], error: '' };
  for (const match of text.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+(?:"[^"]*"?)?))/g)) {
    const negated = match[1] === '-';
    const quoted = match[2];
    if (quoted !== undefined) {
      if (quoted !== '') filter.terms.push({ negated, kind: 'word', word: quoted.toLowerCase() });
      continue;
    }
    const term = parseTerm(match[3]!.replaceAll('"', ''));
    if (typeof term === 'string') filter.error ||= term;
    else filter.terms.push({ ...term, negated } as Term);
  }
  return filter;
}

type Parsed = { kind: Term['kind'] } & Record<string, unknown>;

function parseTerm(text: string): Parsed | string {
  const comparison = /^(rows)?(<=|>=|<|>|=)(.*)$/.exec(text);
  if (comparison && (comparison[1] || comparison[2] !== '=')) {
    return parseComparison(text, comparison[1] === 'rows', comparison[2] as Comparison, comparison[3]!);
  }
  const attribute = /^attr\.([^=]+)(?:=(.*))?$/.exec(text);
  if (attribute) return { kind: 'attribute', key: attribute[1]!, value: attribute[2] ?? '' };
  const condition = /^(system|service|status|finding|cache|statement):(.*)$/.exec(text);
  if (!condition) return { kind: 'word', word: text.toLowerCase() };
  const kind = condition[1] as 'system' | 'service' | 'status' | 'finding' | 'cache' | 'statement';
  const value = condition[2]!.toLowerCase();
  if (kind === 'status' && !oneOf(kStatuses, value)) return `${text}: the status is one of ${kStatuses.join(', ')}.`;
  if (kind === 'cache' && !oneOf(kOutcomes, value)) return `${text}: the outcome is hit or miss.`;
  return { kind, value };
}

// Accepts a prefix of a value, so that a value is not reported as invalid while it is being typed.
const oneOf = (values: string[], value: string): boolean => values.some(known => known.startsWith(value));

function parseComparison(text: string, rows: boolean, comparison: Comparison, operand: string): Parsed | string {
  const number = /^([0-9]*\.?[0-9]+)([a-zµμ%]*)$/i.exec(operand);
  if (!number) return operand === '' ? `${text}: a number is missing, as in >10ms, <2.5% or rows>1000.` : `${text}: ${operand} is no number.`;
  const value = Number(number[1]);
  const unit = number[2]!;
  if (rows) return unit === '' ? { kind: 'rows', comparison, limit: value } : `${text}: rows have no unit.`;
  if (unit === '%') return { kind: 'share', comparison, limit: value / 100 };
  const factor = kNanoseconds.get(unit);
  if (factor === undefined) return `${text}: the unit is one of ns, us, ms, s, m or %.`;
  return { kind: 'duration', comparison, limit: value * factor };
}

export function compare(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<': return value < limit;
    case '<=': return value <= limit;
    case '>': return value > limit;
    case '>=': return value >= limit;
    case '=': return value === limit;
  }
}
