/// The rows of a waterfall: spans without closed parents, folds of equal siblings, idle times, and parents that were not received.
import { isFailed, isUnfinished, shownDuration, type Data } from '../data/data';
import { childrenOf, hasChildren, isOrphan, type Interval, type Tree } from './tree';

export type Row =
  | { kind: 'span'; row: number; level: number; open: boolean; closes: boolean }
  | { kind: 'fold'; rows: number[]; level: number; open: boolean }
  | { kind: 'orphans'; row: number; level: number }
  | { kind: 'idle'; row: number; level: number; time: number };

export interface RowChoice {
  closed: Set<number>;        ///< spans whose children are hidden
  openFolds: Set<number>;     ///< first rows of folds that are open
  keep: Uint8Array | null;    ///< 1 for each row to show; null: all
  flat: boolean;              ///< only the kept rows, without their tree
}

const kLeastFolded = 5;
const kOutlier = 5;   // an outlier takes longer than this many times the median
const kOutliers = 3;

export function makeRows(data: Data, tree: Tree, idle: Interval[], choice: RowChoice): Row[] {
  const rows: Row[] = [];
  if (choice.flat) {
    for (let row = tree.first; row < tree.first + tree.count; ++row) {
      if (choice.keep?.[row] !== 0) rows.push({ kind: 'span', row, level: 0, open: false, closes: false });
    }
    return rows;
  }
  // A stack instead of recursion, because the depth of a trace is not limited.
  const stack: { siblings: ArrayLike<number>; next: number; level: number; end: number }[] = [];
  const enter = (siblings: ArrayLike<number>, level: number): void => void stack.push({ siblings, next: 0, level, end: -Infinity });
  enter(tree.roots, 0);
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const { siblings, level } = frame;
    while (frame.next < siblings.length && choice.keep && choice.keep[siblings[frame.next]!] === 0) ++frame.next;
    if (frame.next >= siblings.length) {
      stack.pop();
      continue;
    }
    const row = siblings[frame.next]!;
    addIdle(data, rows, idle, frame.end, row, level);
    const orphan = level === 0 && isOrphan(data, row);
    if (orphan && (frame.next === 0 || !isOrphan(data, siblings[frame.next - 1]!))) rows.push({ kind: 'orphans', row, level: 0 });
    const shownLevel = orphan ? 1 : level;

    const run = equalSiblings(data, tree, siblings, frame.next, choice.keep, idle);
    if (run.length > 0) {
      const folded = run.length >= kLeastFolded ? usual(data, run) : [];
      if (folded.length >= kLeastFolded) addFold(rows, run, folded, shownLevel, choice.openFolds.has(folded[0]!));
      else for (const one of run) rows.push(leaf(one, shownLevel));
      frame.next = run.end;
      frame.end = Math.max(frame.end, ...ends(data, run));
      continue;
    }
    ++frame.next;
    frame.end = Math.max(frame.end, tree.lastEnd[row - tree.first]!);
    const closes = hasChildren(tree, row);
    const open = closes && !choice.closed.has(row);
    rows.push({ kind: 'span', row, level: shownLevel, open, closes });
    if (open) enter(childrenOf(tree, row), shownLevel + 1);
  }
  return rows;
}

function* ends(data: Data, run: number[]): Iterable<number> {
  // The last ones suffice in practice, because siblings are in order of start.
  for (const row of run.slice(-64)) yield data.spans.start[row]! + shownDuration(data, row);
}

/// Returns the consecutive siblings from `place` on with the same statement, without children and without idle time between them. `end` is
/// the place after the last one.
function equalSiblings(data: Data, tree: Tree, siblings: ArrayLike<number>, place: number, keep: Uint8Array | null, idle: Interval[]): number[] & { end: number } {
  const { statement, start, parent } = data.spans;
  const run = Object.assign([] as number[], { end: place });
  const wanted = statement[siblings[place]!]!;
  if (wanted < 0) return run;
  const above = parent[siblings[place]!]!;  // roots may differ in it: no parent, or one that was not received
  const next = idle[firstEndingAfter(idle, start[siblings[place]!]!)];
  for (; run.end < siblings.length; ++run.end) {
    const row = siblings[run.end]!;
    if (keep && keep[row] === 0) continue;
    if (statement[row] !== wanted || parent[row] !== above || hasChildren(tree, row) || (next && start[row]! >= next[1])) break;
    run.push(row);
  }
  return run;
}

/// Returns the rows of a run that a fold may hide: neither failed nor unfinished, nor among the three slowest of those that took more than
/// five times the median. view/tree_lines.cc has the same rule.
function usual(data: Data, run: number[]): number[] {
  const durations = run.map(row => data.spans.duration[row]!).sort((a, b) => a - b);
  const limit = Math.max(kOutlier * Math.max(1, durations[durations.length >> 1]!), durations[durations.length - kOutliers - 1] ?? 0);
  return run.filter(row => !isFailed(data, row) && !isUnfinished(data, row) && data.spans.duration[row]! <= limit);
}

/// Adds a fold, and the operations of the run that keep rows of their own.
function addFold(rows: Row[], run: number[], folded: number[], level: number, open: boolean): void {
  rows.push({ kind: 'fold', rows: folded, level, open });
  if (open) for (const row of folded) rows.push(leaf(row, level + 1));
  const hidden = new Set(folded);
  for (const row of run) if (!hidden.has(row)) rows.push(leaf(row, level));
}

const leaf = (row: number, level: number): Row => ({ kind: 'span', row, level, open: false, closes: false });

/// Returns the index of the first idle time that ends after `time`.
function firstEndingAfter(idle: Interval[], time: number): number {
  let low = 0;
  let high = idle.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (idle[middle]![1] > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

function addIdle(data: Data, rows: Row[], idle: Interval[], end: number, row: number, level: number): void {
  const start = data.spans.start[row]!;
  if (end === -Infinity) return;
  // A burst may end a little later than its last operation.
  for (let gap = firstEndingAfter(idle, end); gap < idle.length && idle[gap]![1] <= start; ++gap) {
    rows.push({ kind: 'idle', row, level, time: idle[gap]![1] - idle[gap]![0] });
  }
}

/// Returns a mask of the rows that match and of all their ancestors.
export function withParents(data: Data, tree: Tree, matching: Uint8Array): Uint8Array {
  const keep = matching.slice();
  for (let row = tree.first + tree.count - 1; row >= tree.first; --row) {
    const parent = data.spans.parent[row]!;
    if (keep[row] === 1 && parent >= tree.first && parent < row) keep[parent] = 1;
  }
  return keep;
}

/// Opens the closed parents of a row, then the fold that contains it.
export function reveal(data: Data, tree: Tree, row: number, choice: RowChoice, rows: Row[]): RowChoice {
  const closed = new Set(choice.closed);
  for (let parent = data.spans.parent[row]!; parent >= tree.first; parent = data.spans.parent[parent]!) closed.delete(parent);
  const openFolds = new Set(choice.openFolds);
  for (const entry of rows) if (entry.kind === 'fold' && entry.rows.includes(row)) openFolds.add(entry.rows[0]!);
  return { ...choice, closed, openFolds };
}
