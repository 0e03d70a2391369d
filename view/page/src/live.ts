/// Updates of a page that a running receiver serves: fetches the data again whenever its version number changes.
import type { Data } from './data/data';
import { fromContainer } from './data/unpack';

export type LiveUpdate = { data: Data } | { lost: true };

const kInterval = 700;  // milliseconds; new traces show within a second

export async function fetchData(source: string): Promise<Data> {
  const response = await fetch(source, { cache: 'no-store' });
  if (!response.ok) throw new Error(`The receiver answered ${response.status}.`);
  return fromContainer(await response.arrayBuffer());
}

/// Polls the receiver and calls `update` with new data, until the returned function is called.
export function watchState(source: string, update: (update: LiveUpdate) => void): () => void {
  let stopped = false;
  let seen = -1;
  const look = async (): Promise<void> => {
    if (stopped) return;
    try {
      const state = (await (await fetch('state', { cache: 'no-store' })).json()) as { data: number };
      if (state.data !== seen && !stopped) {
        update({ data: await fetchData(source) });
        seen = state.data;
      }
    } catch {
      if (!stopped) update({ lost: true });
    }
    setTimeout(look, kInterval);
  };
  void look();
  return () => void (stopped = true);
}
