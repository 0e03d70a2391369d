import { attributesOf, Flag, isFailed, isUnfinished, kParentNotReceived, shownDuration, spanId, systemOf, traceId, type Data } from '../data/data';
import { count, duration, percent, plural, visible } from '../format';
import { usePage } from '../page';
import { Facts, type Fact } from '../parts/Facts';
import { Statement, System } from '../parts/Text';
import { formatRoute } from '../route';
import { spanLink, statementLink, tracesOfStatementLink } from '../views/links';
import { foldResult, foldTimes, nameOf, notesOf, resultOf } from './describe';
import { childrenOf, covered, hasChildren, type Interval, type Tree } from './tree';

const kKinds = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

/// All recorded data of a span.
export function SpanDetails({ row, tree, findings }: { row: number; tree: Tree; findings: Map<number, string> }) {
  const { data } = usePage();
  const { spans, strings, header } = data;
  const statement = spans.statement[row]!;
  const finding = findings.get(row);
  const elsewhere = statement < 0 ? 0 : header.statements[statement]!.count - 1;
  return (
    <>
      <h2>{nameOf(data, row)} <System system={systemOf(data, row)} /></h2>
      <Outcome data={data} row={row} />
      {notesOf(data, row).map(note => <p key={note} class="note">{note}</p>)}
      {statement < 0 ? null : <Statement text={strings[spans.text[row]!]!} />}
      {finding ? <p class="finding-link">Part of <a href={formatRoute({ view: 'findings', id: finding, parameters: {} })}>finding {visible(finding)}</a></p> : null}
      {elsewhere > 0
        ? <p class="links"><a href={statementLink(data, statement)}>Same statement: {plural(elsewhere, 'other call')}</a><a href={tracesOfStatementLink(data, statement)}>traces with it</a></p>
        : null}
      <Facts facts={factsOf(data, row, tree)} />
      <Attributes data={data} set={spans.attributes[row]!} />
      <Events data={data} row={row} />
    </>);
}

function Outcome({ data, row }: { data: Data; row: number }) {
  const { spans, strings } = data;
  if (isUnfinished(data, row)) return <p class="message unfinished">UNFINISHED: in flight for {duration(shownDuration(data, row))} when the recording ended.</p>;
  if (!isFailed(data, row)) return null;
  const message = strings[spans.message[row]!]!;
  return <p class="message bad"><strong><span aria-hidden="true">✕ </span>ERROR {visible(strings[spans.error[row]!]!)}</strong> {visible(message)}</p>;
}

function factsOf(data: Data, row: number, tree: Tree): Fact[] {
  const { spans, header, strings } = data;
  const lasted = shownDuration(data, row);
  const start = spans.start[row]! - data.traces.start[tree.trace]!;
  const whole = data.traces.duration[tree.trace]!;
  const process = header.run.processes[spans.process[row]!];
  const parent = spans.parent[row]!;
  const lookups = Math.max(0, spans.hits[row]!) + Math.max(0, spans.misses[row]!);
  const times: Fact[] = hasChildren(tree, row) ? parentTimes(data, row, tree) : [];
  return [
    ['duration', isUnfinished(data, row) ? `unfinished, so far ${duration(lasted)}` : `${duration(lasted)}${whole > 0 ? ` (${percent(lasted / whole)} of the trace)` : ''}`],
    ...times,
    ['starts', `${duration(start)} after the trace`],
    ['rows returned', spans.rows[row]! < 0 ? '' : count(spans.rows[row]!)],
    ['rows affected', spans.affected[row]! < 0 ? '' : count(spans.affected[row]!)],
    ['lookups', lookups === 0 ? '' : `${count(lookups)}: ${count(Math.max(0, spans.hits[row]!))} found, ${count(Math.max(0, spans.misses[row]!))} missed`],
    ['called from', calledFrom(attributesOf(data, spans.attributes[row]!))],
    ['parent', parent >= 0 ? strings[spans.name[parent]!]! : parent === kParentNotReceived ? 'not received' : ''],
    ['kind', kKinds[spans.kind[row]!] ?? ''],
    ['service', header.services[spans.service[row]!] ?? ''],
    ['process', process ? `${process.name} (${process.pid})` : ''],
    ['span', spanId(data, row)],
    ['trace', traceId(data, tree.trace)],
  ];
}

