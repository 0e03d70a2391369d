import { useMemo } from 'preact/hooks';
import { textTable } from '../copy';
import type { CacheKeys } from '../data/header';
import { cacheMatches } from '../data/match_groups';
import { count, line, percent, plural } from '../format';
import { usePage } from '../page';
import { Grid, sorted, type GridColumn } from '../parts/Grid';
import { System } from '../parts/Text';
import { Toolbar } from '../parts/Toolbar';
import { formatRoute, type Route } from '../route';
import { Empty, Unknown } from './empty';

const ratio = (keys: CacheKeys): number => (keys.lookups > 0 ? keys.hits / keys.lookups : -1);

/// Returns the route to the traces with operations on keys of this pattern.
const withKeys = (keys: CacheKeys): Route => ({ view: 'traces', id: '', parameters: { q: `"${keys.pattern.replace(/[*?"].*$/, '')}"` } });

/// The hit rates of the cache by pattern of keys.
export function CacheView() {
  const { data, route, filter, go } = usePage();
  const { cache } = data.header;
  const sort = route.parameters.sort ?? '-lookups';
  const rows = useMemo(() => sorted(cache.filter(keys => cacheMatches(keys, filter.terms)), kColumns, sort), [data, filter, sort]);
  const selected = rows.findIndex(keys => keys.pattern === route.id);
  const [lookups, hits] = rows.reduce(([all, found], keys) => [all + keys.lookups, found + keys.hits], [0, 0]);
  return (
    <>
      <Toolbar text={() => textTable([kColumns.map(column => column.label), ...rows.map(row => kColumns.map(column => column.text(row)))], kColumns.map(column => !!column.right))}>
        <p>{plural(rows.length, 'key pattern')}, {plural(lookups, 'lookup')}{lookups > 0 ? `, ${percent(hits / lookups)} found` : ''}</p>
      </Toolbar>
      {route.id !== '' && !cache.some(keys => keys.pattern === route.id) ? <Unknown what="key pattern" id={route.id} /> : null}
      <Grid label="Cache keys" columns={kColumns} rows={rows} sort={sort} selected={selected}
        empty={<Empty what="key patterns" total={cache.length} without="No cache lookup" />}
        onSort={next => go({ ...route, parameters: { ...route.parameters, sort: next } })}
        onSelect={keys => go({ ...route, id: keys.pattern }, true)}
        onOpen={keys => go(withKeys(keys))} />
    </>);
}

const kColumns: GridColumn<CacheKeys>[] = [
  { key: 'pattern', label: 'keys', width: 'minmax(8rem, 3fr)', cell: keys => <a class="clip" tabIndex={-1} href={formatRoute(withKeys(keys))}><code>{line(keys.pattern)}</code></a>, text: keys => line(keys.pattern), order: keys => keys.pattern },
  { key: 'system', label: 'system', width: '6rem', drop: 4, cell: keys => <System system={keys.system} />, text: keys => keys.system },
  { key: 'lookups', label: 'lookups', width: '5.5rem', right: true, drop: 1, cell: keys => count(keys.lookups), text: keys => count(keys.lookups), order: keys => keys.lookups },
  {
    key: 'hit', label: 'hit', width: 'minmax(6rem, 1fr)', right: true,
    cell: keys => ratio(keys) < 0 ? <span class="muted">–</span> : (
      <span class="measure">
        <span class="meter ratio" aria-hidden="true"><b style={{ width: `${100 * ratio(keys)}%` }} /></span>
        <span class="value">{percent(ratio(keys))}</span>
      </span>),
    text: keys => (ratio(keys) < 0 ? '-' : percent(ratio(keys))), order: ratio,
  },
  { key: 'misses', label: 'misses', width: '5.5rem', right: true, drop: 2, cell: keys => count(keys.misses), text: keys => count(keys.misses), order: keys => keys.misses },
  { key: 'writes', label: 'writes', width: '5.5rem', right: true, drop: 3, cell: keys => count(keys.writes), text: keys => count(keys.writes), order: keys => keys.writes },
  { key: 'notes', label: 'note', width: 'minmax(7rem, 2fr)', cell: keys => <span class="clip">{line(keys.notes.join('; '))}</span>, text: keys => line(keys.notes.join('; ')), order: keys => keys.notes.join() },
];
