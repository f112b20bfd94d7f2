import { classTexts } from './classTexts';
import type { Collector } from './collector';
import { eventFacts } from './events/eventFacts';
import { handlerBodies } from './events/handlerBodies';
import { limiterCollector } from './limiters/limiterCollector';
import { limiterConstants } from './limiters/limiterConstants';
import { logUseCollector } from './logging/logUse';
import { migrations } from './migrations/migrations';
import { encryptedAttributes } from './models/encryptedAttributes';
import { proxyFacts } from './proxies/proxyFacts';
import { queryFacts } from './queries/queryFacts';
import { queueCollectors } from './queue/queueUse';
import { controllerScripts, kernelScripts, routeScripts } from './routes/scripts';
import { runnerCollector } from './schedule/artisanCalls';
import { scheduleCollector } from './schedule/scheduleCollector';

/** Facts that several rules share. What only rules that are off by default need, they bring themselves. */
export const sharedCollectors: readonly Collector<unknown>[] = [
  classTexts,
  routeScripts,
  kernelScripts,
  controllerScripts,
  limiterCollector,
  limiterConstants,
  scheduleCollector,
  runnerCollector,
  ...queueCollectors,
  logUseCollector,
  proxyFacts,
];

/** Facts that the readiness report, restores and the search for a statement's place ask for beside those of the rules. */
export const reportCollectors: readonly Collector<unknown>[] = [
  eventFacts,
  handlerBodies,
  migrations,
  encryptedAttributes,
  queryFacts,
];