/// Returns the time that a parent spent in its own code and the time that it waited for databases.
function parentTimes(data: Data, row: number, tree: Tree): Fact[] {
  const { spans } = data;
  const start = spans.start[row]!;
  const end = start + shownDuration(data, row);
  const within = (of: number): Interval => [Math.max(start, spans.start[of]!), Math.min(end, spans.start[of]! + shownDuration(data, of))];
  const kids = Array.from(childrenOf(tree, row), within).filter(([from, to]) => to > from);
  const waits: Interval[] = [];
  // The rows of a subtree directly follow its root.
  const depth = spans.depth[row]!;
  for (let below = row + 1; below < tree.first + tree.count && spans.depth[below]! > depth; ++below) {
    if (spans.statement[below]! < 0) continue;
    const [from, to] = within(below);
    if (to > from) waits.push([from, to]);
  }
  const made = (spans.flags[row]! & Flag.MadeByDbspan) !== 0;
  return [
    ['own time', made ? '' : duration(end - start - covered(kids))],
    ['waiting for databases', duration(covered(waits))],
  ];
}

function calledFrom(attributes: [string, string][]): string {
  const value = (key: string): string => attributes.find(([name]) => name === key)?.[1] ?? '';
  const place = [value('code.file.path'), value('code.line.number')].filter(text => text !== '').join(':');
  return [value('code.function.name'), place].filter(text => text !== '').join(', ');
}

function Attributes({ data, set }: { data: Data; set: number }) {
  const entries = attributesOf(data, set);
  if (entries.length === 0) return null;
  return <><h3>Attributes</h3><Facts facts={entries} /></>;
}

function Events({ data, row }: { data: Data; row: number }) {
  const { events, spans, strings } = data;
  let low = 0;
  let high = events.span.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events.span[middle]! < row) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let event = low; event < events.span.length && events.span[event] === row && found.length < 100; ++event) found.push(event);
  if (found.length === 0) return null;
  return (
    <>
      <h3>Events</h3>
      {found.map(event => (
        <div key={event} class="event">
          <p><strong>{visible(strings[events.name[event]!]!)}</strong> at {duration(events.time[event]! - spans.start[row]!)}</p>
          <Facts facts={attributesOf(data, events.attributes[event]!)} />
        </div>))}
    </>);
}

/// The details of a fold: of several operations that are drawn as one row.
export function FoldDetails({ rows }: { rows: number[] }) {
  const { data } = usePage();
  const { spans, strings } = data;
  const times = foldTimes(data, rows);
  const slowest = rows.reduce((most, row) => (shownDuration(data, row) > shownDuration(data, most) ? row : most), rows[0]!);
  const failed = rows.filter(row => isFailed(data, row));
  return (
    <>
      <h2>{nameOf(data, rows[0]!)} × {count(rows.length)} <System system={systemOf(data, rows[0]!)} /></h2>
      <p>The same statement {count(rows.length)} times in a row. The row opens with l or →.</p>
      <Statement text={strings[spans.text[rows[0]!]!]!} />
      <Facts facts={[
        ['time together', duration(times.together)], ['sum', duration(times.sum)], ['mean', duration(times.mean)],
        ['results', foldResult(data, rows)],
      ]} />
      <p class="links">
        <a href={spanLink(data, slowest)}>slowest: {duration(shownDuration(data, slowest))}</a>
        {failed.length > 0 ? <a href={spanLink(data, failed[0]!)}>first failed: {resultOf(data, failed[0]!).text}</a> : null}
        <a href={statementLink(data, spans.statement[rows[0]!]!)}>the statement</a>
      </p>
    </>);
}
