import { relativePath } from '../base/path';
import { schedule } from '../code/schedule/schedule';
import { routeTable } from '../code/routes/routeTable';
import type { Location } from '../finding';
import { docsUrl } from '../lint/rule';
import { effectiveText } from './effective';
import type { AssessmentFacts, FileFacts } from './facts';
import type { BackupRow, ReportAppendix, ReportPlace, RouteRow, RuleRow, TaskRow } from './report';
import { authEventRows } from './securityEventLogging';
import { routeLimits } from './throttling';

/** Turns a place into file, line and column. */
export type Placing = (location: Location) => ReportPlace;

/** The lists at the end of a report: routes with their limits, backups, schedule, events, rules. */
export function inventories(facts: AssessmentFacts, files: FileFacts, place: Placing): ReportAppendix {
  const { code } = files.context;
  const table = routeTable(code);
  const tasks = schedule(code);
  return {
    routes: { complete: table.complete, gaps: table.gaps, list: routeRows(files, place) },
    backups: backupRows(facts, files),
    schedule: {
      complete: tasks.complete,
      gaps: tasks.gaps,
      list: tasks.tasks.map((task): TaskRow => {
        const { kind, what = null, cron = null, conditional, location } = task;
        return { ...place(location), kind, what, cron, conditional };
      }),
    },
    authEvents: authEventRows(files),
    rules: ruleRows(files),
  };
}

function routeRows(files: FileFacts, place: Placing): readonly RouteRow[] {
  const store = effectiveText(files, 'cache.limiter') ?? effectiveText(files, 'cache.default') ?? null;
  return routeLimits(files.context.code).map(({ route, words, state }) => ({
    ...place(route.location),
    methods: route.methods.join('|'),
    uri: route.uri === undefined ? null : `/${route.uri}`,
    name: route.name ?? null,
    auth: route.middleware
      .flatMap(({ written, name }) => (asksWho.test(name) || asksWho.test(written) ? [written] : []))
      .join(', '),
    limit: state,
    limiter: words.join('; '),
    store: state === 'limited' ? store : null,
  }));
}

const asksWho = /^(?:auth|signed|verified|can)(?:$|[.:])|Authenticat|ValidateSignature/;

function backupRows({ backups }: AssessmentFacts, files: FileFacts): readonly BackupRow[] {
  return (backups?.backups ?? []).map(({ path, destination, createdAt, sizeBytes, contents, error }) => ({
    file: relativePath(files.context.root, path),
    destination: destination.label,
    createdAt: createdAt.toISOString(),
    sizeBytes,
    encrypted: contents?.encrypted ?? null,
    error: error ?? null,
  }));
}

function ruleRows({ rules, findings }: FileFacts): readonly RuleRow[] {
  return rules
    .map((rule) => ({
      code: rule.code,
      slug: rule.slug,
      title: rule.title,
      area: rule.area,
      severity: rule.severity,
      docs: docsUrl(rule),
      findings: findings.filter((finding) => finding.rule === rule.code).length,
    }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
}
