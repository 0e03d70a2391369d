import type { ComponentChildren } from 'preact';
import { copyText } from '../copy';
import { useKeys } from '../keys';
import { usePage } from '../page';
import { CopyButton } from './Text';

/// The line above a view: its description and controls, and a button that copies the view as text.
export function Toolbar({ children, text }: { children: ComponentChildren; text(): string }) {
  const { announce } = usePage();
  useKeys(key => {
    if (key !== 'y') return false;
    void copyText(text()).then(copied => announce(copied ? 'Copied the view as text.' : 'The browser did not let the view be copied.'));
    return true;
  });
  return <div class="toolbar">{children}<CopyButton text={text} what="view as text" label="Copy as text" /></div>;
}
