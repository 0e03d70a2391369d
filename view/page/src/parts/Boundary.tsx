import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { visible } from '../format';

/// Shows an error message if a view throws, so that the other views can still be used.
export function Boundary({ children }: { children: ComponentChildren }) {
  const [error] = useErrorBoundary(failure => console.error(failure));
  if (!error) return <>{children}</>;
  return (
    <div class="empty" role="alert">
      <h2>This view cannot be shown</h2>
      <p>{visible(error instanceof Error ? error.message : String(error))}</p>
      <p>This is a mistake in dbspan. The other views may work; please report it with this sentence.</p>
    </div>);
}
