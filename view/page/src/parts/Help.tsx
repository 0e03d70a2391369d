import { useEffect, useRef } from 'preact/hooks';
import { useKeys } from '../keys';

const kKeys: [string, string][] = [
  ['j k  ↓ ↑', 'next, previous row'],
  ['h l  ← →', 'close, open a row; to its parent'],
  ['g G  Home End', 'first, last row'],
  ['PgUp PgDn', 'a screen up, down'],
  ['Enter', 'open: the trace, or the details'],
  ['Esc', 'back: from the details, from the filter; clears the filter'],
  ['1 … 7', 'views'],
  ['/', 'filter'],
  ['n N', 'next, previous match (waterfall)'],
  ['e E', 'next, previous failed operation (waterfall)'],
  ['w s a d', 'zoom in, out, move left, right (waterfall)'],
  ['0', 'whole trace (waterfall)'],
  ['y', 'copy the view as text'],
  ['?', 'this list'],
];

const kFilters: [string, string][] = [
  ['stock "in a row"', 'words in names, texts, keys and errors; all have to match'],
  ['status:error', 'also ok, unset, unfinished'],
  ['system:redis  service:shop', ''],
  ['cache:miss  cache:hit', 'lookups'],
  ['finding:repeated', 'operations of a finding'],
  ['>10ms  <2.5%  rows>1000', 'duration; share of its trace; rows'],
  ['attr.db.namespace=shop', 'an attribute'],
  ['-system:redis', 'a leading - negates'],
];

export function Help({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const focused = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (focused instanceof HTMLElement) focused.focus();
    };
  }, []);
  useKeys(key => {
    if (key === 'Escape' || key === '?') onClose();
    return key !== 'Tab';
  });
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose}
      onClick={event => { if (event.target === dialog.current) onClose(); }}>
      <div>
        <h2 id="help-title">Keys</h2>
        <dl>{kKeys.map(([keys, meaning]) => <Entry key={keys} term={keys} meaning={meaning} />)}</dl>
        <h2>Filter</h2>
        <dl>{kFilters.map(([text, meaning]) => <Entry key={text} term={text} meaning={meaning} />)}</dl>
        <p>The filter chooses rows. Numbers of statements, errors and findings stay those of the whole run, as in the terminal’s report.</p>
        <button type="button" onClick={onClose}>Close</button>
      </div>
    </dialog>);
}

const Entry = ({ term, meaning }: { term: string; meaning: string }) => <><dt><kbd>{term}</kbd></dt><dd>{meaning}</dd></>;
