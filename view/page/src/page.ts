/// What all views share: the data, where the reader is, and what the filter keeps.
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
  /// Changes the fragment. `replace` for moves that the back button should not repeat one by one.
  go(route: Route, replace?: boolean): void;
  /// A sentence that a screen reader reads out, and that shows for a moment.
  announce(text: string): void;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('no page around this view');
  return page;
}
