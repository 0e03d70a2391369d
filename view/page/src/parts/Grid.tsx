/// A sortable table of any length. The document contains only the rows in view; screen readers get the total number of rows.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { moved, useKeys } from '../keys';
import { useRowHeight } from './use_row_height';
import { revealRow, useWindow } from './use_window';

export interface GridColumn<Row> {
  key: string;
  label: string;
  width: string;                       ///< track size of a CSS grid
  right?: boolean;                     ///< aligned right, for numbers
  drop?: number;                       ///< in a narrow grid, columns with the highest number are dropped first; absent: never dropped
  cell(row: Row): ComponentChildren;
  text(row: Row): string;
  order?(row: Row): number | string;   ///< returns the value to sort by; absent: not sortable
}

export interface GridProps<Row> {
  label: string;
  columns: GridColumn<Row>[];
  rows: Row[];
  sort: string;                        ///< key of a column, after a - for descending order
  selected: number;                    ///< index in `rows`; -1: none
  empty: ComponentChildren;
  rowClass?(row: Row): string;
  onSort(sort: string): void;
  onSelect(row: Row): void;
  onOpen(row: Row): void;
}

export function Grid<Row>(props: GridProps<Row>) {
  const { columns, rows, selected } = props;
  const list = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const window = useWindow(list, rows.length, rowHeight);
  const shown = fitting(columns, window.width);

  useKeys((key) => {
    const next = moved(key, selected, rows.length, window.page);
    if (next !== null && rows.length > 0) props.onSelect(rows[next]!);
    else if ((key === 'Enter' || key === 'l' || key === 'ArrowRight') && rows[selected]) props.onOpen(rows[selected]!);
    else return false;
    list.current?.focus({ preventScroll: true });
    return true;
  });
  useLayoutEffect(() => {
    if (list.current && selected >= 0) revealRow(list.current, selected, rowHeight, rowHeight);
  }, [selected, rowHeight, rows]);

  if (rows.length === 0) return <div class="empty">{props.empty}</div>;
  const visible = [];
  for (let index = window.first; index < window.end; ++index) {
    const row = rows[index]!;
    visible.push(
      <div key={index} id={`row-${index}`} role="row" aria-rowindex={index + 2} aria-selected={index === selected} style={{ top: `${index * rowHeight}px` }}
        class={`row ${index === selected ? 'selected' : ''} ${props.rowClass?.(row) ?? ''}`}
        onClick={() => props.onSelect(row)} onDblClick={() => props.onOpen(row)}>
        {shown.map(column => <div key={column.key} role="gridcell" class={column.right ? 'right' : ''}>{column.cell(row)}</div>)}
      </div>);
  }
  const active = selected >= window.first && selected < window.end ? { 'aria-activedescendant': `row-${selected}` } : {};
  return (
    <div ref={list} class="grid" role="grid" tabIndex={0} aria-label={props.label} aria-rowcount={rows.length + 1}
      aria-colcount={shown.length} style={{ '--tracks': shown.map(column => column.width).join(' ') }} {...active}>
      <div role="rowgroup" class="head">
        <div role="row" aria-rowindex={1} class="row">{shown.map(column => <Head key={column.key} column={column} {...props} />)}</div>
      </div>
      <div role="rowgroup" class="body" style={{ height: `${rows.length * rowHeight}px` }}>{visible}</div>
    </div>);
}

const kGap = 0.8;       // rem, as in the style sheet
const kPadding = 2;

/// Returns the columns that fit into this width, judged by their minimum widths.
function fitting<Row>(columns: GridColumn<Row>[], pixels: number): GridColumn<Row>[] {
  const least = (column: GridColumn<Row>): number => parseFloat(/[\d.]+/.exec(column.width)![0]) + kGap;
  const room = pixels / (parseFloat(getComputedStyle(document.documentElement).fontSize) || 14) - kPadding;
  const shown = [...columns];
  while (shown.reduce((sum, column) => sum + least(column), 0) > room) {
    const next = shown.reduce((most, column, index) => ((column.drop ?? 0) > (shown[most]!.drop ?? 0) ? index : most), 0);
    if (!shown[next]?.drop) break;
    shown.splice(next, 1);
  }
  return shown;
}

function Head<Row>({ column, sort, onSort }: { column: GridColumn<Row>; sort: string; onSort(sort: string): void }) {
  const direction = sort === column.key ? 'ascending' : sort === `-${column.key}` ? 'descending' : undefined;
  if (!column.order) return <div role="columnheader" class={column.right ? 'right' : ''}>{column.label}</div>;
  // The first click on a column of numbers sorts in descending order.
  const next = direction === 'descending' ? column.key : direction === 'ascending' ? `-${column.key}` : column.right ? `-${column.key}` : column.key;
  return (
    <div role="columnheader" class={column.right ? 'right' : ''} {...(direction ? { 'aria-sort': direction } : {})}>
      <button type="button" class="sort" onClick={() => onSort(next)}>
        {column.label}<span aria-hidden="true">{direction ? (direction === 'ascending' ? ' ▲' : ' ▼') : ''}</span>
      </button>
    </div>);
}

/// Returns the rows sorted by the column `sort`, descending if it begins with `-`. The sort is stable.
export function sorted<Row>(rows: Row[], columns: GridColumn<Row>[], sort: string): Row[] {
  const descending = sort.startsWith('-');
  const order = columns.find(column => column.key === sort.replace(/^-/, ''))?.order;
  if (!order) return rows;
  const keyed = rows.map(row => ({ row, value: order(row) }));
  keyed.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0) * (descending ? -1 : 1));
  return keyed.map(entry => entry.row);
}
