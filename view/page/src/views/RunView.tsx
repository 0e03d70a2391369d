import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { operationsInFlight, shownDuration } from '../data/data';
import { count, duration, percent, visible } from '../format';
import { usePage } from '../page';
import { Facts, type Fact } from '../parts/Facts';
import { Toolbar } from '../parts/Toolbar';
import type { Header } from '../data/header';
import { nameOf } from '../waterfall/describe';
import { spanLink } from './links';

/// The run: its processes, the amount of recorded data, and notices about missing data.
export function RunView() {
  const { data } = usePage();
  const { header } = data;
  const inFlight = useMemo(() => operationsInFlight(data), [data]);
  const { run } = header;
  const facts = factsOf(header);
  return (
    <>
      <Toolbar text={() => [run.summary, ...run.notices.map(notice => `${notice.level}: ${notice.text}`), ...facts.filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`)].map(visible).join('\n')}>
        <p>{visible(run.summary)}</p>
      </Toolbar>
      <div class="run" tabIndex={0} role="region" aria-label="Run">
        <section aria-labelledby="notices">
          <h2 id="notices">Recorded, and not recorded</h2>
          {run.notices.length === 0 ? <p>Nothing is known to be missing.</p> : (
            <ul class="notices">
              {run.notices.map((notice, index) => (
                <li key={index} class={notice.level}>
                  <strong>{notice.level === 'warning' ? '⚠ warning' : 'note'}</strong> {visible(notice.text)}
                  {notice.advice ? <span class="advice"> → {visible(notice.advice)}</span> : null}
                </li>))}
            </ul>)}
        </section>
        <section aria-labelledby="facts"><h2 id="facts">The run</h2><Facts facts={facts} /></section>
        {inFlight.length === 0 ? null : (
          <Section title={`In flight at the end (${count(inFlight.length)})`} heads={['operation', 'server', 'for', 'process']}
            rows={inFlight.slice(0, 200).map(row => {
              const statement = header.statements[data.spans.statement[row]!]!;
              const process = run.processes[data.spans.process[row]!];
              return [<a href={spanLink(data, row)}>{nameOf(data, row)}</a>, statement.server || '–', duration(shownDuration(data, row)), process ? `${process.name} (${process.pid})` : '–'];
            })} />)}
        {run.processes.length === 0 ? null : (
          <Section title={`Processes (${count(run.processes.length)})`} heads={['pid', 'program', 'parent', 'service', 'started', 'lasted', 'exit', 'operations', 'recorded']}
            rows={run.processes.slice(0, 500).map(process => [
              String(process.pid), process.name, process.parent > 0 ? String(process.parent) : '–', process.service || '–', duration(process.started),
              duration(process.duration, 'still runs'), process.exit || '–', count(process.operations),
              [process.traced ? 'yes' : '✕ no', ...process.notes].join('; ')])} />)}
        {run.switches.length === 0 ? null : (
          <Section title="Switches" heads={['name', 'value', 'from']} rows={run.switches.map(entry => [entry.name, entry.value, entry.source])} />)}
      </div>
    </>);
}

function factsOf({ run, base, services }: Header): Fact[] {
  const { kept } = run;
  const began = Number(BigInt(/^-?\d+$/.test(base) ? base : '0') / 1_000_000n);
  return [
    ['program', run.title],
    ['command', run.command],
    ['began', began > 0 ? new Date(began).toISOString().replace('T', ' ').replace('Z', ' UTC') : ''],
    ['lasted', duration(run.duration)],
    ['ended', run.exit.text],
    ['operations', count(run.operations)],
    ['failed', count(run.failed)],
    ['in databases', `${duration(run.databases)}${run.duration > 0 ? ` (${percent(run.databases / run.duration)} of the run)` : ''}`],
    ['traces in this page', kept.traces === kept.ofTraces ? `all ${count(kept.traces)}` : `kept ${count(kept.traces)} of ${count(kept.ofTraces)}`],
    ['spans in this page', kept.spans === kept.ofSpans ? `all ${count(kept.spans)}` : `kept ${count(kept.spans)} of ${count(kept.ofSpans)}`],
    ['services', services.slice(0, 20).join(', ') + (services.length > 20 ? ` and ${count(services.length - 20)} more` : '')],
    ['dbspan', run.version],
  ];
}

const Section = ({ title, heads, rows }: { title: string; heads: string[]; rows: ComponentChildren[][] }): ComponentChildren => (
  <section>
    <h2>{title}</h2>
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table>
        <thead><tr>{heads.map(head => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>{rows.map((row, index) => <tr key={index}>{row.map((cell, column) => <td key={column}>{typeof cell === 'string' ? visible(cell) : cell}</td>)}</tr>)}</tbody>
      </table>
    </div>
  </section>);
