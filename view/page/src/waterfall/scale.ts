/// Maps times to places on the axis. Long idle times, such as a shell at its prompt, are drawn narrow, and the rest to scale.
import { Flag, type Data } from '../data/data';
import { intervalOf, union, type Interval, type Tree } from './tree';

interface Segment {
  from: number;
  to: number;
  left: number;    ///< 0 … 1
  right: number;
  idle: boolean;
}

export interface Scale {
  segments: Segment[];
  idle: Interval[];
  nanosecondsPerUnit: number;   ///< outside of idle times
}

const kLeastIdle = 1e9;        // nanoseconds; an idle time is longer than this …
const kTimesMedian = 20;       // … and than this many times the median operation
const kIdleWidth = 0.03;
const kIdleTogether = 0.3;

/// Returns the long times in which no span ran, not counting the groups that dbspan made around operations.
export function idleTimes(data: Data, tree: Tree): Interval[] {
  const { spans } = data;
  const operations: number[] = [];
  const busy: Interval[] = [];
  for (let row = tree.first; row < tree.first + tree.count; ++row) {
    if ((spans.flags[row]! & Flag.MadeByDbspan) !== 0) continue;
    busy.push(intervalOf(data, row));
    if (spans.statement[row]! >= 0 && spans.duration[row]! >= 0) operations.push(spans.duration[row]!);
  }
  const median = operations.sort((a, b) => a - b)[Math.floor(operations.length / 2)] ?? 0;
  const start = data.traces.start[tree.trace]!;
  const end = start + data.traces.duration[tree.trace]!;
  const parts = union([[start, start], ...busy, [end, end]]);
  const gaps: Interval[] = [];
  for (let index = 1; index < parts.length; ++index) {
    const gap: Interval = [parts[index - 1]![1], parts[index]![0]];
    if (gap[1] - gap[0] > Math.max(kLeastIdle, kTimesMedian * median)) gaps.push(gap);
  }
  return gaps;
}

export function makeScale(from: number, to: number, idle: Interval[]): Scale {
  const busy = Math.max(1, to - from - idle.reduce((sum, gap) => sum + gap[1] - gap[0], 0));
  const width = idle.length === 0 ? 0 : Math.min(kIdleWidth, kIdleTogether / idle.length);
  const unit = (1 - width * idle.length) / busy;
  const segments: Segment[] = [];
  let time = from;
  let left = 0;
  const add = (end: number, wide: number, isIdle: boolean): void => {
    segments.push({ from: time, to: end, left, right: left + wide, idle: isIdle });
    time = end;
    left += wide;
  };
  for (const gap of idle) {
    add(gap[0], (gap[0] - time) * unit, false);
    add(gap[1], width, true);
  }
  add(Math.max(to, time + 1), (Math.max(to, time + 1) - time) * unit, false);
  return { segments, idle, nanosecondsPerUnit: 1 / unit };
}

/// Returns the place of a time on the axis, 0 … 1.
export function place(scale: Scale, time: number): number {
  const { segments } = scale;
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (segments[middle]!.from <= time) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low]!;
  const share = (time - segment.from) / Math.max(1e-9, segment.to - segment.from);
  return segment.left + Math.max(0, Math.min(1, share)) * (segment.right - segment.left);
}

/// The part of the axis that is in view, as places 0 … 1.
export interface Zoom {
  left: number;
  right: number;
}

export const kWhole: Zoom = { left: 0, right: 1 };
const kNarrowest = 1e-6;

export function zoomed(left: number, right: number): Zoom {
  const width = Math.max(kNarrowest, Math.min(1, right - left));
  const start = Math.max(0, Math.min(1 - width, left));
  return { left: start, right: start + width };
}

export const inZoom = (zoom: Zoom, position: number): number => (position - zoom.left) / (zoom.right - zoom.left);

export interface Tick {
  position: number;   ///< in the visible part of the axis, 0 … 1
  time: number;       ///< since the beginning of the trace
}

/// Returns about `wanted` round times in view, none of them within an idle time. `room` is the width of a label as a share of the axis.
export function ticks(scale: Scale, zoom: Zoom, wanted: number, room: number): Tick[] {
  const rough = ((zoom.right - zoom.left) * scale.nanosecondsPerUnit) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10);
  const origin = scale.segments[0]!.from;
  const result: Tick[] = [];
  let previous = -1;
  for (const segment of scale.segments) {
    if (segment.idle || segment.right < zoom.left || segment.left > zoom.right) continue;
    const unit = (segment.right - segment.left) / Math.max(1e-9, segment.to - segment.from);
    const begin = Math.max(segment.from, segment.from + (zoom.left - segment.left) / Math.max(1e-18, unit));
    for (let time = Math.ceil((begin - origin) / step) * step; origin + time <= segment.to && result.length < 100; time += step) {
      const position = inZoom(zoom, place(scale, origin + time));
      if (position > 1 - room) break;
      if (position >= 0 && (previous < 0 || position - previous > room)) result.push({ position: (previous = position), time });
    }
  }
  return result;
}
