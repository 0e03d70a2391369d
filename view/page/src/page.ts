/// The context that all views share: data, route, filter and its matches.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Data } from './data/data';
import type { Filter } from './data/filter';
import type { Matches } from './data/match_spans';
import type { Route } from './route';

export interface Page {
  data: Data;
  route: Route;
  filter: Filter;
  matches: Matches;
  /// Goes to a route by changing the fragment. With `replace`, the back button skips the route that is left.
  go(route: Route, replace?: boolean): void;
  /// Shows a sentence for a moment. Screen readers read it out.
  announce(text: string): void;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('no page around this view');
  return page;
}
