import { useEffect, useRef } from 'preact/hooks';
import { duration, plural } from '../format';
import { colour } from '../theme';

type Bucket = [from: number, to: number, count: number];

const kBins = 48;

/// Histogram of the durations of a statement on a logarithmic scale, with a table of the same numbers for screen readers.
export function Histogram({ buckets, marks }: { buckets: Bucket[]; marks: [label: string, time: number][] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return;
    const draw = (): void => {
      if (canvas.current) drawBins(canvas.current, buckets, marks);
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(canvas.current!);
    document.addEventListener('themechange', draw);
    return () => {
      observer.disconnect();
      document.removeEventListener('themechange', draw);
    };
  }, [buckets, marks]);
  if (buckets.length === 0) return null;
  return (
    <figure class="histogram">
      <canvas ref={canvas} aria-hidden="true" />
      <figcaption>
        <span>{duration(buckets[0]![0])}</span>
        <span>calls by duration, logarithmic; lines: {marks.map(([label]) => label).join(', ')}</span>
        <span>{duration(buckets[buckets.length - 1]![1])}</span>
      </figcaption>
      <ul class="off-screen">{coarse(buckets, 8).map(bin => <li key={bin.from}>{duration(bin.from)} to {duration(bin.to)}: {plural(bin.count, 'call')}</li>)}</ul>
    </figure>);
}

function coarse(buckets: Bucket[], bins: number): { from: number; to: number; count: number }[] {
  const first = Math.log(Math.max(1, buckets[0]![0]));
  const last = Math.log(Math.max(2, buckets[buckets.length - 1]![1]));
  const width = Math.max(1e-9, (last - first) / bins);
  const result = Array.from({ length: bins }, (_, bin) => ({ from: Math.exp(first + bin * width), to: Math.exp(first + (bin + 1) * width), count: 0 }));
  for (const [from, to, count] of buckets) {
    const middle = (Math.log(Math.max(1, from)) + Math.log(Math.max(1, to))) / 2;
    result[Math.max(0, Math.min(bins - 1, Math.floor((middle - first) / width)))]!.count += count;
  }
  return result;
}

function drawBins(canvas: HTMLCanvasElement, buckets: Bucket[], marks: [string, number][]): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  const bins = coarse(buckets, kBins);
  const most = Math.max(...bins.map(bin => bin.count));
  const step = width / kBins;
  context.fillStyle = colour('--bar-1');
  bins.forEach((bin, index) => {
    if (bin.count === 0) return;
    const size = Math.max(2, (height - 4) * (bin.count / most));
    context.fillRect(index * step + 0.5, height - size, Math.max(1, step - 1), size);
  });
  context.fillStyle = colour('--text');
  const first = Math.log(bins[0]!.from);
  const last = Math.log(bins[kBins - 1]!.to);
  for (const [, time] of marks) {
    const x = ((Math.log(Math.max(1, time)) - first) / Math.max(1e-9, last - first)) * width;
    context.fillRect(Math.min(width - 1, Math.max(0, Math.round(x))), 0, 1, height);
  }
}
