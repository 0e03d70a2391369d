// The page of a running receiver: it shows new data, pausing works, and it reports that the receiver has ended.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { container, dataSet } from '../example/data_set.mjs';
import { many } from '../example/large.mjs';
import { open } from './browser.mjs';
import { sharedBrowser, texts } from './pages.mjs';

async function receiver() {
  const built = readFileSync(new URL('../dist/page.html', import.meta.url), 'utf8');
  const page = built.replace("connect-src 'none'", "connect-src 'self'").replace('id="data">@DBSPAN_DATA@', 'id="data" data-source="data">')
    .replace('@DBSPAN_TITLE@', 'live').replace('@DBSPAN_TEXT@', '');
  const state = { data: 1, traces: 3 };
  const server = createServer((request, response) => {
    if (request.url === '/secret/') response.setHeader('content-type', 'text/html').end(page);
    else if (request.url === '/secret/data') response.end(container(dataSet(many(state.traces))));
    else if (request.url.startsWith('/secret/state')) response.end(JSON.stringify({ data: state.data }));
    else response.writeHead(404).end();
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { server, state, address: `http://127.0.0.1:${server.address().port}/secret/` };
}

const traces = page => texts(page, '.tabs .number').then(numbers => Number(numbers[1]));
const until = (page, wanted) => page.waitForFunction(count => document.querySelectorAll('.tabs .number')[1]?.textContent === String(count), wanted);

test('new traces show by themselves, pause holds what it shows, and a receiver that is gone is told', async () => {
  const { server, state, address } = await receiver();
  const page = await open(sharedBrowser(), `${address}#/traces`, { offline: false });
  try {
    assert.equal(await traces(page), 3);
    Object.assign(state, { data: 2, traces: 7 });
    await until(page, 7);
    await page.click('text=Live');
    Object.assign(state, { data: 3, traces: 9 });
    await page.waitForTimeout(1500);
    assert.equal(await traces(page), 7);
    await page.click('text=Paused');
    await until(page, 9);
    assert.deepEqual(page.trouble.filter(text => !text.startsWith(`request: ${address}`)), []);
    server.closeAllConnections();
    server.close();
    await page.waitForSelector('text=Not connected');
    assert.equal(await traces(page), 9);
    assert.deepEqual(await page.evaluate(() => window.violations), []);
  } finally {
    server.close();
    await page.context().close();
  }
});
