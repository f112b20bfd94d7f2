import { type Job, jobTitle, programRemarks, type SetupPreview, timeOf, wordsOf } from './job';
import { plainName, windowsArgument, xmlText } from './quoting';

/** Runs a console program without a window, and its children too (Windows 10 1809 and later). */
const headless = '%SystemRoot%\\System32\\conhost.exe';

/**
 * A task of the Windows Task Scheduler for this user alone, and the command that makes it (Task Scheduler schema 1.2). The
 * file has to be UTF-16 with a byte order mark: schtasks refuses UTF-8 that says otherwise.
 *
 * `Hidden` of the schema hides the task in a list, not the window of the program: that is what conhost is for. PHP's own
 * php-win.exe has no console either, but each command that the scheduler starts would open one.
 *
 * @param start any past day in local time: "2026-11-22"
 */
export function windowsTaskPreview(job: Job, start: string): SetupPreview {
  const name = `LaravelOps\\${plainName(`${job.application} ${job.kind}`)}`;
  const file = `${plainName(`laravel-ops-${job.kind}`)}.xml`;
  const create = ['schtasks', '/Create', '/TN', name, '/XML', file];
  const [first, ...rest] = wordsOf(job);
  const words = [windowsPath(first ?? ''), ...rest.map((word) => (word === job.root ? windowsPath(word) : word))];
  return {
    title: jobTitle(job),
    explanation: `Windows has no cron. This makes the task ${name} for your user only; it runs while you are signed in.`,
    files: [{ name: file, text: taskXml(job, start, words, name), encoding: 'utf-16le' }],
    commands: [commandLine(create)],
    undo: [commandLine(['schtasks', '/Delete', '/TN', name, '/F'])],
    remarks: [
      ...programRemarks(job),
      `Last run and its result: ${commandLine(['schtasks', '/Query', '/TN', name, '/V', '/FO', 'LIST'])}`,
      ...(words.some((word) => /%[^%]+%/.test(word))
        ? [
            'The path holds a name between % signs, which Windows replaces when a variable is called so: rename the folder.',
          ]
        : []),
    ],
  };
}

/** The bytes of a task file: UTF-16, little endian, with its byte order mark. */
export function utf16Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(2 + text.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xfeff, true);
  for (let at = 0; at < text.length; at++) view.setUint16(2 + at * 2, text.charCodeAt(at), true);
  return bytes;
}

function taskXml(job: Job, start: string, words: readonly string[], name: string): string {
  const lines = `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>${xmlText(jobTitle(job))}</Description>
    <URI>${xmlText(`\\${name}`)}</URI>
  </RegistrationInfo>
  <Triggers>
${triggerOf(job, start)}
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>${job.kind === 'schedule' ? 'Parallel' : 'IgnoreNew'}</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <ExecutionTimeLimit>PT24H</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${headless}</Command>
      <Arguments>${xmlText(['--headless', ...words].map(windowsArgument).join(' '))}</Arguments>
      <WorkingDirectory>${xmlText(windowsPath(job.root))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
`;
  return lines.replaceAll('\n', '\r\n');
}

function triggerOf(job: Job, start: string): string {
  if (job.kind === 'schedule')
    return `    <TimeTrigger>
      <Repetition>
        <Interval>PT1M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <StartBoundary>${xmlText(start)}T00:00:00</StartBoundary>
      <Enabled>true</Enabled>
    </TimeTrigger>`;
  const { hour, minute } = timeOf(job);
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00`;
  const days =
    job.kind === 'drill'
      ? `<ScheduleByWeek>
        <DaysOfWeek>
          <Sunday />
        </DaysOfWeek>
        <WeeksInterval>1</WeeksInterval>
      </ScheduleByWeek>`
      : `<ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>`;
  return `    <CalendarTrigger>
      <StartBoundary>${xmlText(start)}T${time}</StartBoundary>
      <Enabled>true</Enabled>
      ${days}
    </CalendarTrigger>`;
}

/** "C:/laragon/www/shop" as Windows writes it; what is no Windows path stays. */
function windowsPath(path: string): string {
  return /^(?:[A-Za-z]:|\/\/[^/])/.test(path) ? path.replaceAll('/', '\\') : path;
}

function commandLine(words: readonly string[]): string {
  return words.map(windowsArgument).join(' ');
}
