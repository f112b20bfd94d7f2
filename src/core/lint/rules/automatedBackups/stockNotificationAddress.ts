import type { Value } from '../../../laravel/value';
import type { Rule } from '../../rule';
import { configLocation, literalOrigin } from '../../written';
import { usesBackupPackage } from './backupPackage';

const stock = 'your@example.com';

/** BKP003: mails about backups go to the address that the package ships with. */
export const stockNotificationAddress: Rule = {
  code: 'BKP003',
  slug: 'stock-notification-address',
  area: 'automatedBackups',
  severity: 'warning',
  title: 'Backup mails to a stock address',
  *check({ project }) {
    if (!usesBackupPackage(project)) return;
    const to = project.config.get('backup.notifications.mail.to');
    const values = to.kind === 'array' ? [...to.entries.values()].map(({ value }) => value) : [to];
    // One real address beside it reads the mails.
    if (values.some((value) => value.kind !== 'known' || value.value !== stock)) return;
    const [value] = values;
    if (value?.kind !== 'known' || literalOrigin(value) === undefined) return;
    const location = configLocation(value);
    if (location === undefined || !mails(project.config.get('backup.notifications.notifications'))) return;
    yield {
      rule: 'BKP003',
      severity: 'warning',
      message: `Mails about failed backups go to \`${stock}\`, the address in the package's own file: nobody reads them.`,
      location,
      related: [],
      fixes: [
        {
          // Since version 9 the application does not start with an empty address: MAIL_FROM_ADDRESS is there while the key is not.
          title: "Read it from env('BACKUP_MAIL_TO')",
          preferred: false,
          edits: [
            {
              file: location.file,
              edits: [{ range: location.range, newText: "env('BACKUP_MAIL_TO', env('MAIL_FROM_ADDRESS'))" }],
            },
          ],
        },
      ],
    };
  },
};

/** Whether a notification uses the channel `mail`. */
export function mails(notifications: Value): boolean {
  if (notifications.kind !== 'array') return false;
  return [...notifications.entries.values()].some(
    ({ value }) =>
      value.kind === 'array' &&
      [...value.entries.values()].some((channel) => channel.value.kind === 'known' && channel.value.value === 'mail'),
  );
}
