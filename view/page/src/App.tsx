/// The frame around the views: header of the run, tabs, filter, and the route in the fragment of the URL.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Data } from './data/data';
import { parseFilter } from './data/filter';
import { matchSpans, type Matches } from './data/match_spans';
import { useKeys } from './keys';
import type { LiveUpdate } from './live';
import { PageContext, type Page } from './page';
import { Boundary } from './parts/Boundary';
import { FilterField } from './parts/FilterField';
import { Header } from './parts/Header';
import { Help } from './parts/Help';
import { Tabs } from './parts/Tabs';
import { Warnings } from './parts/Warnings';
import { formatRoute, kViews, parseRoute, viewRoute, type Route } from './route';
import { CacheView } from './views/CacheView';
import { ErrorsView } from './views/ErrorsView';
import { FindingsView } from './views/FindingsView';
import { RunView } from './views/RunView';
import { StatementsView } from './views/StatementsView';
import { TracesView } from './views/TracesView';
import { TraceView } from './waterfall/TraceView';

type Watch = (update: (update: LiveUpdate) => void) => () => void;

const kViewParts = {
  findings: FindingsView, traces: TracesView, trace: TraceView, statements: StatementsView,
  errors: ErrorsView, cache: CacheView, run: RunView,
};

const noRoute = (fragment: string): Route => ({ view: 'findings', id: '', parameters: { unknown: fragment } });

/// Returns the route of the fragment. Without a fragment it is the findings, or the traces if there are no findings.
function currentRoute(data: Data): Route {
  if (location.hash === '' || location.hash === '#') {
    return { view: data.header.findings.length > 0 ? 'findings' : 'traces', id: '', parameters: {} };
  }
  return parseRoute(location.hash) ?? noRoute(location.hash);
}

export function App({ first, watch }: { first: Data; watch: Watch | null }) {
  const [data, setData] = useState(first);
  const [lost, setLost] = useState(false);
  const [paused, setPaused] = useState(false);
  const [route, setRoute] = useState(() => currentRoute(first));
  const [help, setHelp] = useState(false);
  const [said, setSaid] = useState('');
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const change = (): void => setRoute(currentRoute(data));
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, [data]);
  useEffect(() => {
    if (!watch || paused) return;
    return watch(update => {
      setLost('lost' in update);
      if ('data' in update) setData(update.data);
    });
  }, [watch, paused]);
  useEffect(() => {
    document.title = `${data.header.run.title || 'dbspan'} · ${route.view} · dbspan`;
  }, [data, route.view]);

  const go = useCallback((next: Route, replace = false) => {
    const fragment = formatRoute(next);
    if (fragment !== location.hash) history[replace ? 'replaceState' : 'pushState'](null, '', fragment);
    setRoute(next);
  }, []);
  const announce = useCallback((text: string) => {
    setSaid('');
    setTimeout(() => setSaid(text), 20);
  }, []);

  const query = route.parameters.q ?? '';
  const filter = useMemo(() => parseFilter(query), [query]);
  const matches = useMatches(data, filter.terms);

  useKeys(key => {
    if (key === '?') setHelp(!help);
    else if (key === '/') {
      field.current?.focus();
      field.current?.select();
    } else if (/^[1-7]$/.test(key)) go(viewRoute(route, kViews[Number(key) - 1]!));
    else return false;
    return true;
  });

  const page: Page = { data, route, filter, matches, go, announce };
  const View = kViewParts[route.view];
  return (
    <PageContext.Provider value={page}>
      <a class="skip" href="#view" onClick={event => { event.preventDefault(); document.getElementById('view')?.focus(); }}>To the view</a>
      <Header live={watch !== null} lost={lost} paused={paused} onPause={() => setPaused(!paused)} onHelp={() => setHelp(true)} />
      <Warnings />
      <div class="bar">
        <Tabs />
        <FilterField field={field} />
      </div>
      <main id="view" tabIndex={-1} class={`view view-${route.view}`}>
        {route.parameters.unknown ? <p class="notice">There is no view at {route.parameters.unknown}; these are the findings.</p> : null}
        <Boundary key={route.view}><View /></Boundary>
      </main>
      <p class={`said ${said ? '' : 'silent'}`} role="status" aria-live="polite">{said}</p>
      {help ? <Help onClose={() => setHelp(false)} /> : null}
    </PageContext.Provider>);
}

/// Returns the spans that match the filter. While it evaluates a changed filter, it returns the matches of the previous one.
function useMatches(data: Data, terms: ReturnType<typeof parseFilter>['terms']): Matches {
  const [matches, setMatches] = useState<Matches>({ spans: null, traces: null, count: data.spans.count });
  useEffect(() => {
    let cancelled = false;
    void matchSpans(data, terms, () => cancelled).then(found => {
      if (found && !cancelled) setMatches(found);
    });
    return () => void (cancelled = true);
  }, [data, terms]);
  // Matches of older data have another length and do not fit.
  return matches.spans && matches.spans.length !== data.spans.count ? { spans: null, traces: null, count: data.spans.count } : matches;
}
