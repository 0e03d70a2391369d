/// Starts the page: reads the data and draws the views, or shows a sentence with the reason if that fails.
import { render } from 'preact';
import { App } from './App';
import { unpackElement } from './data/unpack';
import { listenToKeys } from './keys';
import { fetchData, watchState } from './live';
import { startTheme } from './theme';

async function start(): Promise<void> {
  startTheme();
  listenToKeys();
  const root = document.getElementById('page')!;
  const element = document.getElementById('data')!;
  render(<p class="boot" role="status">Reading the recorded operations …</p>, root);
  const source = element.dataset.source;
  try {
    const data = source ? await fetchData(source) : await unpackElement(element.textContent ?? '');
    if (!source) element.textContent = '';  // frees the encoded data
    render(<App first={data} watch={source ? update => watchState(source, update) : null} />, root);
  } catch (error) {
    render(
      <main class="cannot">
        <h1>Nothing can be shown</h1>
        <p role="alert">{error instanceof Error ? error.message : String(error)}</p>
      </main>,
      root);
  }
}

void start();
