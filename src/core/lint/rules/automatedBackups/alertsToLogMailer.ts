import type { Location } from '../../../finding';
import { schedule } from '../../../code/schedule/schedule';
import { asString } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../../rule';
import { configLocation, readHere, writtenValue } from '../../written';
import { usesBackupPackage } from './backupPackage';
import { mails } from './stockNotificationAddress';

/** BKP004: alerts are mailed, and mail is written to a log or thrown away. */
export const alertsToLogMailer: Rule = {
  code: 'BKP004',
  slug: 'alerts-to-log-mailer',
  area: 'automatedBackups',
  severity: 'warning',
  title: 'Alerts go to a mailer that sends nothing',
  *check(context) {
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const path = environment.project.config.get('mail.default').kind === 'absent' ? 'mail.driver' : 'mail.default';
      const written = writtenValue(environment, path);
      const mailer = written === undefined ? undefined : asString(written.value);
      if (written === undefined || mailer === undefined) continue;
      const transport = path === 'mail.driver' ? mailer : transportOf(environment, mailer);
      if (transport !== 'log' && transport !== 'array') continue;
      const alert = mailedAlert(context, environment);
      if (alert === undefined) continue;
      const fate = transport === 'log' ? 'mail is written to the log' : 'mail is thrown away';
      yield {
        rule: 'BKP004',
        severity: 'warning',
        message: `${alert.what} mailed, but ${fate} (mailer \`${mailer}\`): nobody is told.`,
        location: written.location,
        related: [
          ...(alert.location === undefined ? [] : [{ location: alert.location, message: 'It is mailed from here.' }]),
          ...readHere(context, written),
          ...saysProduction(production, written.location),
        ],
        fixes: [],
      };
    }
  },
};

function transportOf({ project }: EvaluatedEnvironment, mailer: string): string | undefined {
  const transport = project.config.get(`mail.mailers.${mailer}.transport`);
  if (transport.kind === 'known' && transport.origins.some(({ source }) => source === 'default')) return undefined;
  return asString(transport);
}

interface MailedAlert {
  /** "Backup alerts are": the beginning of a sentence. */
  readonly what: string;
  readonly location?: Location;
}

function mailedAlert(context: RuleContext, { project }: EvaluatedEnvironment): MailedAlert | undefined {
  const notifications = project.config.get('backup.notifications.notifications');
  if (usesBackupPackage(project) && mails(notifications)) {
    const location = configLocation(notifications);
    return { what: 'Backup alerts are', ...(location === undefined ? {} : { location }) };
  }
  for (const { calls } of schedule(context.code).tasks) {
    const mailed = calls.find(({ method }) => /^emailOutput(?:To|OnFailure)$|^emailWrittenOutputTo$/i.test(method));
    if (mailed !== undefined) return { what: 'The output of scheduled tasks is', location: mailed.location };
  }
  return undefined;
}
