// Collects spans and makes a data set in the format of docs/view-data.md, for examples and checks. view/page_data.cc is authoritative.
const kFlags = { unfinished: 1, endBeforeStart: 2, outsideParent: 4, made: 8, finding: 16, loopCut: 32 };

/// Returns a function that returns pseudo-random numbers 0 … 1, the same in every run.
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Builder {
  constructor(title = 'shop') {
    this.title = title;
    this.random = randomNumbers(1);
    this.strings = [''];
    this.places = new Map([['', 0]]);
    this.services = [];
    this.sets = [[]];
    this.setPlaces = new Map([['[]', 0]]);
    this.spans = [];
    this.traces = [];
    this.statements = new Map();
    this.findings = [];
    this.processes = [];
    this.notices = [];
    this.switches = [];
    this.run = {};
  }

  string(text) {
    let place = this.places.get(text);
    if (place === undefined) {
      this.places.set(text, (place = this.strings.length));
      this.strings.push(text);
    }
    return place;
  }

  set(attributes) {
    const entries = Object.entries(attributes);
    const key = JSON.stringify(entries);
    let place = this.setPlaces.get(key);
    if (place === undefined) {
      this.setPlaces.set(key, (place = this.sets.length));
      this.sets.push(entries);
    }
    return place;
  }

  service(name) {
    let place = this.services.indexOf(name);
    if (place < 0) place = this.services.push(name) - 1;
    return place;
  }

  /// Begins a trace. Spans that are added later belong to it; add parents before their children.
  trace() {
    this.traces.push({ id: Array.from({ length: 4 }, () => Math.floor(this.random() * 2 ** 32)), first: this.spans.length });
  }

  /// Adds a span and returns its row. Times are milliseconds since the start of the run; a duration of -1 means unfinished.
  span({ parent = -1, name, start, duration, service = 'shop', kind = 1, operation = null, error = '', message = '', flags = [], attributes = {}, events = [] }) {
    const row = this.spans.length;
    const bits = flags.reduce((sum, flag) => sum | kFlags[flag], duration < 0 ? kFlags.unfinished : 0);
    this.spans.push({
      row, parent, name, start: Math.round(start * 1e6), duration: duration < 0 ? -1 : Math.round(duration * 1e6), service, kind, operation, error,
      message, flags: bits, attributes, events, trace: this.traces.length - 1, depth: parent >= 0 ? this.spans[parent].depth + 1 : 0,
      statement: operation ? this.statement(operation, service) : -1,
    });
    return row;
  }

  /// { system, text, label, server, namespace, rows, affected, hits, misses }
  statement(operation, service) {
    const text = operation.pattern ?? operation.text;
    const key = JSON.stringify([service, operation.system, text]);
    if (!this.statements.has(key)) this.statements.set(key, { ...operation, text, service, index: this.statements.size });
    return this.statements.get(key).index;
  }

  finding(finding) {
    for (const row of finding.rows) this.spans[row].flags |= kFlags.finding;
    this.findings.push({ id: String(this.findings.length + 1), statement: this.spans[finding.rows[0]].statement, trace: this.spans[finding.rows[0]].trace, ...finding });
  }

  end(span) {
    return span.start + Math.max(0, span.duration);
  }
}
