/// Draws all spans of a trace into a strip with one lane per depth. The number of drawing calls depends on the pixels, not on the spans.
import { isFailed, shownDuration, type Data } from '../data/data';
import { colour } from '../theme';
import { colourOf } from './describe';
import { place, type Scale } from './scale';
import type { Tree } from './tree';

const kLanes = 12;
const kColours = 7;
const kTop = 4;          // height of the triangles for failed operations
const kFaint = 0.2;      // opacity of spans that do not match the filter

// Values of a cell of the strip: 0 empty, 1 … 7 a colour, 8 … 14 the same colours faint, 15 failed.
const kFailed = 2 * kColours + 1;

export function drawOverview(canvas: HTMLCanvasElement, data: Data, tree: Tree, scale: Scale, matching: Uint8Array | null): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  const context = canvas.getContext('2d');
  if (!context || canvas.width === 0) return;
  context.fillStyle = colour('--idle');
  for (const segment of scale.segments) {
    if (segment.idle) context.fillRect(segment.left * canvas.width, 0, (segment.right - segment.left) * canvas.width, canvas.height);
  }
  let deepest = 0;
  for (let row = tree.first; row < tree.first + tree.count; ++row) deepest = Math.max(deepest, data.spans.depth[row]!);
  const lanes = Math.min(kLanes, deepest + 1);
  const cells = paint(data, tree, scale, matching, canvas.width, lanes);
  const lane = Math.max(2, Math.min(10, (height - kTop - 2) / lanes)) * devicePixelRatio;
  for (let index = 0; index < lanes; ++index) {
    drawLane(context, cells.subarray(index * canvas.width, (index + 1) * canvas.width), kTop * devicePixelRatio + index * lane, Math.max(1, lane - 1));
  }
  context.globalAlpha = 1;
  context.fillStyle = colour('--bad');
  markFailed(context, cells, canvas.width, lanes);
}

/// Returns one byte per pixel of each lane. Failed operations are painted last, so that none is hidden, and at least two pixels wide.
function paint(data: Data, tree: Tree, scale: Scale, matching: Uint8Array | null, width: number, lanes: number): Uint8Array {
  const { spans } = data;
  const cells = new Uint8Array(width * lanes);
  const fill = (row: number, value: number, least: number): void => {
    const left = place(scale, spans.start[row]!) * width;
    const right = place(scale, spans.start[row]! + shownDuration(data, row)) * width;
    const begin = Math.min(width - 1, Math.floor(left));
    // Leave the last pixel of wide bars empty, so that adjacent bars are visibly separate.
    const end = Math.min(width, Math.max(begin + least, right - left > 4 ? Math.floor(right) - 1 : Math.ceil(right)));
    const lane = Math.min(spans.depth[row]!, lanes - 1) * width;
    cells.fill(value, lane + begin, lane + end);
  };
  const end = tree.first + tree.count;
  for (let row = tree.first; row < end; ++row) {
    if (!isFailed(data, row)) fill(row, 1 + colourOf(data, tree, row) + (!matching || matching[row] === 1 ? 0 : kColours), 1);
  }
  for (let row = tree.first; row < end; ++row) if (isFailed(data, row)) fill(row, kFailed, 2);
  return cells;
}

function drawLane(context: CanvasRenderingContext2D, cells: Uint8Array, top: number, height: number): void {
  const colours = Array.from({ length: kColours }, (_, index) => colour(`--bar-${index}`));
  const bad = colour('--bad');
  for (let begin = 0; begin < cells.length; ) {
    const value = cells[begin]!;
    let end = begin + 1;
    while (end < cells.length && cells[end] === value) ++end;
    if (value !== 0) {
      context.globalAlpha = value > kColours && value !== kFailed ? kFaint : 1;
      context.fillStyle = value === kFailed ? bad : colours[(value - 1) % kColours]!;
      context.fillRect(begin, top, end - begin, height);
    }
    begin = end;
  }
}

/// Draws a triangle above the lanes at the beginning of each failed operation.
function markFailed(context: CanvasRenderingContext2D, cells: Uint8Array, width: number, lanes: number): void {
  const size = 3.5 * devicePixelRatio;
  let last = -Infinity;
  let before = false;
  for (let x = 0; x < width; ++x) {
    let failed = false;
    for (let lane = 0; lane < lanes && !failed; ++lane) failed = cells[lane * width + x] === kFailed;
    const begins = failed && !before;
    before = failed;
    if (!begins || x - last < 2 * size) continue;
    last = x;
    context.beginPath();
    context.moveTo(x - size, 0);
    context.lineTo(x + size, 0);
    context.lineTo(x, 5 * devicePixelRatio);
    context.fill();
  }
}
