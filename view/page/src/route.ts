/// The state of the page: view, id and parameters. It is kept in the fragment of the URL, so that a link, a reload and the back button
/// lead to the same view.

export const kViews = ['findings', 'traces', 'trace', 'statements', 'errors', 'cache', 'run'] as const;
export type View = (typeof kViews)[number];

export interface Route {
  view: View;
  id: string;                          ///< of the open trace, statement or other entry; may be empty
  parameters: Record<string, string>;  ///< q (filter), sort, span …
}

/// Parses `#/trace/4f1c…?span=…&q=…`. Returns null if there is no such view.
export function parseRoute(fragment: string): Route | null {
  const match = /^#\/?([a-z]*)(?:\/([^?]*))?(?:\?(.*))?$/.exec(fragment);
  if (!match) return null;
  const view = (match[1] || 'findings') as View;
  if (!kViews.includes(view)) return null;
  return { view, id: decode(match[2] ?? ''), parameters: Object.fromEntries(new URLSearchParams(match[3] ?? '')) };
}

export function formatRoute(route: Route): string {
  const parameters = new URLSearchParams(Object.entries(route.parameters).filter(([, value]) => value !== '')).toString();
  return `#/${route.view}${route.id === '' ? '' : `/${encodeURIComponent(route.id)}`}${parameters === '' ? '' : `?${parameters}`}`;
}

/// Returns the route of another view, with the filter of the current one but not its other parameters.
export function viewRoute(current: Route, view: View, id = '', parameters: Record<string, string> = {}): Route {
  const kept: Record<string, string> = current.parameters.q ? { q: current.parameters.q } : {};
  return { view, id, parameters: { ...kept, ...parameters } };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
