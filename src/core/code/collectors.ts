import { classTexts } from './classTexts';
import type { Collector } from './collector';
import { eventFacts } from './events/eventFacts';
import { limiterCollector } from './limiters/limiterCollector';
import { limiterConstants } from './limiters/limiterConstants';
import { logUseCollector } from './logging/logUse';
import { migrations } from './migrations/migrations';
import { proxyFacts } from './proxies/proxyFacts';
import { queueCollectors } from './queue/queueUse';
import { controllerScripts, kernelScripts, routeScripts } from './routes/scripts';
import { runnerCollector } from './schedule/artisanCalls';
import { scheduleCollector } from './schedule/scheduleCollector';

/** Facts that several rules, the readiness report and the rate-limit inventory share. */
export const sharedCollectors: readonly Collector<unknown>[] = [
  classTexts,
  routeScripts,
  kernelScripts,
  controllerScripts,
  eventFacts,
  limiterCollector,
  limiterConstants,
  scheduleCollector,
  runnerCollector,
  ...queueCollectors,
  logUseCollector,
  migrations,
  proxyFacts,
];
