import { useEffect, useRef, useState } from 'preact/hooks';
import { isFailed, shownDuration, type Data } from '../data/data';
import { count, duration, plural } from '../format';
import { colour } from '../theme';
import { colourOf } from './describe';
import { kWhole, place, zoomed, type Scale, type Zoom } from './scale';
import type { Tree } from './tree';

interface OverviewProps {
  data: Data;
  tree: Tree;
  scale: Scale;
  zoom: Zoom;
  matching: Uint8Array | null;
  onZoom(zoom: Zoom): void;
}

const kLanes = 12;

/// The whole trace in a strip. Dragging over it zooms, a double click shows everything again.
export function Overview({ data, tree, scale, zoom, matching, onZoom }: OverviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<Zoom | null>(null);
  const from = useRef(0);
  useEffect(() => {
    const draw = (): void => {
      if (canvas.current) drawSpans(canvas.current, data, tree, scale, matching);
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(canvas.current!);
    document.addEventListener('themechange', draw);
    return () => {
      observer.disconnect();
      document.removeEventListener('themechange', draw);
    };
  }, [data, tree, scale, matching]);

  const position = (event: PointerEvent): number => {
    const box = canvas.current!.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  };
  const span = (event: PointerEvent): Zoom => ({ left: Math.min(from.current, position(event)), right: Math.max(from.current, position(event)) });
  const shown = drag ?? zoom;
  const failed = data.traces.failed[tree.trace]!;
  return (
    <div class="overview"
      onPointerDown={event => {
        from.current = position(event);
        canvas.current!.setPointerCapture(event.pointerId);
        setDrag(span(event));
      }}
      onPointerMove={event => { if (drag) setDrag(span(event)); }}
      onPointerUp={event => {
        const chosen = span(event);
        setDrag(null);
        if (chosen.right - chosen.left > 0.005) onZoom(zoomed(chosen.left, chosen.right));
      }}
      onPointerCancel={() => setDrag(null)}
      onDblClick={() => onZoom(kWhole)}>
      <canvas ref={canvas} role="img"
        aria-label={`Overview: ${plural(tree.count, 'span')} in ${duration(data.traces.duration[tree.trace]!)}, ${count(failed)} failed, ${plural(scale.idle.length, 'idle time')}`} />
      <div class="shade" style={{ left: 0, width: `${100 * shown.left}%` }} />
      <div class="shade" style={{ left: `${100 * shown.right}%`, width: `${100 * (1 - shown.right)}%` }} />
      {shown.left > 0 || shown.right < 1 ? <div class="frame" style={{ left: `${100 * shown.left}%`, width: `${100 * (shown.right - shown.left)}%` }} /> : null}
    </div>);
}

function drawSpans(canvas: HTMLCanvasElement, data: Data, tree: Tree, scale: Scale, matching: Uint8Array | null): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  const context = canvas.getContext('2d')!;
  context.scale(devicePixelRatio, devicePixelRatio);
  context.fillStyle = colour('--idle');
  for (const segment of scale.segments) {
    if (segment.idle) context.fillRect(segment.left * width, 0, (segment.right - segment.left) * width, height);
  }
  const { spans } = data;
  const end = tree.first + tree.count;
  let deepest = 0;
  for (let row = tree.first; row < end; ++row) deepest = Math.max(deepest, spans.depth[row]!);
  const lanes = Math.min(kLanes, deepest + 1);
  const lane = Math.max(2, Math.min(10, (height - 6) / lanes));
  const colours = Array.from({ length: 7 }, (_, index) => colour(`--bar-${index}`));
  const box = (row: number): [number, number, number, number] => {
    const x = place(scale, spans.start[row]!) * width;
    const wide = Math.max(1, place(scale, spans.start[row]! + shownDuration(data, row)) * width - x);
    return [x, 4 + Math.min(spans.depth[row]!, lanes - 1) * lane, wide, Math.max(1, lane - 1)];
  };
  for (let row = tree.first; row < end; ++row) {
    if (isFailed(data, row)) continue;
    context.globalAlpha = !matching || matching[row] === 1 ? 1 : 0.2;
    context.fillStyle = colours[colourOf(data, tree, row)]!;
    context.fillRect(...box(row));
  }
  // Failed ones last and with a mark over all lanes, so that none is hidden.
  context.globalAlpha = 1;
  context.fillStyle = colour('--bad');
  for (let row = tree.first; row < end; ++row) {
    if (!isFailed(data, row)) continue;
    const [x, y, wide, high] = box(row);
    context.fillRect(x, y, Math.max(2, wide), high);
    context.beginPath();
    context.moveTo(x - 3, 0);
    context.lineTo(x + 4, 0);
    context.lineTo(x + 0.5, 5);
    context.fill();
  }
}
