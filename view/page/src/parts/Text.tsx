/// Components for texts from outside. They are always inserted as text, never as markup.
import { useState } from 'preact/hooks';
import { copyText } from '../copy';
import { count, systemName, visible } from '../format';
import { usePage } from '../page';

const kShownAtOnce = 20_000;

/// The whole text of a statement or command, with a button that copies it as it was recorded.
export function Statement({ text, label = 'Statement' }: { text: string; label?: string }) {
  const [whole, setWhole] = useState(false);
  if (text === '') return <p class="none">No text was recorded.</p>;
  const shown = whole || text.length <= kShownAtOnce ? text : text.slice(0, kShownAtOnce);
  return (
    <div class="statement">
      <pre tabIndex={0} role="region" aria-label={label}>{visible(shown)}</pre>
      {shown.length < text.length
        ? <button type="button" onClick={() => setWhole(true)}>Show all {count(text.length)} characters</button>
        : null}
      <CopyButton text={() => text} what={label.toLowerCase()} />
    </div>);
}

export function CopyButton({ text, what, label = 'Copy' }: { text(): string; what: string; label?: string }) {
  const { announce } = usePage();
  const copy = async (): Promise<void> => announce((await copyText(text())) ? `Copied the ${what}.` : `The browser did not let the ${what} be copied.`);
  const more = label === 'Copy' ? { 'aria-label': `Copy the ${what}`, title: `Copy the ${what}` } : { title: `${label} (y)` };
  return <button type="button" class="copy" onClick={copy} {...more}>{label}</button>;
}

/// The name of a system in its colour. The colour conveys nothing that the name does not.
export const System = ({ system }: { system: string }) =>
  system === '' ? null : <span class="system" data-colour={systemColour(system)}>{visible(systemName(system))}</span>;

export function systemColour(system: string): number {
  if (system === '') return 0;
  if (system === 'postgresql') return 1;
  if (system === 'redis') return 2;
  return system === 'mysql' || system === 'mariadb' ? 3 : 4;
}
