/// Links from one view to another.
import { spanId, traceId, type Data } from '../data/data';
import { formatRoute, viewRoute, type Route } from '../route';

/// Returns the link to a span in its trace. The link has no filter, which might hide the span.
export function spanLink(data: Data, row: number): string {
  return formatRoute(spanRoute(data, row));
}

export function spanRoute(data: Data, row: number): Route {
  return { view: 'trace', id: traceId(data, data.spans.trace[row]!), parameters: { span: spanId(data, row) } };
}

export const traceRoute = (data: Data, route: Route, trace: number): Route => viewRoute(route, 'trace', traceId(data, trace));

const keysOfHeader = new WeakMap<object, { keys: string[]; places: Map<string, number> }>();

/// Returns the key of each statement in links: its hash. If several services have statements with the same hash, a number follows.
function statementKeys({ header }: Data): { keys: string[]; places: Map<string, number> } {
  let known = keysOfHeader.get(header);
  if (!known) {
    const places = new Map<string, number>();
    const keys = header.statements.map((statement, index) => {
      let key = statement.hash;
      for (let number = 2; places.has(key); ++number) key = `${statement.hash}~${number}`;
      places.set(key, index);
      return key;
    });
    keysOfHeader.set(header, (known = { keys, places }));
  }
  return known;
}

export const statementKey = (data: Data, statement: number): string => statementKeys(data).keys[statement] ?? '';
export const findStatement = (data: Data, key: string): number => statementKeys(data).places.get(key) ?? -1;

export const statementLink = (data: Data, statement: number): string =>
  formatRoute({ view: 'statements', id: statementKey(data, statement), parameters: {} });

/// Returns the link to the traces in which a statement runs.
export const tracesOfStatementLink = (data: Data, statement: number): string =>
  formatRoute({ view: 'traces', id: '', parameters: { q: `statement:${data.header.statements[statement]!.hash}` } });
