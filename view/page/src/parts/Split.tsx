import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useKeys } from '../keys';

interface SplitProps {
  list: ComponentChildren;
  details: ComponentChildren;   ///< null: closed
  label: string;                ///< accessible name of the details
  onClose(): void;
}

/// A list and the details of its selected row: next to it, or below it on a narrow screen. Enter moves the focus to the details, Esc back.
export function Split({ list, details, label, onClose }: SplitProps) {
  const pane = useRef<HTMLElement>(null);
  const focusList = (): void => document.querySelector<HTMLElement>('[role=grid], [role=treegrid]')?.focus();
  useKeys((key, event) => {
    if (key === 'Enter' && details !== null && !inside(pane.current, event.target)) {
      pane.current?.focus();
      return true;
    }
    if (key !== 'Escape' || details === null || event.target instanceof HTMLInputElement) return false;
    if (!inside(pane.current, event.target)) onClose();
    focusList();
    return true;
  });
  return (
    <div class={`split ${details === null ? '' : 'open'}`}>
      <div class="list">{list}</div>
      {details === null ? null : (
        <aside ref={pane} class="details" tabIndex={0} aria-label={label}>
          <button type="button" class="close" aria-label="Close the details" onClick={() => { onClose(); focusList(); }}>×</button>
          {details}
        </aside>)}
    </div>);
}

const inside = (pane: HTMLElement | null, target: EventTarget | null): boolean => pane !== null && target instanceof Node && pane.contains(target);
