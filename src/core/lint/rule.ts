import type { Role } from '../connections/environment';
import type { Finding, Severity } from '../finding';
import type { LaravelProject } from '../laravel/project';

/** What a rule is about: the foundations every area stands on, or one of the ten areas. */
export type RuleArea =
  | 'foundations'
  | 'automatedBackups'
  | 'recoveryProcedures'
  | 'bottleneckIdentification'
  | 'alerting'
  | 'loadBalancing'
  | 'cachingStrategy'
  | 'databaseOptimisation'
  | 'rateLimiting'
  | 'apiThrottling'
  | 'securityEventLogging';

/** The application as it is with one environment file. */
export interface EvaluatedEnvironment {
  /** ".env" for the implicit one, else the id from settings. */
  readonly id: string;
  /** What settings say about it; `unknown` when they say nothing. Never guessed from APP_ENV: rules read that themselves. */
  readonly statedRole: Role | 'unknown';
  /** Absolute path of the environment file. */
  readonly envFile: string;
  readonly project: LaravelProject;
}

/** All a rule may look at: one application, once for each environment file that counts. Nothing live. */
export interface RuleContext {
  /** Absolute path of the application. */
  readonly root: string;
  readonly environments: readonly EvaluatedEnvironment[];
}

/** One thing that can be wrong with an application's files. A rule fires only when all it looks at is certain. */
export interface Rule {
  /** "GEN002": what settings, suppressions and the docs call it. */
  readonly code: string;
  /** "debug-in-production" */
  readonly slug: string;
  readonly area: RuleArea;
  readonly severity: Severity;
  /** A few words for lists: "Debug pages in production". */
  readonly title: string;
  /** Path of the rule's page in the repository: "docs/rules/GEN002.md". */
  readonly docs: string;
  /** Codes of less specific rules that stay silent where this one speaks. */
  readonly supersedes?: readonly string[];
  /** Yields findings with the rule's own severity; settings are applied later. Never throws. */
  check(context: RuleContext): Iterable<Finding>;
}

const docsHome = 'https://github.com/laravel-ops/laravel-ops/blob/main/';

/** Web address of the rule's page. */
export function docsUrl(rule: Pick<Rule, 'docs'>): string {
  return docsHome + rule.docs;
}
