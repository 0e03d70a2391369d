/// Explanations for views without rows and for links without a target.
import { count, visible } from '../format';
import { usePage } from '../page';
import { formatRoute, viewRoute } from '../route';

/// Explains why a view is empty: the filter matches none of the `total` entries, or there are none. `what` is in the plural ("traces");
/// `without` is the sentence for a run without entries.
export function Empty({ what, total, without }: { what: string; total: number; without: string }) {
  const { data, route } = usePage();
  if (total > 0) {
    const parameters = { ...route.parameters, q: '' };
    return (
      <>
        <h2>No {what} match the filter</h2>
        <p>The filter <code>{visible(route.parameters.q ?? '')}</code> leaves none of {count(total)}.</p>
        <p><a href={formatRoute({ ...route, parameters })}>Clear the filter</a></p>
      </>);
  }
  const { run } = data.header;
  if (what === 'traces' && run.kept.ofTraces > 0) {
    return <><h2>{without} was kept</h2><p>All {count(run.kept.ofTraces)} traces were left out of this file. Statements and errors are over all of them.</p></>;
  }
  const reasons = run.notices.filter(notice => notice.level === 'warning' || run.operations === 0);
  return (
    <>
      <h2>{without}</h2>
      {reasons.length === 0
        ? <p>{run.operations === 0 ? 'No database or cache call was seen, and no reason for that is known.' : `${count(run.operations)} operations were looked at.`}</p>
        : <ul>{reasons.map(notice => <li key={notice.text}>{visible(notice.text)}{notice.advice ? <span class="advice"> → {visible(notice.advice)}</span> : null}</li>)}</ul>}
      <p><a href={formatRoute(viewRoute(route, 'run'))}>What was recorded, and what not</a></p>
    </>);
}

/// Message for a link to an entry that this page does not contain.
export const Unknown = ({ what, id }: { what: string; id: string }) => (
  <p class="notice" role="alert">This page has no {what} <code>{visible(id)}</code>. It may have been left out, or the link belongs to another run.</p>);
