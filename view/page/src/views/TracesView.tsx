import { useMemo } from 'preact/hooks';
import { textTable } from '../copy';
import { findTrace, traceId, type Data } from '../data/data';
import { count, duration, line, percent, plural } from '../format';
import { usePage } from '../page';
import { Grid, sorted, type GridColumn } from '../parts/Grid';
import { Toolbar } from '../parts/Toolbar';
import { formatRoute } from '../route';
import { Empty, Unknown } from './empty';
import { traceRoute } from './links';
import { GroupedTraces } from './GroupedTraces';

/// The traces in the page, with duration, failures and the share of time in databases.
export function TracesView() {
  const { data, route, matches, go } = usePage();
  const { traces, header } = data;
  const sort = route.parameters.sort ?? '-duration';
  const grouped = route.parameters.group === 'name';
  const columns = useMemo(() => traceColumns(data), [data]);
  const rows = useMemo(() => {
    const kept: number[] = [];
    for (let trace = 0; trace < traces.count; ++trace) {
      if (!matches.traces || matches.traces[trace]! > 0) kept.push(trace);
    }
    return sorted(kept, columns, sort);
  }, [data, matches, columns, sort]);
  const chosen = useMemo(() => (route.id === '' ? -1 : findTrace(data, route.id)), [data, route.id]);
  const selected = useMemo(() => (chosen < 0 ? -1 : rows.indexOf(chosen)), [rows, chosen]);
  const set = (parameters: Record<string, string>): void => go({ ...route, parameters: { ...route.parameters, ...parameters } });

  const { kept } = header.run;
  return (
    <>
      <Toolbar text={() => textTable([columns.map(column => column.label), ...rows.map(row => columns.map(column => column.text(row)))], columns.map(column => !!column.right))}>
        <p>
          {plural(rows.length, 'trace')}{rows.length === traces.count ? '' : ` of ${count(traces.count)}`}
          {kept.traces < kept.ofTraces ? <strong> · kept {count(kept.traces)} of {count(kept.ofTraces)} traces</strong> : null}
        </p>
        <label class="check">
          <input type="checkbox" checked={grouped} onChange={event => set({ group: (event.target as HTMLInputElement).checked ? 'name' : '' })} />
          group by name
        </label>
      </Toolbar>
      {route.id !== '' && chosen < 0 ? <Unknown what="trace" id={route.id} /> : null}
      {grouped
        ? <GroupedTraces rows={rows} />
        : <Grid label="Traces" columns={columns} rows={rows} sort={sort} selected={selected}
            empty={<Empty what="traces" total={traces.count} without="No trace" />}
            rowClass={trace => (traces.failed[trace]! > 0 ? 'failed' : '')}
            onSort={next => set({ sort: next })}
            onSelect={trace => go({ ...route, id: traceId(data, trace) }, true)}
            onOpen={trace => go(traceRoute(data, route, trace))} />}
    </>);
}

const kLongestBar = 20;  // in multiples of the median

/// Returns the duration of a full bar: that of the longest trace, ignoring traces that took more than `kLongestBar` times the median.
function barScale(durations: ArrayLike<number>): number {
  const ordered = Float64Array.from(durations).sort();
  const limit = kLongestBar * (ordered[ordered.length >> 1] ?? 0);
  return Math.max(1, ordered.findLast(duration => duration <= limit) ?? 0);
}

function traceColumns(data: Data): GridColumn<number>[] {
  const { traces, strings } = data;
  const scale = barScale(traces.duration);
  const part = (ns: number): string => `${Math.min(100, (100 * ns) / scale)}%`;
  const share = (trace: number): number => (traces.duration[trace]! > 0 ? traces.databases[trace]! / traces.duration[trace]! : 0);
  return [
    {
      key: 'name', label: 'trace', width: 'minmax(9rem, 3fr)',
      cell: trace => <a class="clip" tabIndex={-1} href={formatRoute({ view: 'trace', id: traceId(data, trace), parameters: {} })}>{line(strings[traces.name[trace]!]!) || '(no name)'}</a>,
      text: trace => line(strings[traces.name[trace]!]!), order: trace => strings[traces.name[trace]!]!,
    },
    { key: 'id', label: 'id', width: '6.5rem', drop: 4, cell: trace => <code class="muted">{traceId(data, trace).slice(0, 8)}</code>, text: trace => traceId(data, trace).slice(0, 8) },
    {
      key: 'start', label: 'start', width: '6rem', right: true, drop: 3,
      cell: trace => duration(traces.start[trace]!), text: trace => duration(traces.start[trace]!), order: trace => traces.start[trace]!,
    },
    {
      key: 'duration', label: 'duration', width: 'minmax(6.5rem, 2fr)', right: true,
      cell: trace => (
        <span class="measure">
          <span class={`meter ${traces.duration[trace]! > scale ? 'over' : ''}`} aria-hidden="true"><i style={{ width: part(traces.duration[trace]!) }} /><b style={{ width: part(traces.databases[trace]!) }} /></span>
          <span class="value">{duration(traces.duration[trace]!)}</span>
        </span>),
      text: trace => duration(traces.duration[trace]!), order: trace => traces.duration[trace]!,
    },
    {
      key: 'operations', label: 'operations', width: '6rem', right: true, drop: 1,
      cell: trace => count(traces.operations[trace]!), text: trace => count(traces.operations[trace]!), order: trace => traces.operations[trace]!,
    },
    {
      key: 'failed', label: 'failed', width: '5rem', right: true,
      cell: trace => (traces.failed[trace]! > 0 ? <span class="error-count">✕ {count(traces.failed[trace]!)}</span> : <span class="muted">–</span>),
      text: trace => (traces.failed[trace]! > 0 ? count(traces.failed[trace]!) : '-'), order: trace => traces.failed[trace]!,
    },
    {
      key: 'databases', label: 'in databases', width: '7rem', right: true, drop: 2,
      cell: trace => percent(share(trace)), text: trace => percent(share(trace)), order: share,
    },
  ];
}
