import { OpsError } from '../../core/base/errors';
import { logPathText } from '../../core/security/logPath';
import { fail2banJail, type JailSource } from '../../core/security/findings/fail2ban';
import type { Finding } from '../../core/security/findings/finding';
import { securitySources, type SecuritySource } from '../../core/security/sources/securitySource';
import { newestOf } from '../../node/tail';
import { openLog } from '../../node/logs/openLog';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { extraLogsOf } from './extraLogs';
import { findingsKnown } from './securityView';

/** A finding that the Security view shows. @throws OpsError `gone` */
export function knownFinding(app: App, id: string): Finding {
  const found = findingsKnown(app).find((finding) => finding.id === id);
  if (found === undefined)
    throw new OpsError('gone', 'This finding is not in the logs of the last day any more.', {
      next: 'Refresh the Security view.',
    });
  return found;
}

/** Records of a log that are looked at for the message of failed logins. */
const looked = 2_000;

/**
 * A fail2ban filter and jail for a finding, as text to copy: both files and what to know before. Nothing is installed.
 *
 * @throws OpsError `gone`, and `unsupported` where no expression is safe for the log
 */
export async function fail2banText(workspace: Workspace, app: App, id: string, signal: AbortSignal): Promise<string> {
  const finding = knownFinding(app, id);
  const { project } = await app.current(signal);
  const sources = securitySources(project, extraLogsOf(workspace, app));
  const source = sources.find((each) => finding.evidence.some((place) => place.source === each.id));
  if (source === undefined || source.kind === 'table' || source.path === undefined)
    throw new OpsError('unsupported', 'fail2ban reads files, and this finding is in none.');
  const { name, filter, jail, remarks } = fail2banJail(finding, await jailSource(source, signal));
  return [
    ...remarks.map((remark) => `# ${remark}`),
    '',
    `# /etc/fail2ban/filter.d/${name}.conf`,
    filter,
    `# /etc/fail2ban/jail.d/${name}.local`,
    jail,
  ].join('\n');
}

async function jailSource(
  source: Exclude<SecuritySource, { kind: 'table' }>,
  signal: AbortSignal,
): Promise<JailSource> {
  const { path, log } = source;
  if (path === undefined) throw new OpsError('unsupported', 'fail2ban reads files, and this finding is in none.');
  const file = (await newestOf(path)) ?? logPathText(path);
  const reader = await openLog(path, source.zone === undefined ? {} : { zone: source.zone });
  const { records } = await reader.before('end', looked, signal);
  const failed = records.flatMap(({ record }) => (record.event === 'login_failed' ? [record] : []));
  const failures = new Set(failed.map((record) => record.message));
  const [message] = failures;
  // Of failures where there are any: in a log of lines, what somebody sent may stand on a line of its own like a record.
  const json = (failed.length > 0 ? failed : records.map(({ record }) => record)).some(({ raw }) =>
    raw.startsWith('{'),
  );
  const format =
    log.format === 'access' || records.some(({ record }) => record.status !== undefined && !json)
      ? 'access'
      : json
        ? 'json'
        : 'line';
  // With anything of a request in it no expression is safe: the message has to be the same each time.
  return { path: file, format, ...(failures.size === 1 && message !== undefined ? { message } : {}) };
}
