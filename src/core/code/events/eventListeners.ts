import { once } from '../../base/memo';
import type { Location } from '../../finding';
import type { Code } from '../collector';
import { eventFacts, type HandlerRef } from './eventFacts';

/** The events of the application that something listens to. */
export interface EventListeners {
  /** Fully qualified event class → where it is listened to. */
  readonly byEvent: ReadonlyMap<string, readonly Location[]>;
  /** The same, with what runs; in the order of files. Wildcards are in it as they are written. */
  readonly heard: readonly Heard[];
  /** False when listeners may exist that were not followed: nothing is known to be absent. */
  readonly complete: boolean;
}

/** One listener of one event. */
export interface Heard {
  readonly event: string;
  readonly location: Location;
  /** `discovered` by its type in a Listeners folder, or `registered` by name or closure. */
  readonly how: 'discovered' | 'registered';
  /** Undefined when what runs is not certain. */
  readonly handler?: HandlerRef;
}

/** Who listens to an event, wildcards included. */
export function heardBy({ heard }: EventListeners, event: string): readonly Heard[] {
  return heard.filter(({ event: pattern }) => matches(pattern, event));
}

function matches(pattern: string, event: string): boolean {
  return pattern === event || (pattern.endsWith('*') && event.startsWith(pattern.slice(0, -1)));
}

/** Where an event is listened to, wildcards ("Illuminate\Auth\Events\*") included. */
export function listenersOf({ byEvent }: EventListeners, event: string): readonly Location[] {
  return [...byEvent].flatMap(([pattern, locations]) => {
    return matches(pattern, event) ? locations : [];
  });
}

/**
 * Who listens to what: $listen and $subscribe of the event provider, listen() and subscribe() calls, and the classes of
 * Listeners folders where events are discovered: in the slim layout unless bootstrap/app.php says no
 * (ApplicationBuilder::withEvents, Laravel 11+), before where shouldDiscoverEvents() answers true.
 */
export const eventListeners = once((code: Code): EventListeners => {
  const facts = code.facts(eventFacts);
  const said = facts.flatMap((fact) => (fact.kind === 'discovery' ? [fact.on] : []));
  const discovered = said.includes(true) || (code.project.layout === 'slim' && !said.includes(false));
  const subscribers = new Set(facts.flatMap((fact) => (fact.kind === 'subscribes' ? (fact.className ?? []) : [])));
  const byEvent = new Map<string, readonly Location[]>();
  const heard: Heard[] = [];
  let complete = code.complete(eventFacts) && !said.includes('elsewhere');
  for (const fact of facts) {
    if (fact.kind === 'discovery') continue;
    if (fact.kind === 'subscribes') {
      if (fact.className === undefined) complete = false;
      continue;
    }
    if (fact.kind === 'handler' && !discovered) continue;
    // A subscriber that nobody registers listens to nothing.
    if (fact.kind === 'listens' && fact.subscriber !== undefined && !subscribers.has(fact.subscriber)) continue;
    if (fact.event === undefined) {
      complete = false;
      continue;
    }
    byEvent.set(fact.event, [...(byEvent.get(fact.event) ?? []), fact.location]);
    const how = fact.kind === 'handler' ? 'discovered' : 'registered';
    const handlers = fact.kind === 'handler' ? [fact.handler] : (fact.handlers ?? [undefined]);
    for (const handler of handlers) {
      const { event, location } = fact;
      heard.push({ event, location, how, ...(handler === undefined ? {} : { handler }) });
    }
  }
  return { byEvent, heard, complete };
});
