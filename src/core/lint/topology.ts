import { once } from '../base/memo';
import { joinPath } from '../base/path';
import { schedule } from '../code/schedule/schedule';
import type { TaskCall } from '../code/schedule/task';
import type { Location } from '../finding';
import { readPlainYaml, type YamlNode, yamlAt, yamlNumber, yamlText } from './plainYaml';
import type { RuleContext } from './rule';

/** On how many servers the application runs, and who says so. */
export interface ServerCount {
  /** 2 stands for two or more. */
  readonly servers: 1 | 2 | 'unknown';
  /** For people, one sentence: "Settings say …", "docker-compose.yml runs 3 replicas of app." Empty when unknown. */
  readonly says: string;
  /** Where it is written; absent for settings. */
  readonly location?: Location;
}

/**
 * The setting wins; else replicas that a deployment file runs. Nothing in files is evidence of one server alone, and
 * `onOneServer()` in the schedule is none of several here: products that people host themselves write it for those who
 * have them.
 */
export const serverCount = once((context: RuleContext): ServerCount => {
  const { appServers: declared } = context.declared;
  if (declared !== 'unknown') {
    return {
      servers: declared,
      says: `Settings say that ${declared === 1 ? 'one server runs' : 'several servers run'} the application.`,
    };
  }
  return replicas(context) ?? { servers: 'unknown', says: '' };
});

/**
 * The same for what the schedule itself says: a task with `onOneServer()` is written for several servers, and so are the
 * tasks beside it.
 */
export const scheduleServers = once((context: RuleContext): ServerCount => {
  const count = serverCount(context);
  return count.servers === 'unknown' ? (oneServerTask(context) ?? count) : count;
});

/** On how many servers the application runs: 2 stands for two or more. */
export function appServers(context: RuleContext): ServerCount['servers'] {
  return serverCount(context).servers;
}

/** A related place that says how many servers there are; nothing when settings say it and there is no place to show. */
export function saysServers(
  context: RuleContext,
  fallback: Location,
): readonly { location: Location; message: string }[] {
  const { says, location } = serverCount(context);
  return says === '' ? [] : [{ location: location ?? fallback, message: says }];
}

/** `onOneServer()` means nothing on a single server: whoever writes it has several. */
function oneServerTask({ code }: RuleContext): ServerCount | undefined {
  for (const { calls } of schedule(code).tasks) {
    const call = oneServerCall(calls);
    if (call === undefined) continue;
    return { servers: 2, says: 'onOneServer() says that several servers run the schedule.', location: call };
  }
  return undefined;
}

/** The name of `onOneServer` in a task's chain; undefined when it has none. */
export function oneServerCall(calls: readonly TaskCall[]): Location | undefined {
  const call = calls.find(({ method }) => method.toLowerCase() === 'ononeserver');
  if (call === undefined) return undefined;
  const { file, range } = call.location;
  return { file, range: { start: range.start, end: range.start + call.method.length } };
}

function replicas({ root, deployment }: RuleContext): ServerCount | undefined {
  for (const [relative, text] of deployment) {
    const found = /(?:^|\/)fly\.toml$/.test(relative)
      ? flyMachines(text)
      : /\.ya?ml$/.test(relative)
        ? readPlainYaml(text).flatMap((document) => composeReplicas(document) ?? podReplicas(document) ?? [])[0]
        : undefined;
    if (found === undefined) continue;
    const { what, count, range } = found;
    return {
      servers: 2,
      says: `${relative} runs ${count} ${what}.`,
      location: { file: joinPath(root, relative), range },
    };
  }
  return undefined;
}

interface Replicas {
  readonly what: string;
  readonly count: number;
  readonly range: Location['range'];
}

const webNames = /^(?:app|web|php|php-?fpm|laravel|laravel\.app|octane|frankenphp|server|http)$/i;

/**
 * Replicas of a web service in a compose file. A service with volumes shares its files among its replicas, and one that
 * runs a command of its own may be a worker: neither is evidence.
 */
function composeReplicas(document: YamlNode): Replicas | undefined {
  const services = yamlAt(document, 'services');
  if (services?.kind !== 'map') return undefined;
  for (const [name, service] of services.entries) {
    if (!webNames.test(name) || service.kind !== 'map') continue;
    if (['volumes', 'command', 'entrypoint', '<<', 'extends'].some((each) => service.entries.has(each))) continue;
    const node = yamlAt(service, 'deploy', 'replicas') ?? yamlAt(service, 'scale');
    const count = yamlNumber(node);
    if (node !== undefined && count !== undefined && count > 1) {
      return { what: `replicas of ${name}`, count, range: node.range };
    }
  }
  return undefined;
}

/** Replicas of a Kubernetes Deployment that serves HTTP: a container has a port 80, 443, 8000, 8080 or 9000, and none runs a worker. */
function podReplicas(document: YamlNode): Replicas | undefined {
  if (yamlText(yamlAt(document, 'kind')) !== 'Deployment') return undefined;
  const node = yamlAt(document, 'spec', 'replicas');
  const count = yamlNumber(node);
  const pod = yamlAt(document, 'spec', 'template', 'spec');
  const containers = yamlAt(pod, 'containers');
  const name = yamlText(yamlAt(document, 'metadata', 'name'));
  if (node === undefined || count === undefined || count < 2 || containers?.kind !== 'list' || name === undefined) {
    return undefined;
  }
  if (sharesFiles(yamlAt(pod, 'volumes'))) return undefined;
  const php = containers.items.some((container) => isPhp(container, name));
  const plain = containers.items.every(
    (each) => yamlAt(each, 'command') === undefined && yamlAt(each, 'args') === undefined,
  );
  const served = containers.items.some((container) => servesHttp(yamlAt(container, 'ports')));
  return php && plain && served ? { what: `replicas of ${name}`, count, range: node.range } : undefined;
}

/** Names are all that tells the application's own web server from a database or a proxy in the same folder. */
function isPhp(container: YamlNode, deployment: string): boolean {
  const named = yamlText(yamlAt(container, 'name')) ?? '';
  return webNames.test(named) || webNames.test(deployment) || /(?:^|[-/])(?:php|laravel)(?:[-:]|$)/i.test(named);
}

function servesHttp(ports: YamlNode | undefined): boolean {
  if (ports?.kind !== 'list') return false;
  const served = new Set([80, 443, 8000, 8080, 9000]);
  return ports.items.some((port) => served.has(yamlNumber(yamlAt(port, 'containerPort')) ?? 0));
}

/** Volumes that several pods may see; those of configuration and secrets hold no files of the application. */
function sharesFiles(volumes: YamlNode | undefined): boolean {
  if (volumes === undefined) return false;
  if (volumes.kind !== 'list') return true;
  const own = ['configMap', 'secret', 'emptyDir', 'downwardAPI'];
  return !volumes.items.every((volume) => own.some((kind) => yamlAt(volume, kind) !== undefined));
}

/** `min_machines_running` of fly.toml's HTTP service: each machine is a server with a disk of its own. */
function flyMachines(text: string): Replicas | undefined {
  const section = /^\[http_service\][^[]*/m.exec(text);
  const match = section === null ? null : /^[ \t]*min_machines_running[ \t]*=[ \t]*(\d+)/m.exec(section[0]);
  const count = Number(match?.[1] ?? 0);
  if (section === null || match === null || count < 2) return undefined;
  const end = section.index + match.index + match[0].length;
  return { what: 'machines', count, range: { start: end - (match[1] ?? '').length, end } };
}
