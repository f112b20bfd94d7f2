import { relativePath } from '../../base/path';
import type { Code } from '../../code/collector';
import { type EventListeners, eventListeners, type Heard, heardBy } from '../../code/events/eventListeners';
import { handlerBodies } from '../../code/events/handlerBodies';
import type { Location } from '../../finding';
import type { LaravelProject } from '../../laravel/project';
import { type AuthEvent, authEvents } from './authEvents';
import { neverFired } from './firing';
import { ownRecord } from './ownRecords';
import { recordingPackage } from './packages';
import { keptBy, type RecordField, recordFields } from './recordedFields';
import { traceHandler } from './traceHandler';

/**
 * `logged`: what is recorded is known · `heard`: something listens; what it records is not known · `notLogged`: nothing records
 * it, and all of the code was read · `neverFired`: it does not happen here · `unknown`: see `why`.
 */
export type CoverageState = 'logged' | 'heard' | 'notLogged' | 'neverFired' | 'unknown';

/** One row of the coverage matrix. */
export interface EventCoverage {
  readonly event: AuthEvent;
  readonly state: CoverageState;
  /** Of a logged event: what the fullest of its records says, and what no record says. */
  readonly fields: readonly RecordField[];
  readonly missing: readonly RecordField[];
  /** A missing field may be added where it was not followed: a processor, a shared context. */
  readonly mayHaveMore: boolean;
  /** Where it is recorded or listened to; a package by its name. */
  readonly by: readonly { readonly text: string; readonly location?: Location }[];
  /** One occurrence gives more than one record of the same listener. */
  readonly twice: boolean;
  /** One sentence. */
  readonly why: string;
}

/** The application: its code with the report's collectors, and the environment whose log channels count. */
export interface CoverageContext {
  readonly root: string;
  readonly code: Code;
  readonly project: LaravelProject;
}

/** Which events about who came in reach a log, and with what; in the order of `authEvents`. */
export function authEventCoverage(context: CoverageContext): readonly EventCoverage[] {
  const listeners = eventListeners(context.code);
  return authEvents(context.project).map((event) => coverageOf(event, context, listeners));
}

function coverageOf(event: AuthEvent, context: CoverageContext, listeners: EventListeners): EventCoverage {
  const { code, project, root } = context;
  const heard = heardBy(listeners, event.className);
  const judged = heard.map((each) => judge(each, code, project));
  const places = heard.map(({ location }) => placeOf(root, location));
  const twice = isTwice(heard);
  const never = neverFired(event, code, project);
  const nothing = { event, fields: [], missing: [], mayHaveMore: false, twice };
  const listening = unique(places);
  if (never !== undefined) return { ...nothing, state: 'neverFired', by: listening, why: never };
  const logged = judged.filter((each) => each.kind === 'logged');
  const fromPackage = recordingPackage(event, context);
  if (logged.length > 0 || fromPackage?.records === true) {
    const wanted = recordFields.filter((field) => field !== 'user' || event.hasUser);
    const found = new Set([...logged.flatMap(({ fields }) => fields), ...(fromPackage?.fields ?? [])]);
    const missing = wanted.filter((field) => !found.has(field));
    const by = [
      ...logged.map(({ location }) => placeOf(root, location)),
      ...(fromPackage?.records === true ? [{ text: fromPackage.name }] : []),
    ];
    return {
      ...nothing,
      state: 'logged',
      fields: recordFields.filter((field) => found.has(field)),
      missing,
      mayHaveMore: logged.some(({ mayHaveMore }) => mayHaveMore),
      by: unique(by),
      why: fromPackage?.records === true ? fromPackage.why : 'Its listener records it.',
    };
  }
  const nowhere = judged.flatMap((each) => (each.kind === 'nowhere' ? [each.why] : []));
  if (judged.some(({ kind }) => kind === 'unclear'))
    return { ...nothing, state: 'heard', by: listening, why: 'Something listens; what it records is not known.' };
  if (judged.some(({ kind }) => kind === 'vague'))
    return {
      ...nothing,
      state: 'heard',
      by: listening,
      why: 'Its listener writes to a log, but neither who it was nor from where.',
    };
  if (fromPackage !== undefined)
    return { ...nothing, state: fromPackage.otherwise, by: listening, why: fromPackage.why };
  if (nowhere[0] !== undefined) return { ...nothing, state: 'notLogged', by: listening, why: nowhere[0] };
  if (!listeners.complete || !code.complete(handlerBodies))
    return { ...nothing, state: 'unknown', by: listening, why: 'Not every listener could be followed.' };
  const own = ownRecord(event, code);
  if (own !== undefined) {
    const place = placeOf(root, own);
    return {
      ...nothing,
      state: 'unknown',
      by: [place],
      why: `Nothing that listens records it; ${place.text} keeps records of its own.`,
    };
  }
  const why = heard.length === 0 ? 'Nothing listens to it.' : 'What listens to it records nothing.';
  return { ...nothing, state: 'notLogged', by: listening, why };
}

type Judged =
  | {
      readonly kind: 'logged';
      readonly fields: readonly RecordField[];
      readonly mayHaveMore: boolean;
      readonly location: Location;
    }
  | { readonly kind: 'nowhere'; readonly why: string }
  | { readonly kind: 'silent' | 'unclear' | 'vague' };

function judge({ handler }: Heard, code: Code, project: LaravelProject): Judged {
  if (handler === undefined) return { kind: 'unclear' };
  const { recordings, complete, location } = traceHandler(code, handler);
  const kept = recordings.map((each) => ({ ...keptBy(each, code, project), place: each.location }));
  const real = kept.filter(({ nowhere }) => nowhere === undefined);
  const [first] = real;
  // "Now in handle()" is no record of anybody.
  const telling = real.some(
    ({ fields, mayHaveMore }) => fields.includes('user') || fields.includes('ip') || mayHaveMore,
  );
  if (first !== undefined && !telling) return { kind: complete ? 'vague' : 'unclear' };
  if (first !== undefined) {
    return {
      kind: 'logged',
      fields: recordFields.filter((field) => real.some(({ fields }) => fields.includes(field))),
      mayHaveMore: !complete || real.some(({ mayHaveMore }) => mayHaveMore),
      location: location ?? first.place,
    };
  }
  if (!complete) return { kind: 'unclear' };
  const why = kept[0]?.nowhere;
  return why === undefined ? { kind: 'silent' } : { kind: 'nowhere', why };
}

/** The same method is called more than once for one event: discovered and registered, or registered in two places. */
function isTwice(heard: readonly Heard[]): boolean {
  const seen = new Set<string>();
  for (const { handler } of heard) {
    if (handler?.kind !== 'method') continue;
    const key = `${handler.className}@${handler.method ?? 'handle'}`.toLowerCase();
    if (seen.has(key)) return true;
    seen.add(key);
  }
  return false;
}

function placeOf(root: string, location: Location): EventCoverage['by'][number] {
  return { text: relativePath(root, location.file), location };
}

function unique(places: EventCoverage['by']): EventCoverage['by'] {
  return [...new Map(places.map((each) => [`${each.text}:${each.location?.range.start ?? ''}`, each])).values()];
}
