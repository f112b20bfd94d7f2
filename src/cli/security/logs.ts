import { formatCount } from '../../core/base/format';
import { messageOf } from '../../core/base/errors';
import { displayLine, displayText } from '../../core/security/display';
import type { Finding } from '../../core/security/findings/finding';
import type { ShownRecord } from '../../services/security/logsAsked';
import type { ServiceAnswer } from '../runServices';
import type { SecurityRun } from './runSecurity';

/** `laravel-ops logs PATH`: the newest records that match, those that come with --follow, or what detectors find. */
export function logs(run: SecurityRun): Promise<ServiceAnswer> {
  return run.command.findings ? findings(run) : records(run);
}

async function records({ security, workspace, app, command, io, signal }: SecurityRun): Promise<ServiceAnswer> {
  const { json, follow, since, until } = command;
  const kept: ShownRecord[] = [];
  let about = '';
  // With --follow there is no end to make a document of: each record is written as it comes.
  const write = (found: readonly ShownRecord[]): void => {
    if (!follow) kept.push(...found);
    else for (const record of found) io.stdout(json ? `${JSON.stringify(record)}\n` : recordLine(record));
  };
  const asked = {
    ...(command.source === undefined ? {} : { source: command.source }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    filter: command.filter,
    level: command.level,
    lines: command.lines,
    follow,
  };
  await security.logsAsked(
    workspace,
    app,
    asked,
    {
      onSource: ({ what }) => (about = what),
      onRecords: write,
      onTrouble: (error) => io.stderr(`${messageOf(error)}\n`),
    },
    signal,
  );
  return {
    text: kept.length === 0 ? `No record of ${about} matches.\n` : kept.map(recordLine).join(''),
    data: { source: about, records: kept },
    whole: true,
    ...(follow ? { written: true } : {}),
  };
}

async function findings({ security, workspace, app, command, signal }: SecurityRun): Promise<ServiceAnswer> {
  const { source, since } = command;
  const found = await security.findingsOf(
    workspace,
    app,
    { ...(source === undefined ? {} : { source }), ...(since === undefined ? {} : { since }) },
    signal,
  );
  const looked = `${formatCount(found.records)} records of ${found.sources.map(({ title }) => title).join(', ')} were looked at.`;
  const none = found.findings.length === 0 ? 'Nothing was found. ' : '';
  return {
    text: `${found.findings.map(findingText).join('')}${none}${looked}\n${found.remarks.map((remark) => `- ${remark}\n`).join('')}`,
    data: {
      records: found.records,
      remarks: found.remarks,
      findings: found.findings.map(findingData),
    },
    // An attack is what somebody who asks every night wants to be told of.
    whole: !found.findings.some(({ severity }) => severity === 'critical'),
  };
}

function recordLine({ time, at, level, event, user, ip, route, status, message, forged }: ShownRecord): string {
  const parts = [
    (time ?? at ?? '').replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
    (level ?? '').toUpperCase(),
    event,
    user,
    ip,
    route,
    status === null ? null : String(status),
    message === event ? null : message,
    forged ? '(may be forged)' : null,
  ];
  return `${parts.filter((part) => part !== null && part !== '').join('  ')}\n`;
}

/** Moments as ISO 8601. What JSON leaves unescaped is made visible: a terminal may obey it. */
function findingData(finding: Finding): unknown {
  const { first, last } = finding;
  const dated = { ...finding, first: new Date(first).toISOString(), last: new Date(last).toISOString() };
  return JSON.parse(displayText(JSON.stringify(dated)));
}

function findingText({ severity, title, summary, first, last, why, advice, filter }: Finding): string {
  const span = `${new Date(first).toISOString()} to ${new Date(last).toISOString()}`;
  // The filter is not written as an option: with text of an attacker in it, it must not be pasted into a shell.
  const more = [summary, span, why, advice, `Filter: ${filter}`].map((line) => `    ${displayLine(line)}\n`);
  return `${severity.toUpperCase()}  ${displayLine(title)}\n${more.join('')}`;
}
