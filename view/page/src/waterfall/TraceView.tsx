import { useMemo } from 'preact/hooks';
import { findSpan, findTrace, spanId, traceId, type Data } from '../data/data';
import { count, duration, line, percent, plural } from '../format';
import { usePage } from '../page';
import { Split } from '../parts/Split';
import { Toolbar } from '../parts/Toolbar';
import { formatRoute, viewRoute } from '../route';
import { Empty, Unknown } from '../views/empty';
import { treeText } from './describe';
import { Legend } from './Legend';
import { Overview } from './Overview';
import type { Row } from './rows';
import { formatZoom, parseZoom } from './zoom_keys';
import type { Zoom } from './scale';
import { FoldDetails, SpanDetails } from './SpanDetails';
import { kShows, useRows, type Show } from './use_rows';
import { Waterfall } from './Waterfall';

const kShowNames: Record<Show, string> = { parents: 'matches with parents', matches: 'only matches', all: 'all, matches marked' };

/// One trace as a waterfall: the one that the link names, or else the one with the first finding or a failure.
export function TraceView() {
  const { data, route } = usePage();
  const trace = useMemo(() => (route.id === '' ? mostTelling(data) : findTrace(data, route.id)), [data, route.id]);
  if (data.traces.count === 0) return <div class="empty"><Empty what="traces" total={0} without="No trace" /></div>;
  if (trace < 0) {
    return (
      <>
        <Unknown what="trace" id={route.id} />
        <p class="notice"><a href={formatRoute(viewRoute(route, 'traces'))}>All traces</a></p>
      </>);
  }
  return <OpenTrace key={trace} trace={trace} />;
}

/// Returns the trace to show by default: with a finding, else with failures, else the longest.
function mostTelling({ traces, header }: Data): number {
  const found = header.findings.find(finding => finding.trace >= 0);
  if (found) return found.trace;
  let best = 0;
  for (let trace = 1; trace < traces.count; ++trace) {
    const failed = traces.failed[trace]! - traces.failed[best]!;
    if (failed > 0 || (failed === 0 && traces.duration[trace]! > traces.duration[best]!)) best = trace;
  }
  return best;
}

function OpenTrace({ trace }: { trace: number }) {
  const { data, route, matches, go } = usePage();
  const { traces, strings } = data;
  const show = (kShows.includes(route.parameters.show as Show) ? route.parameters.show : 'parents') as Show;
  const wanted = route.parameters.span ?? '';
  const span = useMemo(() => (wanted === '' ? -1 : findSpan(data, trace, wanted)), [data, trace, wanted]);
  const fold = route.parameters.fold === '1';
  const state = useRows(data, trace, matches, show, span, fold);
  const findings = useMemo(() => findingRows(data), [data]);
  const zoom = useMemo(() => parseZoom(route.parameters.zoom), [route.parameters.zoom]);
  const set = (parameters: Record<string, string>): void =>
    go({ ...route, id: traceId(data, trace), parameters: { ...route.parameters, ...parameters } }, true);
  const setZoom = (next: Zoom): void => set({ zoom: formatZoom(next) });
  const select = (entry: Row): void => {
    if (entry.kind === 'fold') set({ span: spanId(data, entry.rows[0]!), fold: '1' });
    else if (entry.kind === 'span') set({ span: spanId(data, entry.row), fold: '' });
  };
  const chosen = state.rows[state.selected];
  const details = chosen?.kind === 'fold' ? <FoldDetails rows={chosen.rows} />
    : span >= 0 && !fold ? <SpanDetails row={span} tree={state.tree} findings={findings} /> : null;
  const found = matches.traces?.[trace];
  return (
    <>
      <Toolbar text={() => treeText(data, state.rows)}>
        <p class="trace-name">
          <strong>{line(strings[traces.name[trace]!]!) || '(no name)'}</strong> <code>{traceId(data, trace).slice(0, 8)}</code>
          <span>{duration(traces.duration[trace]!)}</span>
          <span>{plural(traces.operations[trace]!, 'operation')}</span>
          {traces.failed[trace]! > 0 ? <span class="error-count">✕ {count(traces.failed[trace]!)} failed</span> : null}
          {traces.duration[trace]! > 0 ? <span>{percent(traces.databases[trace]! / traces.duration[trace]!)} in databases</span> : null}
          {found === undefined ? null : <span>{plural(found, 'match', 'matches')}</span>}
        </p>
        {matches.spans ? (
          <label class="show"><span class="off-screen">Rows to show</span>
            <select value={show} onChange={event => set({ show: (event.target as HTMLSelectElement).value })}>
              {kShows.map(name => <option key={name} value={name}>{kShowNames[name]}</option>)}
            </select>
          </label>) : null}
        <Legend tree={state.tree} />
      </Toolbar>
      {wanted !== '' && span < 0 ? <Unknown what="span" id={wanted} /> : null}
      <Overview data={data} tree={state.tree} scale={state.scale} zoom={zoom} matching={state.matching} onZoom={setZoom} />
      <Split label={chosen?.kind === 'fold' ? 'Repeated operation' : 'Span'} onClose={() => set({ span: '', fold: '' })} details={details}
        list={<Waterfall context={{ data, tree: state.tree, scale: state.scale, zoom, findings, matching: state.matching }}
          state={state} show={show} onSelect={select} onZoom={setZoom} />} />
    </>);
}

/// Returns the rows that are evidence of a finding, with the id of the finding.
function findingRows(data: Data): Map<number, string> {
  const rows = new Map<number, string>();
  for (const finding of data.header.findings) for (const row of finding.rows) if (!rows.has(row)) rows.set(row, finding.id);
  return rows;
}
