import { useMemo } from 'preact/hooks';
import type { Statement as StatementNumbers } from '../data/header';
import { count, duration, percent, visible } from '../format';
import { usePage } from '../page';
import { Facts, type Fact } from '../parts/Facts';
import { Histogram } from '../parts/Histogram';
import { Statement, System } from '../parts/Text';
import { formatRoute } from '../route';
import { spanLink, tracesOfStatementLink } from './links';

/// One statement: its text, the histogram of its durations, and example calls.
export function StatementDetails({ index }: { index: number }) {
  const { data } = usePage();
  const statement = data.header.statements[index]!;
  const marks = useMemo<[string, number][]>(() => [['median', statement.p50], ['p95', statement.p95], ['p99', statement.p99]], [statement]);
  const findings = data.header.findings.filter(finding => finding.statement === index);
  const examples: [string, number][] = [['slowest', statement.slowest], ['median', statement.median], ['failed', statement.failedExample]];
  const kept = examples.filter(([, row]) => row >= 0);
  return (
    <>
      <h2>{visible(statement.name)} <System system={statement.system} /></h2>
      <Statement text={statement.text} />
      {findings.map(finding => (
        <p key={finding.id} class="finding-link"><a href={formatRoute({ view: 'findings', id: finding.id, parameters: {} })}>Finding {visible(finding.id)}</a>: {visible(finding.sentence)}</p>))}
      <p class="links">
        {kept.map(([name, row]) => <a key={name} href={spanLink(data, row)}>{name} call: {duration(data.spans.duration[row]!)}</a>)}
        {kept.length === 0 ? <span>The traces with its calls were left out.</span> : null}
        <a href={tracesOfStatementLink(data, index)}>traces with it</a>
      </p>
      <Histogram buckets={statement.buckets} marks={marks} />
      <Facts facts={factsOf(statement, data.header.run.duration)} />
    </>);
}

function factsOf(statement: StatementNumbers, run: number): Fact[] {
  const lookups = statement.hits + statement.misses;
  return [
    ['calls', count(statement.count)],
    ['failed', statement.failed > 0 ? count(statement.failed) : ''],
    ['total (sum)', `${duration(statement.total)}${run > 0 ? ` (${percent(statement.total / run)} of the run)` : ''}`],
    ['mean', duration(statement.mean)],
    ['fastest', duration(statement.min)],
    ['median', duration(statement.p50)],
    ['p95', duration(statement.p95)],
    ['p99', duration(statement.p99)],
    ['slowest', duration(statement.max)],
    ['rows returned', statement.rows < 0 ? '' : count(statement.rows)],
    ['rows affected', statement.affected < 0 ? '' : count(statement.affected)],
    ['lookups', statement.hits < 0 || lookups === 0 ? '' : `${count(lookups)}, ${percent(statement.hits / lookups)} found`],
    ['server', statement.server],
    ['namespace', statement.namespace],
    ['service', statement.service],
    ['hash', statement.hash],
  ];
}
