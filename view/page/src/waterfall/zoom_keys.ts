/// The keys for zooming, which are those of Perfetto: w zooms in, s out, a moves left, d right; 0 shows the whole trace.
import { kWhole, zoomed, type Zoom } from './scale';

export function zoomedByKey(key: string, { left, right }: Zoom): Zoom | null {
  const width = right - left;
  const middle = (left + right) / 2;
  switch (key) {
    case 'w': return zoomed(middle - width / 3, middle + width / 3);
    case 's': return zoomed(middle - width * 0.75, middle + width * 0.75);
    case 'a': return zoomed(left - width / 5, right - width / 5);
    case 'd': return zoomed(left + width / 5, right + width / 5);
    case '0': return kWhole;
    default: return null;
  }
}

/// Formats a zoom for the link: `0.25-0.5`; empty for the whole trace.
export const formatZoom = ({ left, right }: Zoom): string => (left <= 0 && right >= 1 ? '' : `${short(left)}-${short(right)}`);

const short = (place: number): string => String(Number(place.toFixed(7)));

export function parseZoom(text: string | undefined): Zoom {
  const match = /^([01]?\.?\d*)-([01]?\.?\d*)$/.exec(text ?? '');
  const left = Number(match?.[1]);
  const right = Number(match?.[2]);
  return match && right > left ? zoomed(left, right) : kWhole;
}
