/// The data set as the views use it: columns of spans and traces, and the header with all aggregated data.
import type { Header } from './header';

export type Column = ArrayLike<number>;
export type Columns = Record<string, Column>;

/// Bits of `span.flags`.
export const enum Flag {
  Unfinished = 1,
  EndBeforeStart = 2,
  OutsideParent = 4,
  MadeByDbspan = 8,
  InFinding = 16,
  LoopCut = 32,
}

export const kNoParent = -1;
export const kParentNotReceived = -2;
export const kStatusError = 2;

export interface Spans {
  count: number;
  trace: Column;
  parent: Column;
  depth: Column;
  id: Column;
  start: Column;
  duration: Column;
  name: Column;
  kind: Column;
  status: Column;
  flags: Column;
  service: Column;
  process: Column;
  statement: Column;
  text: Column;
  rows: Column;
  affected: Column;
  hits: Column;
  misses: Column;
  error: Column;
  message: Column;
  attributes: Column;
}

export interface Traces {
  count: number;
  id: Column;
  first: Column;
  spans: Column;
  start: Column;
  duration: Column;
  name: Column;
  operations: Column;
  failed: Column;
  databases: Column;
}

export interface Data {
  header: Header;
  strings: string[];
  spans: Spans;
  traces: Traces;
  events: { span: Column; time: Column; name: Column; attributes: Column };
  sets: { first: Column; key: Column; value: Column };
}

const kEmpty = new Uint32Array(0);

/// Groups the columns by their prefix. Missing columns are treated as empty.
export function makeData(header: Header, columns: Columns): Data {
  const group = (prefix: string, names: string[]): Record<string, Column> =>
    Object.fromEntries(names.map(name => [name, columns[`${prefix}.${name}`] ?? kEmpty]));
  const spans = group('span', ['trace', 'parent', 'depth', 'id', 'start', 'duration', 'name', 'kind', 'status', 'flags', 'service',
    'process', 'statement', 'text', 'rows', 'affected', 'hits', 'misses', 'error', 'message', 'attributes']);
  const traces = group('trace', ['id', 'first', 'spans', 'start', 'duration', 'name', 'operations', 'failed', 'databases']);
  return {
    header,
    strings: header.strings,
    spans: { ...spans, count: spans.start!.length } as unknown as Spans,
    traces: { ...traces, count: traces.start!.length } as unknown as Traces,
    events: group('event', ['span', 'time', 'name', 'attributes']) as unknown as Data['events'],
    sets: group('set', ['first', 'key', 'value']) as unknown as Data['sets'],
  };
}

const hex = (column: Column, index: number, words: number): string => {
  let text = '';
  for (let word = 0; word < words; ++word) text += (column[index * words + word] ?? 0).toString(16).padStart(8, '0');
  return text;
};

export const spanId = (data: Data, row: number): string => hex(data.spans.id, row, 2);
export const traceId = (data: Data, trace: number): string => hex(data.traces.id, trace, 4);

/// Returns the duration to show. An unfinished span lasts until the end of the run.
export function shownDuration(data: Data, row: number): number {
  const duration = data.spans.duration[row]!;
  return duration >= 0 ? duration : Math.max(0, data.header.run.end - data.spans.start[row]!);
}

export const isUnfinished = (data: Data, row: number): boolean => (data.spans.flags[row]! & Flag.Unfinished) !== 0;
export const isFailed = (data: Data, row: number): boolean => data.spans.status[row] === kStatusError;

/// Returns the rows of the operations that were still in flight when the recording ended.
export function operationsInFlight(data: Data): number[] {
  const rows: number[] = [];
  for (let row = 0; row < data.spans.count; ++row) if (isUnfinished(data, row) && data.spans.statement[row]! >= 0) rows.push(row);
  return rows;
}

/// Returns the system of a database operation, or an empty text for other spans.
export function systemOf(data: Data, row: number): string {
  const statement = data.spans.statement[row]!;
  return statement < 0 ? '' : data.header.statements[statement]!.system;
}

/// Returns the keys and values of an attribute set.
export function attributesOf(data: Data, set: number): [string, string][] {
  const entries: [string, string][] = [];
  for (let entry = data.sets.first[set] ?? 0; entry < (data.sets.first[set + 1] ?? 0); ++entry) {
    entries.push([data.strings[data.sets.key[entry]!]!, data.strings[data.sets.value[entry]!]!]);
  }
  return entries;
}

/// Returns the index of the trace whose id begins with `id` (1 to 32 hexadecimal digits), or -1.
export function findTrace(data: Data, id: string): number {
  if (!/^[0-9a-f]{1,32}$/.test(id)) return -1;
  for (let trace = 0; trace < data.traces.count; ++trace) {
    if (traceId(data, trace).startsWith(id)) return trace;
  }
  return -1;
}

/// Returns the row of the span with this id in a trace, or -1.
export function findSpan(data: Data, trace: number, id: string): number {
  const first = data.traces.first[trace]!;
  for (let row = first; row < first + data.traces.spans[trace]!; ++row) {
    if (spanId(data, row) === id) return row;
  }
  return -1;
}
