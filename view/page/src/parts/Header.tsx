import { useMemo, useState } from 'preact/hooks';
import { operationsInFlight } from '../data/data';
import { chooseTheme, kThemes, theme, type Theme } from '../theme';
import { count, visible } from '../format';
import { usePage } from '../page';
import { formatRoute } from '../route';

const kThemeNames: Record<Theme, string> = { system: '◐ auto', light: '☀ light', dark: '☾ dark' };

const kInFlight = formatRoute({ view: 'traces', id: '', parameters: { q: 'status:unfinished' } });

interface HeaderProps {
  live: boolean;
  lost: boolean;
  paused: boolean;
  onPause(): void;
  onHelp(): void;
}

/// The name of the program, the facts from the first line of the terminal report, and the buttons of the page.
export function Header({ live, lost, paused, onPause, onHelp }: HeaderProps) {
  const { data } = usePage();
  const { run } = data.header;
  const inFlight = useMemo(() => operationsInFlight(data).length, [data]);
  const [chosen, setChosen] = useState<Theme>(theme());
  const failed = run.exit.text !== '' && run.exit.text !== 'exit 0';
  const facts = summaryFacts(run.summary, run.title, run.exit.text);
  return (
    <header class="top">
      <div class="what">
        <h1>{visible(run.title || 'dbspan')}</h1>
        {run.exit.text ? <span class={`exit ${failed ? 'bad' : ''}`}>{visible(run.exit.text)}</span> : null}
        <p class="facts">
          {facts.map(fact => <span key={fact}>{visible(fact)}</span>)}
          {inFlight > 0 ? <span><a href={kInFlight}>{count(inFlight)} in flight at the end</a></span> : null}
        </p>
      </div>
      <div class="switches">
        {live ? <button type="button" aria-pressed={paused} onClick={onPause}>{paused ? 'Paused' : lost ? 'Not connected' : 'Live'}</button> : null}
        <label class="theme">
          <span class="off-screen">Theme</span>
          <select title="Theme" value={chosen} onChange={event => {
            const next = (event.target as HTMLSelectElement).value as Theme;
            chooseTheme(next);
            setChosen(next);
          }}>
            {kThemes.map(name => <option key={name} value={name}>{kThemeNames[name]}</option>)}
          </select>
        </label>
        <button type="button" onClick={onHelp} aria-label="Keys and help" title="Keys and help (?)">?</button>
      </div>
    </header>);
}

/// Splits `dbspan: shop  exit 0 · 1.84 s · 61 operations` into its facts, without name and exit, which are shown elsewhere.
function summaryFacts(summary: string, title: string, exit: string): string[] {
  return summary.replace(/^dbspan: /, '').split(' · ')
    .map((fact, index) => (index === 0 && fact.startsWith(title) ? fact.slice(title.length).trim() : fact.trim()))
    .filter(fact => fact !== '' && fact !== exit);
}
