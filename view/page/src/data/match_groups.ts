/// Selects the statements, errors, cache keys and findings that match the filter. Their numbers do not change: they cover the whole run.
import type { CacheKeys, FailureGroup, Finding, Header, Statement } from './header';
import { compare, type Term } from './filter';

/// The properties that terms are compared with. A term on a missing property does not match.
interface Subject {
  texts: string[];
  system?: string;
  service?: string;
  failed?: number;
  unfinished?: number;
  kind?: string;
  hits?: number;
  misses?: number;
  hash?: string;
  duration?: number;
  share?: number;
  rows?: number;
}

function matches(subject: Subject, terms: Term[]): boolean {
  const texts = subject.texts.map(text => text.toLowerCase());
  return terms.every(term => matchesTerm(subject, texts, term) !== term.negated);
}

function matchesTerm(subject: Subject, texts: string[], term: Term): boolean {
  switch (term.kind) {
    case 'word': return texts.some(text => text.includes(term.word));
    case 'system': return subject.system?.startsWith(term.value) ?? false;
    case 'service': return subject.service?.toLowerCase().includes(term.value) ?? false;
    case 'status': return 'error'.startsWith(term.value) ? (subject.failed ?? 0) > 0 : (subject.failed ?? 0) === 0;
    case 'finding': return subject.kind?.includes(term.value) ?? false;
    case 'cache': return ('hit'.startsWith(term.value) ? subject.hits ?? 0 : subject.misses ?? 0) > 0;
    case 'statement': return subject.hash?.startsWith(term.value) ?? false;
    case 'duration': return subject.duration !== undefined && compare(subject.duration, term.comparison, term.limit);
    case 'share': return subject.share !== undefined && compare(subject.share, term.comparison, term.limit);
    case 'rows': return subject.rows !== undefined && subject.rows >= 0 && compare(subject.rows, term.comparison, term.limit);
    case 'attribute': return false;
  }
}

const kindsOf = (header: Header, statement: number): string =>
  header.findings.filter(finding => finding.statement === statement).map(finding => finding.kind).join(' ');

const ofStatement = (header: Header, index: number): Partial<Subject> & { texts: string[] } => {
  const statement = header.statements[index];
  if (!statement) return { texts: [] };
  return { texts: [statement.name, statement.text], system: statement.system, service: statement.service, hash: statement.hash };
};

export function statementMatches(header: Header, statement: Statement, index: number, terms: Term[]): boolean {
  const { failed, hits, misses, rows, max } = statement;
  const wantsFinding = terms.some(term => term.kind === 'finding');
  const kind = wantsFinding ? kindsOf(header, index) || undefined : undefined;
  return matches({ ...ofStatement(header, index), failed, hits, misses, rows, duration: max, ...(kind ? { kind } : {}) }, terms);
}

export function errorMatches(header: Header, failure: FailureGroup, terms: Term[]): boolean {
  const statement = ofStatement(header, failure.statement);
  return matches({ ...statement, texts: [...statement.texts, failure.code, failure.message], failed: failure.count }, terms);
}

export function cacheMatches(keys: CacheKeys, terms: Term[]): boolean {
  return matches({ texts: [keys.pattern, ...keys.notes], system: keys.system, service: keys.service, hits: keys.hits, misses: keys.misses }, terms);
}

export function findingMatches(header: Header, finding: Finding, terms: Term[]): boolean {
  const statement = ofStatement(header, finding.statement);
  const share = finding.parentDuration > 0 ? finding.total / finding.parentDuration : undefined;
  return matches({
    ...statement,
    texts: [...statement.texts, finding.kind, finding.title, finding.sentence, finding.advice, finding.parent, finding.where],
    kind: finding.kind,
    duration: finding.total,
    failed: header.statements[finding.statement]?.failed ?? 0,
    ...(share === undefined ? {} : { share }),
  }, terms);
}
