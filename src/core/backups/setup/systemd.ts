import { type Job, jobTitle, programRemarks, type SetupPreview, timeOf, wordsOf } from './job';
import { plainName, systemdArgument, systemdText } from './quoting';

/**
 * A service and its timer, for /etc/systemd/system (systemd.service(5), systemd.timer(5)).
 *
 * @param user the user that the application runs as
 */
export function systemdPreview(job: Job, user: string): SetupPreview {
  // Unit names know ASCII only (systemd.unit(5)).
  const name = plainName(`laravel-ops-${job.kind}-${job.application}`.replace(/[^\x20-\x7e]+/g, '-'));
  const title = systemdText(jobTitle(job));
  const service = `[Unit]
Description=${title}

[Service]
Type=oneshot
User=${systemdText(user)}
WorkingDirectory=${systemdText(job.root)}
ExecStart=${wordsOf(job).map(systemdArgument).join(' ')}
`;
  const timer = `[Unit]
Description=${title}

[Timer]
OnCalendar=${calendarOf(job)}
AccuracySec=1s
${job.kind === 'schedule' ? '' : 'Persistent=true\n'}
[Install]
WantedBy=timers.target
`;
  return {
    title: jobTitle(job),
    explanation: 'Put both files into /etc/systemd/system and start the timer.',
    files: [
      { name: `${name}.service`, text: service, encoding: 'utf-8' },
      { name: `${name}.timer`, text: timer, encoding: 'utf-8' },
    ],
    commands: ['sudo systemctl daemon-reload', `sudo systemctl enable --now ${name}.timer`],
    undo: [
      `sudo systemctl disable --now ${name}.timer`,
      `sudo rm /etc/systemd/system/${name}.service /etc/systemd/system/${name}.timer`,
      'sudo systemctl daemon-reload',
    ],
    remarks: [
      ...programRemarks(job),
      ...(job.kind === 'schedule'
        ? ['A run that takes longer than a minute keeps the next ones back: cron starts them all the same.']
        : []),
      `What it prints: journalctl -u ${name}.service`,
    ],
  };
}

function calendarOf(job: Job): string {
  if (job.kind === 'schedule') return '*-*-* *:*:00';
  const { hour, minute } = timeOf(job);
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00`;
  return `${job.kind === 'drill' ? 'Sun ' : ''}*-*-* ${time}`;
}
