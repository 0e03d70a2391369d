import { useEffect, useRef, useState } from 'preact/hooks';
import type { Data } from '../data/data';
import { count, duration, plural } from '../format';
import { drawOverview } from './draw_overview';
import { kWhole, zoomed, type Scale, type Zoom } from './scale';
import type { Tree } from './tree';

interface OverviewProps {
  data: Data;
  tree: Tree;
  scale: Scale;
  zoom: Zoom;
  matching: Uint8Array | null;
  onZoom(zoom: Zoom): void;
}

/// A strip with the whole trace. Dragging over it zooms in, a double click shows the whole trace again.
export function Overview({ data, tree, scale, zoom, matching, onZoom }: OverviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<Zoom | null>(null);
  const from = useRef(0);
  useEffect(() => {
    const draw = (): void => {
      if (canvas.current) drawOverview(canvas.current, data, tree, scale, matching);
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
