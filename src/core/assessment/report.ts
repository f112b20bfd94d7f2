import type { Role } from '../connections/environment';
import type { Severity } from '../finding';
import type { LaravelVersion } from '../laravel/project';
import type { AreaId, CheckOutcome, Grade } from './area';

// A readiness report as plain data: what every export is made of and what the JSON export is. Additions keep the schema
// version; a change of meaning raises it. `null` says "not known". Paths are relative to the application, lines and
// columns count from 1, moments are ISO 8601 in UTC.

export interface ReadinessReport {
  readonly schemaVersion: 1;
  readonly product: { readonly name: 'Laravel Ops'; readonly version: string };
  readonly generatedAt: string;
  /** What this is and is not. */
  readonly notice: string;
  readonly application: {
    readonly name: string;
    readonly laravel: { readonly version: string | null; readonly source: LaravelVersion['source'] };
    readonly commit: { readonly hash: string; readonly at: string; readonly subject: string } | null;
  };
  readonly environment: {
    readonly name: string;
    readonly role: Role | 'unknown';
    readonly file: string | null;
  };
  /** What was taken out of all texts. Values of environment files that are secrets never are in one. */
  readonly redacted: Redactions;
  readonly areas: readonly ReportArea[];
  readonly findings: readonly ReportFinding[];
  readonly accepted: readonly ReportDecision[];
  readonly notEvaluated: readonly { readonly area: AreaId; readonly title: string; readonly why: string }[];
  readonly appendix: ReportAppendix;
}

/** Which kinds of names are replaced: `users` are logins of servers and e-mail addresses. */
export interface Redactions {
  readonly hosts: boolean;
  readonly users: boolean;
  readonly ips: boolean;
}

export interface ReportPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ReportArea {
  readonly id: AreaId;
  readonly title: string;
  readonly grade: Grade;
  readonly evaluated: boolean;
  readonly summary: string;
  readonly checks: readonly ReportCheck[];
}

export interface ReportCheck {
  readonly id: string;
  readonly title: string;
  readonly outcome: CheckOutcome;
  readonly summary: string;
  readonly weight: number;
  readonly evidence: readonly {
    readonly fact: string;
    readonly source: string;
    readonly place: ReportPlace | null;
  }[];
  readonly remedies: readonly {
    readonly title: string;
    readonly copies: string | null;
    readonly place: ReportPlace | null;
  }[];
}

export interface ReportFinding extends ReportPlace {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly endLine: number;
  readonly endColumn: number;
  readonly related: readonly (ReportPlace & { readonly message: string })[];
  /** The rule is off by default: it speaks in reports alone, and fails no build. */
  readonly reportOnly: boolean;
  /** What mends it, when something does. */
  readonly fix: string | null;
  readonly acceptedBy: { readonly owner: string; readonly reason: string; readonly expires: string } | null;
}

export interface ReportDecision {
  readonly id: string;
  readonly title: string;
  readonly file: string | null;
  readonly owner: string;
  readonly reason: string;
  readonly accepted: string;
  readonly expires: string;
  /** It no longer counts: what it accepted is a gap again. */
  readonly expired: boolean;
}

export interface ReportAppendix {
  /** Every route that static reading finds; `complete` is false when there may be others. */
  readonly routes: { readonly complete: boolean; readonly gaps: readonly string[]; readonly list: readonly RouteRow[] };
  readonly backups: readonly BackupRow[];
  readonly schedule: {
    readonly complete: boolean;
    readonly gaps: readonly string[];
    readonly list: readonly TaskRow[];
  };
  readonly authEvents: readonly {
    readonly event: string;
    readonly recorded: 'yes' | 'no' | 'unknown';
    readonly by: readonly string[];
  }[];
  readonly rules: readonly RuleRow[];
}

export interface RouteRow extends ReportPlace {
  readonly methods: string;
  readonly uri: string | null;
  readonly name: string | null;
  /** "auth:sanctum"; empty when nothing on the route asks who it is. */
  readonly auth: string;
  readonly limit: 'limited' | 'unlimited' | 'unknown';
  /** "60 in 1 min" */
  readonly limiter: string;
  /** Where attempts are counted: the cache store's name. */
  readonly store: string | null;
}

export interface BackupRow {
  readonly file: string;
  readonly destination: string;
  readonly createdAt: string;
  readonly sizeBytes: number;
  readonly encrypted: boolean | null;
  readonly error: string | null;
}

export interface TaskRow extends ReportPlace {
  readonly kind: string;
  readonly what: string | null;
  readonly cron: string | null;
  readonly conditional: boolean;
}

export interface RuleRow {
  readonly code: string;
  readonly slug: string;
  readonly title: string;
  readonly area: string;
  readonly severity: Severity;
  readonly docs: string;
  readonly findings: number;
}
