import { useMemo } from 'preact/hooks';
import { count, duration, line } from '../format';
import { usePage } from '../page';
import { Grid, sorted, type GridColumn } from '../parts/Grid';
import { formatRoute } from '../route';
import { Empty } from './empty';
import { traceRoute } from './links';

interface Group {
  name: string;
  traces: number;
  failed: number;
  longest: number;
  slowest: number;  ///< index of the slowest trace
}

/// The traces grouped by name: the count and the slowest trace of each group.
export function GroupedTraces({ rows }: { rows: number[] }) {
  const { data, route, go } = usePage();
  const { traces, strings } = data;
  const sort = route.parameters.groupsort ?? '-traces';
  const groups = useMemo(() => {
    const byName = new Map<number, Group>();
    for (const trace of rows) {
      const name = traces.name[trace]!;
      const group = byName.get(name) ?? { name: strings[name]!, traces: 0, failed: 0, longest: -1, slowest: trace };
      ++group.traces;
      group.failed += traces.failed[trace]! > 0 ? 1 : 0;
      if (traces.duration[trace]! > group.longest) Object.assign(group, { longest: traces.duration[trace]!, slowest: trace });
      byName.set(name, group);
    }
    return sorted([...byName.values()], kColumns, sort);
  }, [data, rows, sort]);
  return (
    <Grid label="Traces by name" columns={kColumns} rows={groups} sort={sort}
      selected={groups.findIndex(group => group.name === route.parameters.name)}
      empty={<Empty what="traces" total={traces.count} without="No trace" />}
      onSort={next => go({ ...route, parameters: { ...route.parameters, groupsort: next } })}
      onSelect={group => go({ ...route, parameters: { ...route.parameters, name: group.name } }, true)}
      onOpen={group => go(traceRoute(data, route, group.slowest))} />);
}

/// Returns the link to the traces with spans of this name.
const namedLink = (name: string): string => formatRoute({ view: 'traces', id: '', parameters: { q: `"${name.replaceAll('"', '')}"` } });

const kColumns: GridColumn<Group>[] = [
  { key: 'name', label: 'name', width: 'minmax(10rem, 3fr)', cell: group => <a class="clip" tabIndex={-1} href={namedLink(group.name)}>{line(group.name) || '(no name)'}</a>, text: group => line(group.name), order: group => group.name },
  { key: 'traces', label: 'traces', width: '6rem', right: true, cell: group => count(group.traces), text: group => count(group.traces), order: group => group.traces },
  {
    key: 'failed', label: 'with failures', width: '7rem', right: true,
    cell: group => (group.failed > 0 ? <span class="error-count">✕ {count(group.failed)}</span> : <span class="muted">–</span>),
    text: group => count(group.failed), order: group => group.failed,
  },
  { key: 'longest', label: 'slowest', width: '7rem', right: true, cell: group => duration(group.longest), text: group => duration(group.longest), order: group => group.longest },
];
