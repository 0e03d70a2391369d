/// The height of a row, read from the style sheet, which makes it larger for touch screens and large text.
import { useEffect, useState } from 'preact/hooks';

const read = (): number => {
  const text = getComputedStyle(document.documentElement).getPropertyValue('--row').trim();
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Math.max(16, Math.round(parseFloat(text) * root)) || 28;
};

export function useRowHeight(): number {
  const [height, setHeight] = useState(read);
  useEffect(() => {
    const change = (): void => setHeight(read());
    addEventListener('resize', change);
    return () => removeEventListener('resize', change);
  }, []);
  return height;
}
