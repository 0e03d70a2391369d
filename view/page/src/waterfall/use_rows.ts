/// The state of the open trace: its rows, which of them are closed, which match the filter, and the selected one.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Data } from '../data/data';
import type { Matches } from '../data/match_spans';
import { idleTimes, makeScale, type Scale } from './scale';
import { makeRows, reveal, withParents, type Row, type RowChoice } from './rows';
import { buildTree, type Tree } from './tree';

/// The rows that a filtered trace shows: matches with their parents, only matches, or all.
export const kShows = ['parents', 'matches', 'all'] as const;
export type Show = (typeof kShows)[number];

export interface TraceRows {
  tree: Tree;
  scale: Scale;
  rows: Row[];
  selected: number;              ///< index in `rows`; -1: none
  matching: Uint8Array | null;
  toggle(entry: Row): void;
}

const kNothing: Pick<RowChoice, 'closed' | 'openFolds'> = { closed: new Set(), openFolds: new Set() };

export function useRows(data: Data, trace: number, matches: Matches, show: Show, span: number, fold: boolean): TraceRows {
  const tree = useMemo(() => buildTree(data, trace), [data, trace]);
  const scale = useMemo(() => {
    const idle = idleTimes(data, tree);
    let end = data.traces.start[trace]! + data.traces.duration[trace]!;
    for (const root of tree.roots) end = Math.max(end, tree.lastEnd[root - tree.first]!);
    return makeScale(data.traces.start[trace]!, end, idle);
  }, [data, tree]);
  const [choice, setChoice] = useState({ trace, ...kNothing });
  const current = choice.trace === trace ? choice : { trace, ...kNothing };
  const keep = useMemo(() => {
    if (!matches.spans || show === 'all') return null;
    return show === 'matches' ? matches.spans : withParents(data, tree, matches.spans);
  }, [data, tree, matches, show]);
  const flat = show === 'matches' && keep !== null;
  const rows = useMemo(() => makeRows(data, tree, scale.idle, { ...current, keep, flat }), [data, tree, scale, choice, keep, flat]);

  const selected = useMemo(() => {
    if (span < 0) return -1;
    return rows.findIndex(row => (fold ? row.kind === 'fold' && row.rows[0] === span : row.kind === 'span' && row.row === span));
  }, [rows, span, fold]);
  const shown = useRef(-1);
  useEffect(() => {
    if (selected >= 0) shown.current = span;
    // A link to a hidden row opens its parents, and on the next render its fold. Rows that the reader closes later stay closed.
    if (span < 0 || selected >= 0 || shown.current === span || flat || keep?.[span] === 0) return;
    const next = reveal(data, tree, span, { ...current, keep, flat }, rows);
    if (next.closed.size !== current.closed.size || next.openFolds.size !== current.openFolds.size) setChoice({ trace, ...next });
  }, [tree, span, rows]);

  const toggle = (entry: Row): void => {
    const change = (set: Set<number>, key: number): Set<number> => {
      const next = new Set(set);
      if (!next.delete(key)) next.add(key);
      return next;
    };
    if (entry.kind === 'fold') setChoice({ ...current, openFolds: change(current.openFolds, entry.rows[0]!) });
    if (entry.kind === 'span') setChoice({ ...current, closed: change(current.closed, entry.row) });
  };
  return { tree, scale, rows, selected, matching: matches.spans, toggle };
}
