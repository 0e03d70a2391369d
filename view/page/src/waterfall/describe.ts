/// Texts and colours of the rows of the waterfall.
import { Flag, isFailed, isUnfinished, shownDuration, type Data } from '../data/data';
import { count, duration, line, plural, systemName } from '../format';
import { systemColour } from '../parts/Text';
import type { Row } from './rows';
import { covered, intervalOf, type Tree } from './tree';

export const nameOf = (data: Data, row: number): string => line(data.strings[data.spans.name[row]!]!) || '(no name)';

/// Returns the text of an operation, or an empty text if it equals the name of the row.
export function textOf(data: Data, row: number): string {
  const text = line(data.strings[data.spans.text[row]!]!);
  return text === nameOf(data, row) ? '' : text;
}

export interface Result {
  text: string;
  kind: '' | 'error' | 'miss' | 'unfinished';
}

export function resultOf(data: Data, row: number): Result {
  const { spans, strings } = data;
  if (isUnfinished(data, row)) return { text: `UNFINISHED for ${duration(shownDuration(data, row))}`, kind: 'unfinished' };
  if (isFailed(data, row)) {
    return { text: `ERROR ${line(strings[spans.error[row]!]!)} ${line(strings[spans.message[row]!]!)}`.trimEnd(), kind: 'error' };
  }
  const hits = spans.hits[row]!;
  const misses = spans.misses[row]!;
  const parts: string[] = [];
  if (hits >= 0 || misses >= 0) {
    const found = Math.max(0, hits);
    const missed = Math.max(0, misses);
    if (found + missed === 1) parts.push(found === 1 ? 'hit' : 'miss');
    else if (found + missed > 1) parts.push(`${count(found)} of ${count(found + missed)} found`);
  }
  if (spans.rows[row]! >= 0) parts.push(plural(spans.rows[row]!, 'row'));
  if (spans.affected[row]! >= 0) parts.push(`${count(spans.affected[row]!)} affected`);
  return { text: parts.join(', '), kind: misses > 0 && hits <= 0 ? 'miss' : '' };
}

/// Returns the sum of a column over rows, or -1 if the value is unknown in all of them.
export function sumOf(column: ArrayLike<number>, rows: number[]): number {
  let sum = -1;
  for (const row of rows) if (column[row]! >= 0) sum = Math.max(0, sum) + column[row]!;
  return sum;
}

interface FoldTimes {
  together: number;
  sum: number;
  mean: number;
}

const kFoldTimes = new WeakMap<number[], FoldTimes>();

/// Returns the time in which at least one operation of a fold ran, and the mean duration.
export function foldTimes(data: Data, rows: number[]): FoldTimes {
  const known = kFoldTimes.get(rows);
  if (known) return known;
  const sum = rows.reduce((total, row) => total + shownDuration(data, row), 0);
  const times = { together: covered(rows.map(row => intervalOf(data, row))), sum, mean: sum / rows.length };
  kFoldTimes.set(rows, times);
  return times;
}

export function foldResult(data: Data, rows: number[]): string {
  const parts = [];
  const failed = rows.filter(row => isFailed(data, row)).length;
  if (failed > 0) parts.push(`${count(failed)} failed`);
  const returned = sumOf(data.spans.rows, rows);
  const hits = sumOf(data.spans.hits, rows);
  const misses = sumOf(data.spans.misses, rows);
  if (hits >= 0 || misses >= 0) parts.push(`${count(Math.max(0, hits))} of ${count(Math.max(0, hits) + Math.max(0, misses))} found`);
  if (returned >= 0) parts.push(plural(returned, 'row'));
  parts.push(`mean ${duration(foldTimes(data, rows).mean)}`);
  return parts.join(', ');
}

/// Returns the index of the colour of a row: by service if the trace has several, else by system.
export function colourOf(data: Data, tree: Tree, row: number): number {
  const { statements } = data.header;
  if (tree.services) return 1 + (data.spans.service[row]! % 6);
  const statement = data.spans.statement[row]!;
  return statement < 0 ? 0 : systemColour(statements[statement]!.system);
}

/// Returns notes about irregular times or parents of a span.
export function notesOf(data: Data, row: number): string[] {
  const flags = data.spans.flags[row]!;
  return [
    flags & Flag.EndBeforeStart ? 'It ends before it starts: its clock was set back. The duration is shown as 0.' : '',
    flags & Flag.OutsideParent ? 'It begins or ends outside its parent.' : '',
    flags & Flag.LoopCut ? 'Its parents lead back to itself: the loop is cut here.' : '',
    flags & Flag.MadeByDbspan ? 'dbspan made this span to hold operations together: the application has none here.' : '',
  ].filter(note => note !== '');
}

/// Returns the rows as text, as the terminal report draws them.
export function treeText(data: Data, rows: Row[]): string {
  const lines = rows.map(entry => {
    const indent = '  '.repeat(entry.level);
    if (entry.kind === 'idle') return [`${indent}⋯ ${duration(entry.time)} idle`, '', '', ''];
    if (entry.kind === 'orphans') return [`${indent}parent not received`, '', '', ''];
    const row = entry.kind === 'fold' ? entry.rows[0]! : entry.row;
    const statement = data.spans.statement[row]!;
    const system = statement < 0 ? '' : systemName(data.header.statements[statement]!.system);
    const name = `${indent}${textOf(data, row) || nameOf(data, row)}`;
    if (entry.kind === 'fold') {
      return [`${name}  × ${count(entry.rows.length)}`, system, duration(foldTimes(data, entry.rows).together), foldResult(data, entry.rows)];
    }
    return [name, system, isUnfinished(data, row) ? '' : duration(shownDuration(data, row)), resultOf(data, row).text];
  });
  const width = Math.min(100, lines.reduce((most, cells) => Math.max(most, [...cells[0]!].length), 10));
  const cut = (text: string): string => ([...text].length > width ? `${[...text].slice(0, width - 1).join('')}…` : text);
  return lines.map(([name, system, time, result]) => `${cut(name!).padEnd(width)}  ${system!.padEnd(9)}  ${time!.padStart(9)}  ${result}`.trimEnd()).join('\n');
}
