import { joinPath } from '../../base/path';
import type { Location } from '../../finding';
import { type GroupAttributes, noAttributes } from './attributes';
import { registerGroup, registerVerb } from './register';
import type { Arguments } from './arguments';
import { runClosure } from './runClosure';
import type { Run } from './run';
import { type Frame, type RunValue, certainText, isNull, textParts, wrapped } from './values';

/** `withRouting(using:, web:, api:, commands:, channels:, pages:, health:, apiPrefix:, then:)` in that order. */
const parameters = ['using', 'web', 'api', 'commands', 'channels', 'pages', 'health', 'apiPrefix', 'then'] as const;

/** Illuminate\Foundation\Configuration\ApplicationBuilder::withRouting() and buildRoutingCallback(). */
export function runRouting(args: Arguments, location: Location, frame: Frame, run: Run): void {
  const given = (name: (typeof parameters)[number]): RunValue | undefined => {
    const value = args.at(parameters.indexOf(name), name);
    return isNull(value) ? undefined : value;
  };
  const [using, then] = [given('using'), given('then')];
  if (using !== undefined && then === undefined) {
    if (using.kind === 'closure') runClosure(using, [], run);
    else run.gaps.add('withRouting() is given a function that was not followed.');
    return;
  }
  const prefix = given('apiPrefix');
  const api: GroupAttributes = {
    ...inGroup('api', given('api'), location),
    prefix: prefix === undefined ? ['api'] : textParts(prefix),
  };
  loadAll(given('api'), api, frame, run);
  const health = given('health');
  if (health?.kind === 'text') {
    registerVerb(
      {
        methods: ['GET'],
        uri: health,
        action: undefined,
        attributes: noAttributes,
        place: { location: health.location, whole: health.location },
        builtIn: true,
      },
      run,
    );
  }
  loadAll(given('web'), inGroup('web', given('web'), location), frame, run);
  if (given('pages') !== undefined)
    run.gaps.add('withRouting() serves pages of a folder, whose routes are not files of routes.');
  if (then?.kind === 'closure') runClosure(then, [], run);
  else if (then !== undefined) run.gaps.add('withRouting() is given a function that was not followed.');
}

function inGroup(name: string, value: RunValue | undefined, location: Location): GroupAttributes {
  const at = value?.kind === 'text' ? value.location : location;
  return { ...noAttributes, middleware: [{ parts: [name], location: at, via: 'group' }] };
}

function loadAll(value: RunValue | undefined, group: GroupAttributes, frame: Frame, run: Run): void {
  if (value === undefined) return;
  const files = wrapped(value);
  if (files === undefined) {
    run.gaps.add('withRouting() loads files that are not certain.');
    return;
  }
  for (const file of files) {
    const path = certainText(file);
    // Of an array, files that are not there are passed over.
    if (value.kind === 'list' && path !== undefined && !run.scripts.has(joinPath(path))) continue;
    registerGroup(group, file, frame, run);
  }
}
