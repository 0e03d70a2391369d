// node example/generate.mjs SHAPE [SIZE] > page.html: the built page with example data. `--json` instead of a size writes the data alone.
import { readFileSync } from 'node:fs';
import { dataSet, fillPage } from './data_set.mjs';
import { deep, empty, hostile, idle, many, one } from './large.mjs';
import { shop } from './shop.mjs';

const kShapes = { shop, one: size => one(size || 50_000), many: size => many(size || 5_000), deep: size => deep(size || 400), idle: size => idle(size || 2_000), hostile, empty: () => empty() };

export const kShapeNames = Object.keys(kShapes);

export const makeData = (shape, size) => dataSet(kShapes[shape](size));

export function makePage(shape, size) {
  const page = readFileSync(new URL('../dist/page.html', import.meta.url), 'utf8');
  return fillPage(page, makeData(shape, size));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const [shape = 'shop', size] = process.argv.slice(2);
  if (!kShapes[shape]) {
    console.error(`usage: node example/generate.mjs ${kShapeNames.join('|')} [SIZE|--json]`);
    process.exit(2);
  }
  if (size === '--json') {
    const { header, columns } = makeData(shape);
    process.stdout.write(JSON.stringify({ ...header, columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Array.from(column)])) }));
  } else {
    process.stdout.write(makePage(shape, Number(size) || undefined));
  }
}
