import type { RefObject } from 'preact';
import { count } from '../format';
import { useKeys } from '../keys';
import { usePage } from '../page';

let explained = false;

/// The filter field. All views share the filter, and it is part of the link.
export function FilterField({ field }: { field: RefObject<HTMLInputElement | null> }) {
  const { data, route, filter, matches, go, announce } = usePage();
  const query = route.parameters.q ?? '';
  const change = (next: string): void => go({ ...route, parameters: { ...route.parameters, q: next } }, true);
  const leave = (): void => {
    field.current?.blur();
    document.querySelector<HTMLElement>('[role=grid], [role=treegrid], #view')?.focus();
  };
  useKeys((key, event) => {
    if (key !== 'Escape') return false;
    if (event.target === field.current) leave();
    else if (query !== '') change('');
    else return false;
    return true;
  });
  return (
    <div class="filter" role="search">
      <div class="field"><input ref={field} type="text" value={query} spellcheck={false} autocomplete="off" aria-label="Filter" aria-describedby="filter-state"
        placeholder="Filter: words, status:error, >10ms …   ( / )" {...(filter.error ? { 'aria-invalid': true } : {})}
        onInput={event => change((event.target as HTMLInputElement).value)}
        onKeyDown={event => { if (event.key === 'Enter') leave(); }}
        onFocus={() => {
          if (explained || data.spans.count < 200) return;
          explained = true;
          announce('The browser’s own search sees only the rows in view; this filter sees all of them.');
        }} />
      {query === '' ? null : <button type="button" class="clear" aria-label="Clear the filter" onClick={() => { change(''); field.current?.focus(); }}>×</button>}
      </div>
      <p id="filter-state" class={filter.error ? 'bad' : ''} role="status">
        {filter.error || (matches.spans === null ? '' : `${count(matches.count)} of ${count(data.spans.count)} spans match`)}
      </p>
    </div>);
}
