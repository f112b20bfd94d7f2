import { assess } from '../../../../src/core/assessment/assess';
import type { AreaAssessment, CheckResult } from '../../../../src/core/assessment/area';
import type { AssessmentFacts, FileFacts } from '../../../../src/core/assessment/facts';
import { readRuleContext, type RuleContextOptions } from '../../../../src/core/lint/context';
import { lintProject } from '../../../../src/core/lint/lint';
import { rules as catalog } from '../../../../src/core/lint/catalog';
import type { Rule } from '../../../../src/core/lint/rule';
import { mapSource, shopFiles } from '../lint/mapSource';

export const now = new Date('2026-11-22T12:00:00Z');

export type Files = Readonly<Record<string, string | undefined>>;

export interface Given extends Partial<Omit<AssessmentFacts, 'files'>> {
  readonly options?: Partial<RuleContextOptions>;
  readonly rules?: readonly Rule[];
  readonly runbooks?: NonNullable<FileFacts['runbooks']>;
}

/** What the files of a Laravel 12 application in /shop say; `undefined` takes a file away. */
export async function filesOf(
  files: Files,
  { options = {}, rules = catalog, runbooks }: Given = {},
): Promise<FileFacts> {
  const all = shopFiles({});
  for (const [name, text] of Object.entries(files)) {
    if (text === undefined) all.delete(`/shop/${name}`);
    else all.set(`/shop/${name}`, text);
  }
  const source = mapSource(all);
  const context = await readRuleContext(source, '/shop', {
    report: true,
    environments: [],
    tracked: new Set(),
    ...options,
  });
  const findings = await lintProject(context, { rules: {}, source, catalog: rules, all: true });
  return { context, findings, rules, ...(runbooks === undefined ? {} : { runbooks }) };
}

export async function areasOf(files: Files, given: Given = {}): Promise<readonly AreaAssessment[]> {
  const { options: _, rules: __, runbooks: ___, ...facts } = given;
  return assess({ now, ...facts, files: await filesOf(files, given) });
}

export async function checkOf(id: string, files: Files, given: Given = {}): Promise<CheckResult> {
  const check = (await areasOf(files, given)).flatMap(({ checks }) => checks).find((each) => each.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return check;
}

/** "gap: no backup in the schedule" */
export async function words(id: string, files: Files, given: Given = {}): Promise<string> {
  const { outcome, summary } = await checkOf(id, files, given);
  return `${outcome}: ${summary}`;
}

/** Only what a server says: no file was read. */
export function wordsLive(id: string, facts: Omit<AssessmentFacts, 'now' | 'files'>): string {
  const check = assess({ now, ...facts })
    .flatMap(({ checks }) => checks)
    .find((each) => each.id === id);
  return check === undefined ? 'not evaluated' : `${check.outcome}: ${check.summary}`;
}
