/// The tree of one trace: the children of each span, in order of start.
import { kParentNotReceived, shownDuration, type Data } from '../data/data';

export interface Tree {
  trace: number;
  first: number;             ///< row of the first span
  count: number;
  roots: number[];           ///< rows of the spans without a parent
  offsets: Int32Array;       ///< children of row r: kids[offsets[r - first]] … kids[offsets[r - first + 1] - 1]
  kids: Int32Array;          ///< rows of the children, see `offsets`
  lastEnd: Float64Array;     ///< element r - first: latest end of a span in the subtree of row r
  services: boolean;         ///< true if the spans belong to several services
}

export function buildTree(data: Data, trace: number): Tree {
  const { spans, traces } = data;
  const first = traces.first[trace]!;
  const count = traces.spans[trace]!;
  // A parent has a lower row than its children. Ignoring others makes loops impossible.
  const parentOf = (row: number): number => {
    const parent = spans.parent[row]!;
    return parent >= first && parent < row ? parent : -1;
  };
  const offsets = new Int32Array(count + 1);
  const roots: number[] = [];
  for (let row = first; row < first + count; ++row) {
    const parent = parentOf(row);
    if (parent < 0) roots.push(row);
    else ++offsets[parent - first + 1]!;
  }
  for (let index = 0; index < count; ++index) offsets[index + 1]! += offsets[index]!;
  const next = offsets.slice(0, count);
  const kids = new Int32Array(offsets[count]!);
  const lastEnd = new Float64Array(count);
  for (let row = first; row < first + count; ++row) {
    const parent = parentOf(row);
    if (parent >= 0) kids[next[parent - first]!++] = row;
    lastEnd[row - first] = spans.start[row]! + shownDuration(data, row);
  }
  for (let row = first + count - 1; row >= first; --row) {
    const parent = parentOf(row);
    if (parent >= 0) lastEnd[parent - first] = Math.max(lastEnd[parent - first]!, lastEnd[row - first]!);
  }
  let services = false;
  for (let row = first; row < first + count && !services; ++row) services = spans.service[row] !== spans.service[first];
  return { trace, first, count, roots, offsets, kids, lastEnd, services };
}

export const childrenOf = (tree: Tree, row: number): Int32Array =>
  tree.kids.subarray(tree.offsets[row - tree.first]!, tree.offsets[row - tree.first + 1]!);

export const hasChildren = (tree: Tree, row: number): boolean =>
  tree.offsets[row - tree.first]! < tree.offsets[row - tree.first + 1]!;

export const isOrphan = (data: Data, row: number): boolean => data.spans.parent[row] === kParentNotReceived;

export type Interval = [from: number, to: number];

/// Merges overlapping intervals. Returns them in order of start.
export function union(intervals: Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const [from, to] of intervals.sort((a, b) => a[0] - b[0])) {
    const last = result[result.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

export const covered = (intervals: Interval[]): number => union(intervals).reduce((sum, [from, to]) => sum + to - from, 0);

export const intervalOf = (data: Data, row: number): Interval => [data.spans.start[row]!, data.spans.start[row]! + shownDuration(data, row)];
