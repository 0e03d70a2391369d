import { useLayoutEffect, useRef } from 'preact/hooks';
import { isFailed } from '../data/data';
import { duration } from '../format';
import { moved, useKeys } from '../keys';
import { usePage } from '../page';
import { useRowHeight } from '../parts/use_row_height';
import { revealRow, useWindow } from '../parts/use_window';
import { Empty } from '../views/empty';
import type { Row } from './rows';
import { ticks, type Zoom } from './scale';
import type { Show, TraceRows } from './use_rows';
import { RowCells, type RowContext } from './WaterfallRow';
import { zoomedByKey } from './zoom_keys';

interface WaterfallProps {
  context: RowContext;
  state: TraceRows;
  show: Show;
  onSelect(entry: Row): void;
  onZoom(zoom: Zoom): void;
}

/// The rows of a trace as a tree grid; the document contains only those in view.
export function Waterfall({ context, state, show, onSelect, onZoom }: WaterfallProps) {
  const { announce } = usePage();
  const { data, zoom } = context;
  const { rows, selected } = state;
  const list = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const window = useWindow(list, rows.length, rowHeight);
  const size = window.width >= 860 ? 'wide' : window.width >= 560 ? 'medium' : 'narrow';

  const matches = (row: number): boolean => context.matching?.[row] === 1;
  const matchesRow = (entry: Row): boolean => (entry.kind === 'fold' ? !entry.open && entry.rows.some(matches) : entry.kind === 'span' && matches(entry.row));
  const failedRow = (entry: Row): boolean => entry.kind === 'span' && isFailed(data, entry.row);
  const seek = (test: (entry: Row) => boolean, step: number, what: string): void => {
    for (let index = selected + step; index >= 0 && index < rows.length; index += step) {
      if (test(rows[index]!)) return onSelect(rows[index]!);
    }
    announce(`No ${step > 0 ? 'further' : 'earlier'} ${what}.`);
  };
  const step = (next: number): void => {
    // Idle times and missing parents cannot be selected: skip them in the same direction.
    const direction = next >= selected ? 1 : -1;
    let index = next;
    while (rows[index] && (rows[index]!.kind === 'idle' || rows[index]!.kind === 'orphans')) index += direction;
    if (rows[index]) onSelect(rows[index]!);
  };
  const closeOrLeave = (entry: Row): void => {
    if ((entry.kind === 'fold' || (entry.kind === 'span' && entry.closes)) && entry.open) return state.toggle(entry);
    for (let index = selected - 1; index >= 0; --index) {
      if (rows[index]!.level < entry.level && (rows[index]!.kind === 'span' || rows[index]!.kind === 'fold')) return onSelect(rows[index]!);
    }
  };
  useKeys(key => {
    const next = moved(key, selected, rows.length, window.page);
    const entry = rows[selected];
    const zoomTo = zoomedByKey(key, zoom);
    if (next !== null) step(next);
    else if (zoomTo) onZoom(zoomTo);
    else if ((key === 'h' || key === 'ArrowLeft') && entry) closeOrLeave(entry);
    else if ((key === 'l' || key === 'ArrowRight') && entry) {
      if ((entry.kind === 'fold' || (entry.kind === 'span' && entry.closes)) && !entry.open) state.toggle(entry);
      else step(Math.min(rows.length - 1, selected + 1));
    } else if (key === 'n' || key === 'N') seek(matchesRow, key === 'n' ? 1 : -1, 'match');
    else if (key === 'e' || key === 'E') seek(failedRow, key === 'e' ? 1 : -1, 'failed operation');
    else return false;
    list.current?.focus({ preventScroll: true });
    return true;
  });
  useLayoutEffect(() => {
    if (list.current && selected >= 0) revealRow(list.current, selected, rowHeight, rowHeight);
  }, [selected, rowHeight, rows]);

  if (rows.length === 0) return <div class="empty"><Empty what="spans of this trace" total={state.tree.count} without="No span" /></div>;
  const visible = [];
  for (let index = window.first; index < window.end; ++index) {
    const entry = rows[index]!;
    const closes = entry.kind === 'fold' || (entry.kind === 'span' && entry.closes);
    const found = show !== 'matches' && context.matching !== null && matchesRow(entry);
    visible.push(
      <div key={index} id={`row-${index}`} role="row" aria-rowindex={index + 2} aria-level={entry.level + 1} aria-selected={index === selected}
        {...(closes ? { 'aria-expanded': entry.open } : {})} style={{ top: `${index * rowHeight}px` }}
        class={`row ${entry.kind} ${index === selected ? 'selected' : ''} ${failedRow(entry) ? 'failed' : ''} ${found ? 'found' : ''}`}
        onClick={() => onSelect(entry)} onDblClick={() => state.toggle(entry)}>
        <RowCells entry={entry} context={context} onToggle={() => state.toggle(entry)} />
      </div>);
  }
  const active = selected >= window.first && selected < window.end ? { 'aria-activedescendant': `row-${selected}` } : {};
  return (
    <div ref={list} class={`grid waterfall ${size}`} role="treegrid" tabIndex={0} aria-label="Waterfall" aria-rowcount={rows.length + 1} aria-colcount={5} {...active}>
      <div role="rowgroup" class="head">
        <div role="row" aria-rowindex={1} class="row">
          <div role="columnheader" class="name">span</div>
          <div role="columnheader" class="of">system</div>
          <div role="columnheader" class="time"><Axis context={context} width={window.width} /></div>
          <div role="columnheader" class="right lasted">duration</div>
          <div role="columnheader" class="result">result</div>
        </div>
      </div>
      <div role="rowgroup" class="body" style={{ height: `${rows.length * rowHeight}px` }}>{visible}</div>
    </div>);
}

const kBarShare = 0.32;      // approximate share of the list's width
const kTickPixels = 80;
const kLabelPixels = 58;

function Axis({ context, width }: { context: RowContext; width: number }) {
  const pixels = width * kBarShare;
  const marks = ticks(context.scale, context.zoom, Math.max(2, Math.round(pixels / kTickPixels)), kLabelPixels / pixels);
  return (
    <>
      <span class="off-screen">time</span>
      {marks.map(mark => <span key={mark.time} class="tick" style={{ left: `${100 * mark.position}%` }}>{mark.time === 0 ? '0' : duration(mark.time)}</span>)}
    </>);
}
