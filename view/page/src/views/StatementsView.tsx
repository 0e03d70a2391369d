import { useMemo } from 'preact/hooks';
import { textTable } from '../copy';
import type { Data } from '../data/data';
import { statementMatches } from '../data/match_groups';
import { count, duration, line, number3, percent, plural, unitFor } from '../format';
import { usePage } from '../page';
import { Grid, sorted, type GridColumn } from '../parts/Grid';
import { Split } from '../parts/Split';
import { System } from '../parts/Text';
import { Toolbar } from '../parts/Toolbar';
import { Empty, Unknown } from './empty';
import { findStatement, statementKey } from './links';
import { StatementDetails } from './StatementDetails';

/// All statements. Their numbers include calls whose traces were left out of the page.
export function StatementsView() {
  const { data, route, filter, go } = usePage();
  const { header } = data;
  const sort = route.parameters.sort ?? '-total';
  const columns = useMemo(() => statementColumns(data), [data]);
  const rows = useMemo(() => {
    const kept = header.statements.map((_, index) => index).filter(index => statementMatches(header, header.statements[index]!, index, filter.terms));
    return sorted(kept, columns, sort);
  }, [data, filter, columns, sort]);
  const chosen = findStatement(data, route.id);
  return (
    <>
      <Toolbar text={() => textTable([columns.map(column => column.label), ...rows.map(row => columns.map(column => column.text(row)))], columns.map(column => !!column.right))}>
        <p>{plural(rows.length, 'statement')}{rows.length === header.statements.length ? '' : ` of ${count(header.statements.length)}`}, numbers over all {plural(header.run.operations, 'operation')}</p>
      </Toolbar>
      {route.id !== '' && chosen < 0 ? <Unknown what="statement" id={route.id} /> : null}
      <Split label="Statement" onClose={() => go({ ...route, id: '' }, true)}
        details={chosen < 0 ? null : <StatementDetails index={chosen} />}
        list={<Grid label="Statements" columns={columns} rows={rows} sort={sort} selected={rows.indexOf(chosen)}
          empty={<Empty what="statements" total={header.statements.length} without="No statement" />}
          rowClass={index => (header.statements[index]!.failed > 0 ? 'failed' : '')}
          onSort={next => go({ ...route, parameters: { ...route.parameters, sort: next } })}
          onSelect={index => go({ ...route, id: statementKey(data, index) }, true)}
          onOpen={index => go({ ...route, id: statementKey(data, index) }, true)} />} />
    </>);
}

function statementColumns({ header }: Data): GridColumn<number>[] {
  const { statements } = header;
  const mostTotal = statements.reduce((most, statement) => Math.max(most, statement.total), 1);
  const time = (key: 'mean' | 'p95' | 'max', drop: number): GridColumn<number> => {
    const unit = unitFor(statements.map(statement => statement[key]));
    const text = (index: number): string => number3(statements[index]![key] / unit.divisor);
    return { key, label: `${key} ${unit.name}`, width: '5.4rem', right: true, drop, cell: text, text, order: index => statements[index]![key] };
  };
  const optional = (key: 'rows', drop: number): GridColumn<number> => {
    const text = (index: number): string => (statements[index]![key] < 0 ? '–' : count(statements[index]![key]));
    return { key, label: key, width: '5.5rem', right: true, drop, cell: text, text, order: index => statements[index]![key] };
  };
  const ratio = (index: number): number => {
    const { hits, misses } = statements[index]!;
    return hits < 0 || hits + misses === 0 ? -1 : hits / (hits + misses);
  };
  return [
    {
      key: 'name', label: 'statement', width: 'minmax(11rem, 4fr)',
      cell: index => <span class="clip" title={line(statements[index]!.text)}>{line(statements[index]!.text || statements[index]!.name)}</span>,
      text: index => line(statements[index]!.text || statements[index]!.name), order: index => statements[index]!.text,
    },
    { key: 'system', label: 'system', width: '6.5rem', drop: 2, cell: index => <System system={statements[index]!.system} />, text: index => statements[index]!.system, order: index => statements[index]!.system },
    { key: 'count', label: 'count', width: '4.8rem', right: true, drop: 1, cell: index => count(statements[index]!.count), text: index => count(statements[index]!.count), order: index => statements[index]!.count },
    {
      key: 'total', label: 'total', width: 'minmax(6.5rem, 1.4fr)', right: true,
      cell: index => (
        <span class="measure">
          <span class="meter" aria-hidden="true"><b style={{ width: `${(100 * statements[index]!.total) / mostTotal}%` }} /></span>
          <span class="value">{duration(statements[index]!.total)}</span>
        </span>),
      text: index => duration(statements[index]!.total), order: index => statements[index]!.total,
    },
    time('mean', 3),
    time('p95', 5),
    time('max', 7),
    optional('rows', 6),
    {
      key: 'failed', label: 'failed', width: '4.5rem', right: true,
      cell: index => (statements[index]!.failed > 0 ? <span class="error-count">✕ {count(statements[index]!.failed)}</span> : <span class="muted">–</span>),
      text: index => (statements[index]!.failed > 0 ? count(statements[index]!.failed) : '-'), order: index => statements[index]!.failed,
    },
    {
      key: 'hits', label: 'hit', width: '4.2rem', right: true, drop: 4,
      cell: index => (ratio(index) < 0 ? <span class="muted">–</span> : percent(ratio(index))),
      text: index => (ratio(index) < 0 ? '-' : percent(ratio(index))), order: ratio,
    },
  ];
}
