import { type Job, jobTitle, logOf, programRemarks, type SetupPreview, timeOf, wordsOf } from './job';
import { cronCommand, shellArgument } from './quoting';

/** The crontab line of a job: five fields and a command for /bin/sh (crontab(5)). */
export function crontabLine(job: Job): string {
  const command = wordsOf(job).map(shellArgument).join(' ');
  const folder = shellArgument(job.root);
  const output = job.kind === 'schedule' ? '> /dev/null' : `>> ${shellArgument(logOf(job))}`;
  return `${fieldsOf(job)} ${cronCommand(`cd ${folder} && ${command} ${output} 2>&1`)}`;
}

/** What to add with `crontab -e`, and how to look at it. */
export function crontabPreview(job: Job): SetupPreview {
  const line = crontabLine(job);
  return {
    title: jobTitle(job),
    explanation: 'Add this line with crontab -e, as the user that the application runs as.',
    files: [{ name: 'crontab', text: `${line}\n`, encoding: 'utf-8' }],
    commands: ['crontab -e'],
    undo: ['crontab -e'],
    remarks: [
      ...programRemarks(job),
      ...(job.kind === 'schedule'
        ? ['What tasks print goes nowhere: a task that fails has to tell somebody itself.']
        : []),
      ...(line.includes('%')
        ? ['The backslash before % is for cron, which takes it away. BusyBox does not: leave it out there.']
        : []),
    ],
  };
}

function fieldsOf(job: Job): string {
  if (job.kind === 'schedule') return '* * * * *';
  const { hour, minute } = timeOf(job);
  return `${minute} ${hour} * * ${job.kind === 'drill' ? '0' : '*'}`;
}
