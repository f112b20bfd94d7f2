import { schedule } from '../../../code/schedule/schedule';
import { asString, at } from '../../../laravel/value';
import { productionEnvironments, saysProduction } from '../../production';
import type { EvaluatedEnvironment, Rule } from '../../rule';

/** The address in the package's own configuration: nobody's. */
const stock = 'your@example.com';

/** Methods after which somebody, or something, hears of a run or of its failure. */
const telling = /^(?:on(?:Failure|Success)|email|ping|then|before$|after$)/i;

/** ALR007: the scheduled backup tells nobody when it fails, neither itself nor through the package's notifications. */
export const backupFailureSilent: Rule = {
  code: 'ALR007',
  slug: 'backup-failure-silent',
  area: 'alerting',
  severity: 'information',
  title: 'Backup that fails in silence',
  offByDefault: 'unproven',
  *check(context) {
    for (const task of schedule(context.code).tasks) {
      if (task.kind !== 'command' || task.name !== 'backup:run') continue;
      if (task.calls.some(({ method }) => telling.test(method))) continue;
      const production = productionEnvironments(context).find(({ environment }) => notifiesNobody(environment));
      if (production === undefined) continue;
      yield {
        rule: 'ALR007',
        severity: 'information',
        message: `If \`backup:run\` fails, nobody is told: nothing listens to the task, and the backup's notifications go to ${stock} or nowhere.`,
        location: task.location,
        related: saysProduction(production, task.location),
        fixes: [
          {
            title: 'Copy the call that mails the output of a failure',
            preferred: false,
            copies: "->emailOutputOnFailure('')",
            edits: [],
          },
        ],
      };
    }
  },
};

/** spatie/laravel-backup mails nobody's address, or its failure notification has no channel. */
function notifiesNobody({ project }: EvaluatedEnvironment): boolean {
  if (!project.packages.has('spatie/laravel-backup')) return false;
  const all = project.config.get('backup.notifications.notifications');
  if (all.kind !== 'array') return false;
  const failure = [...all.entries].find(([name]) => /(?:^|\\)BackupHasFailed(?:Notification)?$/.test(name))?.[1].value;
  if (failure?.kind !== 'array') return false;
  const channels = [...failure.entries.values()].map(({ value }) => asString(value));
  if (channels.includes(undefined)) return false;
  const to = at(project.config.get('backup.notifications'), 'mail.to');
  return channels.every((each) => each === '' || (each === 'mail' && asString(to) === stock));
}
