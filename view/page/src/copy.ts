/// Copies a text to the clipboard, also in pages from a file, for which browsers may refuse the clipboard API.
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'off-screen';
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  let copied = false;
  try {
    copied = document.execCommand('copy');
  } catch {
    // The caller reports the failure.
  }
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}

/// Formats rows of cells as aligned text; `right` is true for each column to align on the right.
export function textTable(rows: string[][], right: boolean[]): string {
  const widths = right.map((_, column) => rows.reduce((most, row) => Math.max(most, [...(row[column] ?? '')].length), 0));
  return rows
    .map(row => row.map((cell, column) => {
      const fill = ' '.repeat(widths[column]! - [...cell].length);
      return right[column] ? fill + cell : cell + fill;
    }).join('  ').trimEnd())
    .join('\n');
}
