import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Finding } from '../data/header';
import { findingMatches } from '../data/match_groups';
import { shownDuration, type Data } from '../data/data';
import { count, duration, percent, plural, visible } from '../format';
import { moved, useKeys } from '../keys';
import { usePage } from '../page';
import { System } from '../parts/Text';
import { Toolbar } from '../parts/Toolbar';
import { formatRoute } from '../route';
import { Empty, Unknown } from './empty';
import { spanLink, spanRoute, statementLink } from './links';

const kShown = 300;

/// The findings, each with its evidence, an example and advice.
export function FindingsView() {
  const { data, route, filter, go } = usePage();
  const { header } = data;
  const list = useRef<HTMLOListElement>(null);
  const found = header.findings.filter(finding => findingMatches(header, finding, filter.terms));
  const selected = found.findIndex(finding => finding.id === route.id);
  const select = (finding: Finding): void => go({ ...route, id: finding.id }, true);
  useKeys(key => {
    const next = moved(key, selected, found.length, 3);
    if (next !== null && found[next]) select(found[next]!);
    else if ((key === 'Enter' || key === 'l') && found[selected]?.rows.length) go(spanRoute(data, found[selected]!.rows[0]!));
    else return false;
    return true;
  });
  useLayoutEffect(() => list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }), [selected]);

  const missing = route.id !== '' && !header.findings.some(finding => finding.id === route.id);
  return (
    <>
      <Toolbar text={() => found.map(findingText).join('\n\n')}>
        <p>{plural(found.length, 'finding')}{found.length === header.findings.length ? '' : ` of ${count(header.findings.length)}`}</p>
      </Toolbar>
      {missing ? <Unknown what="finding" id={route.id} /> : null}
      {found.length === 0
        ? <div class="empty"><Empty what="findings" total={header.findings.length} without="No finding" /></div>
        : <ol ref={list} class="findings">
            {found.slice(0, kShown).map((finding, index) => (
              <Card key={finding.id} data={data} finding={finding} current={index === selected} onSelect={() => select(finding)} />))}
          </ol>}
      {found.length > kShown ? <p class="notice">The first {kShown} are shown; the filter finds the others.</p> : null}
    </>);
}

function Card({ data, finding, current, onSelect }: { data: Data; finding: Finding; current: boolean; onSelect(): void }) {
  const statement = data.header.statements[finding.statement];
  const example = finding.rows[0];
  return (
    <li {...(current ? { 'aria-current': 'true' as const } : {})} onClick={onSelect}>
      <article aria-labelledby={`finding-${finding.id}`}>
        <h2 id={`finding-${finding.id}`}>
          <span class="ordinal">{visible(finding.id)}</span> <span class="title">{visible(finding.title).replace(/^[a-z]/, letter => letter.toUpperCase())}</span>
          {statement ? <System system={statement.system} /> : null}
        </h2>
        <p class="sentence">{visible(finding.sentence)}</p>
        <dl class="evidence">
          <div><dt>times</dt><dd>{count(finding.count)}</dd></div>
          <div><dt>together</dt><dd>{duration(finding.total)}</dd></div>
          {finding.parentDuration > 0
            ? <div><dt>of «{visible(finding.parent)}»</dt><dd>{duration(finding.parentDuration)} <small>({percent(finding.total / finding.parentDuration)})</small></dd></div>
            : null}
          {finding.where ? <div><dt>first called from</dt><dd class="code">{visible(finding.where)}</dd></div> : null}
        </dl>
        {finding.rows.length > 1 ? <Strip data={data} finding={finding} /> : null}
        {statement ? <pre class="short">{visible(statement.text.slice(0, 600))}{statement.text.length > 600 ? '…' : ''}</pre> : null}
        {finding.advice ? <p class="advice"><strong>What to do:</strong> {visible(finding.advice)}</p> : null}
        <p class="links">
          {example === undefined ? <span>The example trace was left out.</span> : <a href={spanLink(data, example)}>Example in its trace</a>}
          {statement ? <a href={statementLink(data, finding.statement)}>The statement</a> : null}
          <a href={formatRoute({ view: 'findings', id: finding.id, parameters: {} })}>Link</a>
        </p>
      </article>
    </li>);
}

const kBars = 60;

/// The first operations of a finding as bars on a time axis.
function Strip({ data, finding }: { data: Data; finding: Finding }) {
  const rows = finding.rows.slice(0, kBars);
  const parent = data.spans.parent[rows[0]!]!;
  const ends = rows.map(row => data.spans.start[row]! + shownDuration(data, row));
  const from = parent >= 0 ? data.spans.start[parent]! : data.spans.start[rows[0]!]!;
  const to = Math.max(...ends, parent >= 0 ? from + shownDuration(data, parent) : 0);
  const share = (time: number): string => `${(100 * (time - from)) / Math.max(1, to - from)}%`;
  return (
    <div class="strip" role="img" aria-label={`${rows.length} operations within ${duration(to - from)}`}>
      {rows.map((row, index) => <i key={row} style={{ left: share(data.spans.start[row]!), width: share(from + ends[index]! - data.spans.start[row]!) }} />)}
    </div>);
}

const findingText = (finding: Finding): string =>
  [`[${finding.id}] ${finding.title}: ${finding.sentence}`, finding.where ? `    first called from ${finding.where}` : '', finding.advice ? `    ${finding.advice}` : '']
    .filter(text => text !== '').map(visible).join('\n');
