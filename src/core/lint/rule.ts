import type { Code, Collector } from '../code/collector';
import type { DeploymentFiles } from '../code/deployment';
import type { Role } from '../connections/environment';
import type { Finding, Severity } from '../finding';
import type { LaravelProject } from '../laravel/project';
import type { GitFacts } from './gitFacts';
import type { LiveFacts } from './liveFacts';
import type { MachineFacts } from './machineFacts';
import type { DeclaredFacts } from './declaredFacts';

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
  /** Settings say that the platform makes the backups. */
  readonly managedBackups: boolean;
  /** Settings say that the platform supplies variables that are not in the file. */
  readonly managedSecrets: boolean;
}

/** All a rule may look at: one application, once for each environment file that counts. */
export interface RuleContext {
  /** Absolute path of the application. */
  readonly root: string;
  /** The application with its own environment file, whether that file counts or not. */
  readonly project: LaravelProject;
  readonly environments: readonly EvaluatedEnvironment[];
  readonly code: Code;
  readonly deployment: DeploymentFiles;
  readonly declared: DeclaredFacts;
  readonly git: GitFacts;
  /** Undefined where nobody looked at the machine that the application is on. */
  readonly machine?: MachineFacts;
  /** Undefined without a connection. Never asked for by a rule: who has it, gives it. */
  readonly live?: LiveFacts;
  /** Texts of open files as they are on disk, where they differ from what is evaluated, by absolute path. */
  readonly saved: ReadonlyMap<string, string>;
  /** Text of any file that was read for this context, as evaluated; undefined for others. */
  readonly textOf: (file: string) => string | undefined;
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
  /**
   * Why the rule is off until a setting turns it on: `unproven` ones run in the readiness report alone, `withoutLiveFacts`
   * ones wait for a connection.
   */
  readonly offByDefault?: 'unproven' | 'withoutLiveFacts';
  /** Codes of less specific rules that stay silent where this one speaks. */
  readonly supersedes?: readonly string[];
  /** Collectors of facts that only this rule needs. */
  readonly collectors?: readonly Collector<unknown>[];
  /** Yields findings with the rule's own severity; settings are applied later. Never throws. */
  check(context: RuleContext): Iterable<Finding>;
}

const docsHome = 'https://github.com/laravel-ops/laravel-ops/blob/main/';

/** Path of the rule's page in the repository: "docs/rules/GEN002.md". */
export function docsPath({ code }: Pick<Rule, 'code'>): string {
  return `docs/rules/${code}.md`;
}

/** Web address of the rule's page. */
export function docsUrl(rule: Pick<Rule, 'code'>): string {
  return docsHome + docsPath(rule);
}
