/// Formats numbers and texts as the report in the terminal does.

export interface Unit {
  divisor: number;
  name: string;
}

const kMicroseconds: Unit = { divisor: 1e3, name: 'µs' };
const kMilliseconds: Unit = { divisor: 1e6, name: 'ms' };
const kSeconds: Unit = { divisor: 1e9, name: 's' };

function unitOf(ns: number): Unit {
  if (ns >= 1e9) return kSeconds;
  return ns === 0 || ns >= 1e4 ? kMilliseconds : kMicroseconds;
}

/// Returns the unit for a column: the one that fits its largest value, unless the smallest value would then be less than 0.01.
export function unitFor(durations: number[]): Unit {
  let most = 0;
  let least = 0;
  for (const ns of durations) {
    if (ns <= 0) continue;
    most = Math.max(most, ns);
    least = least === 0 ? ns : Math.min(least, ns);
  }
  const unit = unitOf(most);
  return unit === kSeconds && least < 1e7 ? kMilliseconds : unit;
}

/// Formats a number with three significant digits and at most two decimals, or as an integer from 99.95 on: 0.73, 18.2, 7,310.
export function number3(value: number): string {
  if (value > 0 && value < 0.005) return '<0.01';
  if (value >= 99.95) return count(Math.round(value));
  return value.toFixed(value < 9.995 ? 2 : 1);
}

/// Formats a duration in nanoseconds with its unit; returns `unknown` if it is negative.
export function duration(ns: number, unknown = '–'): string {
  if (ns < 0) return unknown;
  const unit = unitOf(ns);
  return `${number3(ns / unit.divisor)} ${unit.name}`;
}

export const count = (value: number): string => value.toLocaleString('en-US');

/// Formats a count with its noun: `1 trace`, `2 traces`.
export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/// Formats a share (0 … 1): `1.3 %`, `64 %`, `100 %`.
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.05) return '<0.1 %';
  return `${value.toFixed(value < 9.95 ? 1 : 0)} %`;
}

// Control characters (C0 except tab and newline, C1), characters that change the direction or are invisible, lone surrogates.
const kInvisible = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/// Returns the text with control, bidirectional and invisible characters written as escapes: \x1b, \u202e.
export function visible(text: string): string {
  return text.replace(kInvisible, character => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

const kLineLimit = 400;

/// Returns a text as one line for a row of a list: white space is collapsed, and texts longer than any row are cut.
export function line(text: string): string {
  const start = text.length > kLineLimit * 4 ? text.slice(0, kLineLimit * 4) : text;
  const collapsed = visible(start.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, ''));
  return collapsed.length > kLineLimit ? `${collapsed.slice(0, kLineLimit)}…` : collapsed;
}

/// Returns the short name of a database system.
export const systemName = (system: string): string => (system === 'postgresql' ? 'postgres' : system);
