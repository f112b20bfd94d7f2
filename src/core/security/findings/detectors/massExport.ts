import { massActionDetector } from '../massAction';

const threshold = 30;
const eventName = /(?:^|_)(?:export|exported|exports|download|downloaded|exporting)(?:_|$)/;
/** Segments and endings of paths, not of query strings. Pictures and invoices as PDF are what shops deliver all day. */
const path = /(?:^|[/._-])(?:export|exports|download|downloads|dump)(?:[/._-]|$)|\.(?:csv|xlsx?|sql|ndjson)$/i;

/**
 * Taking data out in one go (MITRE ATT&CK T1567, OWASP Automated Threats OAT-011 Scraping). People export a few times a day,
 * and try again when it takes long. One export that holds everything cannot be told from any other: events do not say how
 * much it was.
 */
export const massExport = massActionDetector({
  id: 'massExport',
  title: 'Mass export',
  explains: `${threshold} exports or downloads in 10 minutes by one account, or one address where no account is named: events of that name, or GET 200 on such a path.`,
  threshold,
  noun: 'export',
  advice:
    'Ask who it was for. If nobody knows: end the sessions of the account, and see which data these were: a report may be due in 72 hours (GDPR, article 33).',
  is: ({ event, method, status, route }) => {
    if (event !== undefined) return eventName.test(event);
    if (method !== 'GET' || status !== 200 || route === undefined) return false;
    const query = route.indexOf('?');
    return path.test(route.slice(0, Math.min(300, query < 0 ? 300 : query)));
  },
});
