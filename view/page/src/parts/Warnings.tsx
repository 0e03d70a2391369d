import { visible } from '../format';
import { usePage } from '../page';
import { formatRoute, viewRoute } from '../route';

/// The warnings about data that was not traced. They are shown above every view.
export function Warnings() {
  const { data, route } = usePage();
  const warnings = data.header.run.notices.filter(notice => notice.level === 'warning');
  if (warnings.length === 0 || route.view === 'run') return null;
  return (
    <section class="warnings" aria-label="Warnings">
      <strong><span aria-hidden="true">⚠ </span>Not everything was recorded.</strong>
      <span class="first">{visible(warnings[0]!.text)}</span>
      <a href={formatRoute(viewRoute(route, 'run'))}>{warnings.length === 1 ? 'Details' : `${warnings.length - 1} more`}</a>
    </section>);
}
