import { visible } from '../format';

export type Fact = [name: string, value: string];

/// A list of names and values. Entries with empty values are left out.
export const Facts = ({ facts }: { facts: Fact[] }) => (
  <dl class="facts-list">
    {facts.filter(([, value]) => value !== '').map(([name, value], index) => (
      <div key={index}><dt>{visible(name)}</dt><dd>{visible(value.length > 4000 ? `${value.slice(0, 4000)}…` : value)}</dd></div>))}
  </dl>);
