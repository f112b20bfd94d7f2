import type { AreaAssessment, CheckResult, Evidence } from '../core/assessment/area';
import { clockTimeWithSeconds } from '../core/base/clock';
import { baseName, relativePath } from '../core/base/path';
import { positionAt } from '../core/base/text';
import type { Fact } from '../protocol/views/common';
import type { CheckRow, ReadinessArea, ReadinessContent } from '../protocol/views/readiness';
import type { App } from './app';
import { bannerOf } from './banner';
import { readReadiness, type Readiness } from './readiness';
import { doesWhat, Offers, type RemedyActions } from './remedies';
import type { Workspace } from './workspace';

/** What the editor does for the report's page. */
export interface ReadinessActions extends RemedyActions {
  accept(check: string): Promise<void>;
  export(): Promise<void>;
}

/** The readiness report of the app at `root`; undefined when it is not in the window. */
export function createReadinessSource(workspace: Workspace, root: string, actions: ReadinessActions) {
  const app = workspace.apps.find((candidate) => candidate.root === root);
  if (app === undefined) return undefined;
  let offers = new Offers();
  return {
    title: `Readiness — ${app.name}`,
    onDidChange: app.onDidChange,
    load: async (signal: AbortSignal): Promise<ReadinessContent> => {
      const found = workspace.appAt(root);
      const readiness = await readReadiness(workspace, found, { connect: true }, signal);
      const textOf = (file: string) => readiness.facts.files?.context.textOf(file);
      const current = new Offers(textOf);
      const content = {
        banner: bannerOf(workspace, found, await found.current(signal)),
        asOf: clockTimeWithSeconds(readiness.facts.now),
        cover: await coverOf(found, readiness, signal),
        areas: readiness.areas.map((area) => areaOf(area, current, { root, textOf })),
      };
      offers = current;
      return content;
    },
    runCommand: (command: string) => actions.runCommand(command),
    open: (id: string) => offers.open(id, actions),
    mend: (id: string) => offers.mend(id, actions),
    accept: (check: string) => actions.accept(check),
    export: () => actions.export(),
  };
}

/** Where places are: the application's folder, and its files as they were read. */
interface Places {
  readonly root: string;
  readonly textOf: (file: string) => string | undefined;
}

function areaOf({ area, grade, summary, checks }: AreaAssessment, offers: Offers, places: Places): ReadinessArea {
  const rows = checks.map((check) => checkOf(check, offers, places));
  return { id: area.id, title: area.title, grade, summary, checks: rows };
}

/** "routes/web.php:18" */
function sourceText({ source, location }: Evidence, { root, textOf }: Places): string {
  const shown = relativePath(root, source);
  const text = location === undefined ? undefined : textOf(location.file);
  return text === undefined || location === undefined
    ? shown
    : `${shown}:${positionAt(text, location.range.start).line + 1}`;
}

function checkOf(check: CheckResult, offers: Offers, places: Places): CheckRow {
  const { id, title, outcome, summary, evidence, remedies, decision } = check;
  return {
    id,
    title,
    outcome,
    summary,
    evidence: evidence.map((each) => ({
      fact: each.fact,
      source: sourceText(each, places),
      ...(each.location === undefined ? {} : { open: offers.place(each.location) }),
    })),
    remedies: remedies.flatMap((remedy) => {
      const does = doesWhat(remedy);
      return does === undefined ? [] : [{ id: offers.remedy(remedy), title: remedy.title, does }];
    }),
    acceptable: outcome === 'gap' || outcome === 'partial',
    ...(decision === undefined
      ? {}
      : { decision: `Accepted by ${decision.owner} until ${decision.expires}: ${decision.reason}` }),
  };
}

/** What the report is about, and what could not be asked. */
async function coverOf(app: App, { facts, problems }: Readiness, signal: AbortSignal): Promise<readonly Fact[]> {
  const { project } = await app.current(signal);
  const { version, env } = project;
  const counts = facts.files?.context.code.counts;
  return [
    { label: 'Laravel', value: version.full ?? version.major?.toString() ?? 'version unknown' },
    { label: 'Environment file', value: env === undefined ? 'none' : baseName(env.file) },
    ...(facts.files === undefined ? [] : [{ label: 'Rules', value: String(facts.files.rules.length) }]),
    ...(counts === undefined ? [] : [{ label: 'PHP files', value: `${counts.files}, ${counts.parsed} parsed` }]),
    { label: 'Database', value: facts.database === undefined ? 'not asked' : `asked, ${facts.database.flavor}` },
    { label: 'Redis', value: facts.redis === undefined ? 'not asked' : 'asked' },
    ...problems.map((value) => ({ label: 'Not read', value, tone: 'warning' as const })),
  ];
}
