import { throwIfAborted } from '../base/abort';
import type { GiveWay } from '../code/readCode';
import type { Finding, Severity } from '../finding';
import type { TextSource } from '../laravel/textSource';
import { rules as catalog } from './catalog';
import type { Decision } from './decision';
import { splitAccepted } from './decisions';
import type { Rule, RuleContext } from './rule';
import { isSuppressed } from './suppression';

export type RuleLevel = 'off' | Severity;

export interface LintOptions {
  /** Rule code → how loud it is; rules that are not named keep their own severity. */
  readonly rules: Readonly<Record<string, RuleLevel>>;
  /** Where the files with findings are read again, to look for suppressing comments. */
  readonly source: TextSource;
  readonly signal?: AbortSignal;
  /** Asked between two rules: lets others have a turn when this has taken long enough. */
  readonly giveWay?: GiveWay;
  /** The rules to run; all of the catalog when left out. */
  readonly catalog?: readonly Rule[];
  /** Run rules that are off by default too: for reports. */
  readonly all?: boolean;
  /** Findings kept in one file; `findingsPerFile` when left out. */
  readonly perFile?: number;
  /** Accepted risks: what one of them accepts at `now` is left out. */
  readonly decisions?: { readonly list: readonly Decision[]; readonly now: Date };
}

/** More findings than this in one file are noise while editing; the first ones in the file are kept. */
export const findingsPerFile = 10;

/**
 * What is wrong with one application: each rule's findings at the severity that settings ask for, one finding a fact,
 * without those that a comment suppresses, sorted by file and place.
 *
 * @throws OpsError `cancelled` when the signal aborts
 */
export async function lintProject(context: RuleContext, options: LintOptions): Promise<readonly Finding[]> {
  const rules = rulesInUse(options.catalog ?? catalog, options, context.live !== undefined);
  const found: Finding[] = [];
  for (const rule of rules) {
    const turn = options.giveWay?.();
    if (turn !== undefined) await turn;
    throwIfAborted(options.signal);
    const level = options.rules[rule.code];
    for (const finding of rule.check(context)) {
      found.push(level === undefined || level === 'off' ? finding : { ...finding, severity: level });
    }
  }
  const byFile = new Map<string, Finding[]>();
  for (const finding of withoutSuperseded(unique(found), rules)) {
    const { file } = finding.location;
    byFile.set(file, [...(byFile.get(file) ?? []), finding]);
  }
  const kept: Finding[] = [];
  for (const file of [...byFile.keys()].sort()) {
    const read = await options.source.readText(file, options.signal);
    const inFile = (byFile.get(file) ?? []).sort((a, b) => a.location.range.start - b.location.range.start);
    const loud = read.kind === 'text' ? inFile.filter((finding) => !isSuppressed(finding, read.text)) : inFile;
    kept.push(...notAccepted(loud, context, options).slice(0, options.perFile ?? findingsPerFile));
  }
  return kept;
}

function notAccepted(
  findings: readonly Finding[],
  { root }: RuleContext,
  { decisions }: LintOptions,
): readonly Finding[] {
  return decisions === undefined ? findings : splitAccepted(findings, decisions.list, root, decisions.now).open;
}

/** The rules that settings leave on, and those that are off by default where `all` or live facts ask for them. */
export function rulesInUse(
  catalog: readonly Rule[],
  { rules, all = false }: Pick<LintOptions, 'rules' | 'all'>,
  connected: boolean,
): readonly Rule[] {
  return catalog.filter(({ code, offByDefault }) => {
    const level = rules[code];
    if (level !== undefined) return level !== 'off';
    return all || offByDefault === undefined || (offByDefault === 'withoutLiveFacts' && connected);
  });
}

/** Two environments may lead to the same place in config/app.php: one finding. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, location: { file, range } }) => {
    const key = JSON.stringify([rule, file, range.start, range.end]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Drops what a more specific rule says at the same place. */
function withoutSuperseded(findings: readonly Finding[], rules: readonly Rule[]): readonly Finding[] {
  const silencedBy = new Map<string, Set<string>>();
  for (const rule of rules) {
    for (const code of rule.supersedes ?? []) {
      silencedBy.set(code, (silencedBy.get(code) ?? new Set()).add(rule.code));
    }
  }
  return findings.filter((finding) => {
    const stronger = silencedBy.get(finding.rule);
    return stronger === undefined || !findings.some((other) => stronger.has(other.rule) && overlaps(finding, other));
  });
}

function overlaps(a: Finding, b: Finding): boolean {
  const first = a.location;
  const second = b.location;
  return first.file === second.file && first.range.start <= second.range.end && second.range.start <= first.range.end;
}
