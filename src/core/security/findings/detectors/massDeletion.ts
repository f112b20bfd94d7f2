import { massActionDetector } from '../massAction';

const threshold = 50;
const eventName = /(?:^|_)(?:deleted|force_deleted|destroyed|purged|erased)$/;

/**
 * Destroying data in one go (MITRE ATT&CK T1485): audit packages write "deleted" (owen-it/laravel-auditing, spatie/laravel-activitylog),
 * access logs DELETE with success. Tidying up by hand stays below; scheduled pruning names no actor.
 */
export const massDeletion = massActionDetector({
  id: 'massDeletion',
  title: 'Mass deletion',
  explains: `${threshold} deletions in 10 minutes by one account, or one address where no account is named: events of that name, or DELETE answered with success.`,
  threshold,
  noun: 'deletion',
  advice:
    'If this was not meant: end the sessions of the account first, then restore what is missing from a backup made before.',
  is: ({ event, method, status }) => {
    if (event !== undefined) return eventName.test(event);
    return method === 'DELETE' && status !== undefined && status >= 200 && status < 300;
  },
});
