import { Flag, isFailed, isUnfinished, kStatusError, shownDuration, type Data } from '../data/data';
import { count, duration } from '../format';
import { System } from '../parts/Text';
import { systemOf } from '../data/data';
import { colourOf, foldResult, foldTimes, nameOf, resultOf, textOf } from './describe';
import type { Row } from './rows';
import { inZoom, place, type Scale, type Zoom } from './scale';
import { childrenOf, type Tree } from './tree';

export interface RowContext {
  data: Data;
  tree: Tree;
  scale: Scale;
  zoom: Zoom;
  findings: Map<number, string>;   ///< id of the finding for each row that is evidence of one
  matching: Uint8Array | null;
}

const kDeepest = 20;

/// The cells of one row. The list makes the element of the row itself.
export function RowCells({ entry, context, onToggle }: { entry: Row; context: RowContext; onToggle(): void }) {
  const { data } = context;
  if (entry.kind === 'idle') return <Remark level={entry.level} text={`⋯ ${duration(entry.time)} idle`} />;
  if (entry.kind === 'orphans') return <Remark level={entry.level} text="parent not received" />;
  const fold = entry.kind === 'fold';
  const row = fold ? entry.rows[0]! : entry.row;
  const result = fold ? { text: foldResult(data, entry.rows), kind: '' as const } : resultOf(data, row);
  const kind = fold && entry.rows.some(one => isFailed(data, one)) ? 'error' : result.kind;
  const finding = context.findings.get(row);
  const closes = fold || entry.closes;
  return (
    <>
      <div role="gridcell" class="name">
        <Indent level={entry.level} />
        {closes
          ? <span class="toggle" aria-hidden="true" onClick={event => { event.stopPropagation(); onToggle(); }}>{entry.open ? '▾' : '▸'}</span>
          : <span class="toggle" aria-hidden="true" />}
        <span class="clip" title={textOf(data, row) || nameOf(data, row)}>
          <span class="main">{nameOf(data, row)}</span>
          {fold ? <b class="times"> × {count(entry.rows.length)}</b> : null}
          {finding ? <em class="chip finding">[{finding}]</em> : null}
          <span class="text">{textOf(data, row)}</span>
        </span>
      </div>
      <div role="gridcell" class="of"><System system={systemOf(data, row)} /></div>
      <div role="gridcell" class="time" aria-label="">{fold ? <FoldBar rows={entry.rows} context={context} /> : <Bar row={row} context={context} />}</div>
      <div role="gridcell" class="right lasted">{fold ? duration(foldTimes(data, entry.rows).together) : isUnfinished(data, row) ? '' : duration(shownDuration(data, row))}</div>
      <div role="gridcell" class={`result ${kind}`}><span class="clip" title={result.text}>{kind === 'error' ? <span aria-hidden="true">✕ </span> : null}{result.text}</span></div>
    </>);
}

const Remark = ({ level, text }: { level: number; text: string }) => (
  <div role="gridcell" class="remark" aria-colspan={5}><Indent level={level} /><span>{text}</span></div>);

function Indent({ level }: { level: number }) {
  return (
    <>
      <span class="indent" style={{ width: `calc(${Math.min(level, kDeepest)} * var(--step))` }} />
      {level > kDeepest ? <span class="depth" title={`depth ${level}`}>…{level}›</span> : null}
    </>);
}

function Bar({ row, context }: { row: number; context: RowContext }) {
  const { data, tree } = context;
  const start = data.spans.start[row]!;
  const end = start + shownDuration(data, row);
  const flags = data.spans.flags[row]!;
  const kind = data.spans.status[row] === kStatusError ? 'error' : flags & Flag.Unfinished ? 'unfinished' : flags & Flag.MadeByDbspan ? 'made' : '';
  const outside = outsideOf(context, row, start, end);
  return (
    <>
      {outside ? <Box context={context} from={outside[0]} to={outside[1]} class="outside" /> : null}
      <Box context={context} from={start} to={end} class={`span ${kind}`} colour={colourOf(data, tree, row)} />
      {flags & Flag.EndBeforeStart ? <span class="clock" style={{ left: percent(inZoom(context.zoom, place(context.scale, start))) }}>⚠ clock</span> : null}
      <Gaps context={context} />
    </>);
}

/// Returns the time range of the thin line for children that begin before or end after their parent, or null.
function outsideOf({ data, tree }: RowContext, row: number, start: number, end: number): [number, number] | null {
  let from = start;
  let to = end;
  const kids = childrenOf(tree, row);
  for (let index = 0; index < kids.length && index < 2000; ++index) {
    const kid = kids[index]!;
    if ((data.spans.flags[kid]! & Flag.OutsideParent) === 0) continue;
    from = Math.min(from, data.spans.start[kid]!);
    to = Math.max(to, data.spans.start[kid]! + shownDuration(data, kid));
  }
  return from < start || to > end ? [from, to] : null;
}

const kDrawnOfFold = 40;

function FoldBar({ rows, context }: { rows: number[]; context: RowContext }) {
  const { data, tree } = context;
  const start = data.spans.start[rows[0]!]!;
  let end = start;
  for (const row of rows) end = Math.max(end, data.spans.start[row]! + shownDuration(data, row));
  const step = Math.max(1, Math.ceil(rows.length / kDrawnOfFold));
  const drawn = step === 1 ? rows : rows.filter((row, index) => index % step === 0 || isFailed(data, row)).slice(0, 3 * kDrawnOfFold);
  return (
    <>
      <Box context={context} from={start} to={end} class="fold" colour={colourOf(data, tree, rows[0]!)} />
      {drawn.map(row => (
        <Box key={row} context={context} from={data.spans.start[row]!} to={data.spans.start[row]! + shownDuration(data, row)}
          class={`span ${isFailed(data, row) ? 'error' : ''}`} colour={colourOf(data, tree, row)} />))}
      <Gaps context={context} />
    </>);
}

const percent = (share: number): string => `${100 * share}%`;

function Box({ context, from, to, class: name, colour }: { context: RowContext; from: number; to: number; class: string; colour?: number }) {
  const left = inZoom(context.zoom, place(context.scale, from));
  const right = inZoom(context.zoom, place(context.scale, to));
  if (right < 0 || left > 1) return null;
  const begin = Math.max(-0.01, left);
  return <i class={name} data-colour={colour} style={{ left: percent(begin), width: percent(Math.min(1.01, right) - begin) }} />;
}

const kNarrowestGap = 0.003;   // share of the time cell; narrower gaps are not visible
const kMostGaps = 40;

const Gaps = ({ context: { scale, zoom } }: { context: RowContext }) => {
  if (scale.idle.length === 0) return null;
  const places = scale.segments.filter(segment => segment.idle)
    .map(segment => ({ left: inZoom(zoom, segment.left), right: inZoom(zoom, segment.right) }))
    .filter(({ left, right }) => right > 0 && left < 1 && right - left > kNarrowestGap);
  return <>{places.slice(0, kMostGaps).map(({ left, right }) => <i key={left} class="gap" style={{ left: percent(left), width: percent(right - left) }} />)}</>;
};
