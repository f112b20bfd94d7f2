import { statusBurstDetector } from '../statusBurst';
import { counted, filterWord, named, spanWords } from '../words';

const threshold = 20;

/**
 * One client whose forms carry no valid token: Laravel answers 419 (TokenMismatchException). After a deployment that changed
 * the key, or a night with an open tab, everybody gets one or two; a script that posts without asking for the form
 * gets one each time.
 */
export const csrfBurst = statusBurstDetector({
  id: 'csrfBurst',
  title: 'Forms without a valid token',
  explains: `${threshold} answers 419 (page expired) for one address (IPv6: one /64) in 5 minutes.`,
  threshold,
  is: ({ status, event }) => status === 419 || event === 'token_mismatch' || event === 'csrf_failed',
  describe: ({ subject, first, last, events, routes, ips }) => ({
    severity: 'notice',
    title: `${named(subject)} posts without a valid token`,
    summary: `${counted(events, 'answer')} 419 in ${spanWords(last - first)}${routes.top[0] === undefined ? '' : `, mostly ${named(routes.top[0].value)}`}`,
    why: `${threshold} answers 419 in 5 minutes for one address.`,
    filter: filterWord('ip', ips.total === 1 ? (ips.top[0]?.value ?? subject) : subject),
    advice:
      'The protection holds. If a webhook of yours is refused here, except its path in the CSRF middleware and check its signature instead.',
  }),
});
