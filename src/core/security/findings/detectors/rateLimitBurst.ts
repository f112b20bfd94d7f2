import { statusBurstDetector } from '../statusBurst';
import { counted, filterWord, named, spanWords } from '../words';

const threshold = 60;

/**
 * One client that goes on after 429. Laravel's API limiter is 60 a minute (App\Providers\RouteServiceProvider up to 10,
 * `throttle:60,1`): whoever heeds Retry-After meets a handful of refusals in five minutes, whoever does not has one for
 * each request. The limiter works, so this is a notice.
 */
export const rateLimitBurst = statusBurstDetector({
  id: 'rateLimitBurst',
  title: 'Rate limit exceeded again and again',
  explains: `${threshold} answers 429, or rate_limited events, for one address (IPv6: one /64) in 5 minutes.`,
  threshold,
  is: ({ event, status }) => status === 429 || event === 'rate_limited',
  describe: ({ subject, first, last, events, routes, ips }) => ({
    severity: 'notice',
    title: `${named(subject)} goes on after 429`,
    summary: `${counted(events, 'refusal')} in ${spanWords(last - first)}${routes.top[0] === undefined ? '' : `, mostly ${named(routes.top[0].value)}`}`,
    why: `${threshold} refusals in 5 minutes for one address.`,
    filter: filterWord('ip', ips.total === 1 ? (ips.top[0]?.value ?? subject) : subject),
    advice:
      'The limit holds. If this is a client of yours, let it heed Retry-After; if it is a gateway of many people, count by user.',
  }),
});
