import type { Fix } from '../../../finding';
import { asBoolean, asString } from '../../../laravel/value';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { type Dashboard, openGateCollector, type OpenGate } from './dashboardGates';

interface Package {
  readonly name: string;
  readonly config: string;
  /** What people read. */
  readonly title: string;
}

const packages: Readonly<Record<Dashboard, Package>> = {
  Horizon: { name: 'laravel/horizon', config: 'horizon', title: 'Horizon' },
  Telescope: { name: 'laravel/telescope', config: 'telescope', title: 'Telescope' },
  Pulse: { name: 'laravel/pulse', config: 'pulse', title: 'Pulse' },
  LogViewer: { name: 'opcodesio/log-viewer', config: 'log-viewer', title: 'the log viewer' },
};

/** Middleware of the packages' own, which ask the gate and nothing more. */
const harmless = /^(?:web|(?:Laravel\\(?:Horizon|Telescope|Pulse)|Opcodes\\LogViewer)\\Http\\Middleware\\\w+)$/;

/** SEC006: the gate of a dashboard answers yes to everybody. */
export const opsDashboardOpen: Rule = {
  code: 'SEC006',
  slug: 'ops-dashboard-open',
  area: 'securityEventLogging',
  severity: 'warning',
  title: 'Dashboard open to everybody',
  collectors: [openGateCollector],
  *check(context) {
    for (const gate of context.code.facts(openGateCollector)) {
      const about = packages[gate.dashboard];
      if (context.project.packages.get(about.name)?.dev !== false || isGuarded(context, gate.dashboard)) continue;
      const who = gate.lets === 'everyone' ? 'Everyone, signed in or not,' : 'Every user who is signed in';
      yield {
        rule: 'SEC006',
        severity: 'warning',
        message: `${who} can open ${about.title}, in production too: this gate always answers yes.`,
        location: gate.location,
        related: [],
        fixes: allowList(gate),
      };
    }
  },
};

/** Something else stands in front: middleware of the application, or the dashboard is off. */
function isGuarded({ project, environments }: RuleContext, dashboard: Dashboard): boolean {
  const { config } = packages[dashboard];
  return [project, ...environments.map((each: EvaluatedEnvironment) => each.project)].some((each) => {
    if (asBoolean(each.config.get(`${config}.enabled`)) === false) return true;
    if (!each.config.names.includes(config)) return false;
    const middleware = each.config.get(`${config}.middleware`);
    if (middleware.kind === 'absent') return false;
    if (middleware.kind !== 'array') return true;
    return [...middleware.entries.values()].some(({ value }) => !harmless.test(asString(value) ?? '?'));
  });
}

/** An empty list: it lets nobody in until somebody writes addresses into it. */
function allowList({ parameter, given, location: { file, range } }: OpenGate): readonly Fix[] {
  const user =
    given === 'user'
      ? parameter === undefined
        ? 'auth()->user()'
        : `$${parameter}`
      : parameter === undefined
        ? 'request()->user()'
        : `$${parameter}->user()`;
  const newText = `in_array(optional(${user})->email, [], true)`;
  return [
    { title: 'Ask for an e-mail address on a list', preferred: false, edits: [{ file, edits: [{ range, newText }] }] },
  ];
}
