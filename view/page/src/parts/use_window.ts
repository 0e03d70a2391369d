/// Computes which rows of a long list are in view. All rows have the same height, so that none has to be measured.
import { useLayoutEffect, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

export interface Window {
  first: number;
  end: number;
  page: number;    ///< number of rows that fit
  width: number;   ///< of the list, in pixels
}

const kSpare = 8;          // additional rows beyond each edge
const kMostRows = 120;
const kMostPrinted = 3000;

export function useWindow(list: RefObject<HTMLElement | null>, count: number, rowHeight: number): Window {
  const [seen, setSeen] = useState({ top: 0, height: 600, width: 1000 });
  const [printing, setPrinting] = useState(false);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    let frame = 0;
    const read = (): void => {
      frame = 0;
      const next = { top: element.scrollTop, height: element.clientHeight, width: element.clientWidth };
      setSeen(seen => (seen.top === next.top && seen.height === next.height && seen.width === next.width ? seen : next));
    };
    const schedule = (): void => void (frame ||= requestAnimationFrame(read));
    read();
    const observer = new ResizeObserver(schedule);
    observer.observe(element);
    element.addEventListener('scroll', schedule, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      element.removeEventListener('scroll', schedule);
    };
  }, []);
  useLayoutEffect(() => {
    const change = (event: Event): void => setPrinting(event.type === 'beforeprint');
    addEventListener('beforeprint', change);
    addEventListener('afterprint', change);
    return () => {
      removeEventListener('beforeprint', change);
      removeEventListener('afterprint', change);
    };
  }, []);
  const page = Math.max(1, Math.floor(seen.height / rowHeight) - 1);
  if (printing) return { first: 0, end: Math.min(count, kMostPrinted), page, width: seen.width };
  const first = Math.max(0, Math.min(Math.floor(seen.top / rowHeight) - kSpare, count - 1));
  const end = Math.min(count, first + Math.min(kMostRows, Math.ceil(seen.height / rowHeight) + 2 * kSpare));
  return { first, end, page, width: seen.width };
}

/// Scrolls the list so that a row is in view below the fixed table head, whose height is `head`.
export function revealRow(element: HTMLElement, row: number, rowHeight: number, head: number): void {
  const top = row * rowHeight;
  const visible = element.clientHeight - head;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + rowHeight > element.scrollTop + visible) element.scrollTop = top + rowHeight - visible;
}
