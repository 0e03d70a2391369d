import { useMemo } from 'preact/hooks';
import { line, systemName } from '../format';
import { usePage } from '../page';
import { colourOf } from './describe';
import type { Tree } from './tree';

const kMost = 6;

/// The legend of the colours: services, or systems if the trace has one service.
export function Legend({ tree }: { tree: Tree }) {
  const { data } = usePage();
  const entries = useMemo(() => {
    const { spans, header } = data;
    const names = new Map<string, number>();
    for (let row = tree.first; row < tree.first + tree.count && names.size < kMost; ++row) {
      const statement = spans.statement[row]!;
      const name = tree.services ? header.services[spans.service[row]!] ?? ''
        : statement < 0 ? 'application' : systemName(header.statements[statement]!.system);
      names.set(name, colourOf(data, tree, row));
    }
    return [...names];
  }, [data, tree]);
  return (
    <ul class="legend" aria-label="Colours">
      {entries.map(([name, colour]) => <li key={name}><i data-colour={colour} aria-hidden="true" />{line(name)}</li>)}
      <li><i class="error" aria-hidden="true" />failed</li>
    </ul>);
}
