/// The listener for all keys. It offers a key to the handlers, the last registered first, until one uses it.
import { useEffect, useRef } from 'preact/hooks';

/// Handles a key. Returns true if it used the key.
export type KeyHandler = (key: string, event: KeyboardEvent) => boolean;

const handlers: { handle: KeyHandler }[] = [];

/// Registers a handler while the component is mounted. The last registered handler is called first.
export function useKeys(handle: KeyHandler): void {
  const entry = useRef({ handle });
  entry.current.handle = handle;
  useEffect(() => {
    const registered = entry.current;
    handlers.push(registered);
    return () => void handlers.splice(handlers.indexOf(registered), 1);
  }, []);
}

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.matches('input, textarea, select');
const isControl = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.closest('button, a, summary') !== null;

export function listenToKeys(): void {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) && event.key !== 'Escape') return;
    if (isControl(event.target) && (event.key === 'Enter' || event.key === ' ')) return;
    for (let index = handlers.length - 1; index >= 0; --index) {
      if (handlers[index]!.handle(event.key, event)) {
        event.preventDefault();
        return;
      }
    }
  });
}

/// Returns the row that a navigation key leads to in a list of `count` rows, or null for other keys.
export function moved(key: string, current: number, count: number, page: number): number | null {
  const to = (row: number): number => Math.max(0, Math.min(count - 1, row));
  switch (key) {
    case 'j': case 'ArrowDown': return to(current + 1);
    case 'k': case 'ArrowUp': return to(current < 0 ? 0 : current - 1);
    case 'PageDown': return to(current + page);
    case 'PageUp': return to(current - page);
    case 'Home': case 'g': return to(0);
    case 'End': case 'G': return to(count - 1);
    default: return null;
  }
}
