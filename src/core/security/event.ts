import { isJsonObject, type JsonObject } from './embeddedJson';
import { eventOfName, eventOfWholeMessage, eventSlug } from './eventNames';
import { eventOfWords } from './eventWords';
import { routeOf } from './formats/requestTarget';
import type { EventFields } from './securityEvent';

const userKeys = [
  'user',
  'user_id',
  'userId',
  'username',
  'email',
  'actor',
  'identifier',
  'login',
  'account',
  'causer',
  'causer_id',
];
const ipKeys = ['ip', 'ip_address', 'ipAddress', 'client_ip', 'clientIp', 'remote_ip', 'remote_addr', 'REMOTE_ADDR'];
const routeKeys = ['route', 'route_name', 'routeName', 'path', 'uri', 'url'];
const agentKeys = ['user_agent', 'userAgent', 'ua', 'HTTP_USER_AGENT', 'useragent'];
const methodKeys = ['method', 'http_method', 'request_method', 'httpMethod'];
const statusKeys = ['status_code', 'statusCode', 'http_status', 'response_status'];
/** What identifies somebody when `user` is an object. */
const identityKeys = ['email', 'username', 'name', 'id', 'user_id'];

/** Only the start of a message says what happened. */
const messageLength = 300;
const fieldLength = 200;
const agentLength = 512;
const requestMethod = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/i;

/** Recognises authentication events and the fields that matter in them, from context and extra first, then the message. */
export function eventFields(message: string, ...contexts: readonly (JsonObject | undefined)[]): EventFields {
  const start = message.slice(0, messageLength);
  const event = eventOf(start, contexts);
  const user = firstField(contexts, userKeys);
  const ip = firstField(contexts, ipKeys) ?? ipInMessage(start);
  const route = firstField(contexts, routeKeys);
  const userAgent = firstField(contexts, agentKeys, agentLength);
  const method = firstField(contexts, methodKeys);
  const isRequest = method !== undefined && requestMethod.test(method);
  const status = statusOf(firstField(contexts, isRequest ? [...statusKeys, 'status'] : statusKeys));
  return {
    ...(event === undefined ? {} : { event }),
    ...(user === undefined ? {} : { user }),
    ...(ip === undefined ? {} : { ip }),
    ...(route === undefined ? {} : { route: routeOf(route) }),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(isRequest ? { method: method.toUpperCase() } : {}),
    ...(status === undefined ? {} : { status }),
  };
}

function eventOf(message: string, contexts: readonly (JsonObject | undefined)[]): string | undefined {
  for (const context of contexts) {
    const value = own(context, 'event');
    if (typeof value !== 'string' || value.length > 120) continue;
    const known = eventOfName(value);
    if (known !== undefined) return known;
    const name = eventSlug(value);
    if (/^[a-z0-9_]{1,64}$/.test(name)) return name;
  }
  return eventOfWholeMessage(message) ?? eventOfWords(message);
}

function firstField(
  contexts: readonly (JsonObject | undefined)[],
  keys: readonly string[],
  length = fieldLength,
): string | undefined {
  for (const context of contexts) {
    for (const key of keys) {
      const text = fieldText(own(context, key), length);
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

/** A member that the record itself has, not Object.prototype. */
function own(context: JsonObject | undefined, key: string): unknown {
  return context !== undefined && Object.hasOwn(context, key) ? context[key] : undefined;
}

function fieldText(value: unknown, length: number): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value === '' ? undefined : value.slice(0, length);
  if (!isJsonObject(value)) return undefined;
  for (const key of identityKeys) {
    const inner = own(value, key);
    if (typeof inner === 'number' || (typeof inner === 'string' && inner !== '')) return String(inner).slice(0, length);
  }
  return undefined;
}

function statusOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-5]\d\d$/.test(text) ? Number(text) : undefined;
}

function ipInMessage(message: string): string | undefined {
  return /\b(?:from|ip:?|address) (\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w.:])/i.exec(
    message,
  )?.[1];
}
