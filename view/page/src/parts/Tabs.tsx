import { useLayoutEffect, useRef } from 'preact/hooks';
import { count } from '../format';
import { usePage } from '../page';
import { formatRoute, kViews, viewRoute, type View } from '../route';

export const kViewNames: Record<View, string> = {
  findings: 'Findings', traces: 'Traces', trace: 'Waterfall', statements: 'Statements', errors: 'Errors', cache: 'Cache', run: 'Run',
};

/// Links to the views, with the number of their entries.
export function Tabs() {
  const { data, route } = usePage();
  const { header, traces } = data;
  const tabs = useRef<HTMLElement>(null);
  // On a phone the tabs may be wider than the screen, so scroll to the current one.
  useLayoutEffect(() => tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [route.view]);
  const entries: Partial<Record<View, number>> = {
    findings: header.findings.length,
    traces: traces.count,
    statements: header.statements.length,
    errors: header.errors.reduce((sum, failure) => sum + failure.count, 0),
    cache: header.cache.length,
  };
  return (
    <nav ref={tabs} class="tabs" aria-label="Views">
      {kViews.map((view, index) => (
        <a key={view} href={formatRoute(viewRoute(route, view))} title={`key ${index + 1}`} class={view === 'errors' && entries.errors ? 'alarm' : ''}
          {...(view === route.view ? { 'aria-current': 'page' as const } : {})}>
          {kViewNames[view]}
          {entries[view] === undefined ? null : <span class="number">{count(entries[view]!)}</span>}
        </a>))}
    </nav>);
}
