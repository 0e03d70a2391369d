/// Updates of a page that a running receiver serves: fetches the data again whenever its version number changes.
import type { Data } from './data/data';
import { fromContainer } from './data/unpack';

export type LiveUpdate = { data: Data } | { lost: true };

// Milliseconds between two requests. While spans arrive all the time, the page is made anew for two thirds of the time at most.
const kShortest = 100;
const kLongest = 1000;
const kHidden = 1000;

export async function fetchData(source: string): Promise<Data> {
  const response = await fetch(source, { cache: 'no-store' });
  if (!response.ok) throw new Error(`The receiver answered ${response.status}.`);
  return fromContainer(await response.arrayBuffer());
}

// Resolves when the page has been drawn; a hidden page is not drawn.
const drawn = (): Promise<void> =>
  new Promise(resolve => (document.hidden ? resolve() : requestAnimationFrame(() => setTimeout(resolve))));

/// Calls `update` with the receiver's new data as soon as it has any, until the returned function is called. The receiver answers a
/// request for a newer state than the given one when there is one, or after some seconds.
export function watchState(source: string, update: (update: LiveUpdate) => void): () => void {
  let stopped = false;
  let seen = -1;
  const look = async (): Promise<void> => {
    if (stopped) return;
    let pause = kShortest;
    try {
      // A browser has few connections to a server, so hidden pages do not hold one.
      const response = await fetch(document.hidden ? 'state' : `state?after=${seen}`, { cache: 'no-store' });
      const state = response.status === 204 ? { data: seen } : ((await response.json()) as { data: number });
      if (state.data !== seen && !stopped) {
        const began = performance.now();
        update({ data: await fetchData(source) });
        seen = state.data;
        await drawn();
        pause = Math.min(kLongest, Math.max(kShortest, (performance.now() - began) / 2));
      }
    } catch {
      if (!stopped) update({ lost: true });
      pause = kLongest;
    }
    setTimeout(look, document.hidden ? kHidden : pause);
  };
  void look();
  return () => void (stopped = true);
}
