import { queueUse } from '../../../code/queue/queueUse';
import type { Finding } from '../../../finding';
import { asString } from '../../../laravel/value';
import type { Rule } from '../../rule';
import { configLocation, originInFile, locationOf } from '../../written';

const retrying = new Set(['database', 'redis', 'beanstalkd']);
const nouns = { job: 'job', listener: 'listener', mailable: 'mail', notification: 'notification' } as const;

/** BOT003: a queued class may run longer than its connection waits before it hands the job out again. */
export const jobTimeoutExceedsRetry: Rule = {
  code: 'BOT003',
  slug: 'job-timeout-exceeds-retry',
  area: 'bottleneckIdentification',
  severity: 'warning',
  title: 'Job that outlasts retry_after',
  *check({ environments, code }) {
    for (const { timeout, connection, kind } of queueUse(code).classes) {
      if (typeof timeout === 'string' || connection === 'unknown' || timeout.seconds === 0) continue;
      for (const { project, envFile } of environments) {
        if (project.env === undefined) continue;
        const name = connection === 'default' ? asString(project.config.get('queue.default')) : connection.name;
        const path = `queue.connections.${name}`;
        const retry = project.config.get(`${path}.retry_after`);
        const driver = name === undefined ? undefined : asString(project.config.get(`${path}.driver`));
        const seconds = retry.kind === 'known' ? Number(asString(retry) ?? Number.NaN) : Number.NaN;
        if (!retrying.has(driver ?? '') || !Number.isInteger(seconds) || timeout.seconds < seconds) continue;
        const written = retry.kind === 'known' ? originInFile(retry, envFile) : undefined;
        const place = written === undefined ? configLocation(retry) : locationOf(written);
        const related: Finding['related'] =
          place === undefined
            ? []
            : [{ location: place, message: `\`retry_after\` of \`${name}\` is ${seconds} s here.` }];
        yield {
          rule: 'BOT003',
          severity: 'warning',
          message: `This ${nouns[kind]} may take ${timeout.seconds} s, but the queue \`${name}\` hands it out again after ${seconds} s.`,
          location: timeout.location,
          related,
          fixes: [],
        };
      }
    }
  },
};
