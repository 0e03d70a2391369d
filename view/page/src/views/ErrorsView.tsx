import { useMemo } from 'preact/hooks';
import { textTable } from '../copy';
import type { Data } from '../data/data';
import { errorMatches } from '../data/match_groups';
import { count, duration, line, plural, visible } from '../format';
import { usePage } from '../page';
import { Facts } from '../parts/Facts';
import { Grid, sorted, type GridColumn } from '../parts/Grid';
import { Split } from '../parts/Split';
import { Statement, System } from '../parts/Text';
import { Toolbar } from '../parts/Toolbar';
import { Empty, Unknown } from './empty';
import { spanLink, spanRoute, statementLink } from './links';

/// The failures, grouped by code and statement.
export function ErrorsView() {
  const { data, route, filter, go } = usePage();
  const { header } = data;
  const sort = route.parameters.sort ?? '-count';
  const columns = useMemo(() => errorColumns(data), [data]);
  const rows = useMemo(() => {
    const kept = header.errors.map((_, index) => index).filter(index => errorMatches(header, header.errors[index]!, filter.terms));
    return sorted(kept, columns, sort);
  }, [data, filter, columns, sort]);
  const chosen = /^\d+$/.test(route.id) && header.errors[Number(route.id)] ? Number(route.id) : -1;
  const select = (index: number): void => go({ ...route, id: String(index) }, true);
  const total = header.errors.reduce((sum, failure) => sum + failure.count, 0);
  return (
    <>
      <Toolbar text={() => textTable([columns.map(column => column.label), ...rows.map(row => columns.map(column => column.text(row)))], columns.map(column => !!column.right))}>
        <p>{plural(total, 'failed operation')} of {plural(rows.length, 'kind')}{rows.length === header.errors.length ? '' : ` (of ${count(header.errors.length)})`}</p>
      </Toolbar>
      {route.id !== '' && chosen < 0 ? <Unknown what="error" id={route.id} /> : null}
      <Split label="Error" onClose={() => go({ ...route, id: '' }, true)} details={chosen < 0 ? null : <ErrorDetails index={chosen} />}
        list={<Grid label="Errors" columns={columns} rows={rows} sort={sort} selected={rows.indexOf(chosen)}
          empty={<Empty what="errors" total={header.errors.length} without="No operation failed" />}
          onSort={next => go({ ...route, parameters: { ...route.parameters, sort: next } })}
          onSelect={select}
          onOpen={index => (header.errors[index]!.example >= 0 ? go(spanRoute(data, header.errors[index]!.example)) : select(index))} />} />
    </>);
}

function ErrorDetails({ index }: { index: number }) {
  const { data } = usePage();
  const failure = data.header.errors[index]!;
  const statement = data.header.statements[failure.statement];
  return (
    <>
      <h2 class="bad"><span aria-hidden="true">✕ </span>{visible(failure.code || 'failed')} {statement ? <System system={statement.system} /> : null}</h2>
      <p class="message">{failure.message === '' ? 'No message was recorded: its words are not known to be free of data.' : visible(failure.message)}</p>
      {statement ? <Statement text={statement.text} /> : null}
      <Facts facts={[
        ['times', count(failure.count)],
        ['first, after the start', duration(failure.first)],
        ['last, after the start', duration(failure.last)],
        ['of all calls', statement ? `${count(failure.count)} of ${count(statement.count)}` : ''],
      ]} />
      <p class="links">
        {failure.example >= 0 ? <a href={spanLink(data, failure.example)}>Example in its trace</a> : <span>The example was left out.</span>}
        {statement ? <a href={statementLink(data, failure.statement)}>The statement</a> : null}
      </p>
    </>);
}

function errorColumns({ header }: Data): GridColumn<number>[] {
  const of = (index: number) => header.errors[index]!;
  const statementOf = (index: number): string => {
    const statement = header.statements[of(index).statement];
    return statement ? statement.text || statement.name : '';
  };
  return [
    { key: 'code', label: 'code', width: 'minmax(6rem, 1fr)', cell: index => <span class="error-count clip">✕ {line(of(index).code) || '(none)'}</span>, text: index => line(of(index).code), order: index => of(index).code },
    { key: 'message', label: 'message', width: 'minmax(8rem, 3fr)', drop: 1, cell: index => <span class="clip">{line(of(index).message) || <span class="muted">not recorded</span>}</span>, text: index => line(of(index).message), order: index => of(index).message },
    { key: 'statement', label: 'statement', width: 'minmax(8rem, 3fr)', cell: index => <span class="clip">{line(statementOf(index))}</span>, text: index => line(statementOf(index)), order: statementOf },
    { key: 'system', label: 'system', width: '6.5rem', drop: 3, cell: index => <System system={header.statements[of(index).statement]?.system ?? ''} />, text: index => header.statements[of(index).statement]?.system ?? '' },
    { key: 'count', label: 'times', width: '4.5rem', right: true, cell: index => count(of(index).count), text: index => count(of(index).count), order: index => of(index).count },
    { key: 'first', label: 'first', width: '6rem', right: true, drop: 4, cell: index => duration(of(index).first), text: index => duration(of(index).first), order: index => of(index).first },
    { key: 'last', label: 'last', width: '6rem', right: true, drop: 5, cell: index => duration(of(index).last), text: index => duration(of(index).last), order: index => of(index).last },
  ];
}
