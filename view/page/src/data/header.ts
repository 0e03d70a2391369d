/// The header of the data set, as docs/view-data.md describes it. Times are nanoseconds; -1 means unknown.

export interface Statement {
  name: string;
  system: string;
  service: string;
  namespace: string;
  server: string;
  text: string;
  hash: string;
  count: number;
  failed: number;
  rows: number;
  affected: number;
  hits: number;
  misses: number;
  total: number;
  mean: number;
  min: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  buckets: [from: number, to: number, count: number][];
  slowest: number;
  median: number;
  failedExample: number;
}

export interface FailureGroup {
  code: string;
  message: string;
  statement: number;
  count: number;
  first: number;
  last: number;
  example: number;
}

export interface CacheKeys {
  pattern: string;
  system: string;
  service: string;
  lookups: number;
  hits: number;
  misses: number;
  writes: number;
  notes: string[];
}

export interface Finding {
  id: string;
  kind: string;
  title: string;
  sentence: string;
  advice: string;
  statement: number;
  count: number;
  total: number;
  parent: string;
  parentDuration: number;
  trace: number;
  rows: number[];
  where: string;
}

export interface Notice {
  level: 'info' | 'warning';
  text: string;
  advice: string;
}

export interface Process {
  pid: number;
  parent: number;
  name: string;
  service: string;
  started: number;
  duration: number;
  exit: string;
  operations: number;
  traced: boolean;
  notes: string[];
}

export interface Run {
  title: string;
  command: string;
  summary: string;
  started: number;
  end: number;
  duration: number;
  exit: { code: number; signal: number; text: string };
  operations: number;
  failed: number;
  databases: number;
  live: boolean;
  notices: Notice[];
  processes: Process[];
  kept: { traces: number; ofTraces: number; spans: number; ofSpans: number };
  switches: { name: string; value: string; source: string }[];
  version: string;
}

export interface Header {
  version: number;
  base: string;
  strings: string[];
  services: string[];
  run: Run;
  statements: Statement[];
  errors: FailureGroup[];
  cache: CacheKeys[];
  findings: Finding[];
}

export const kDataVersion = 1;
