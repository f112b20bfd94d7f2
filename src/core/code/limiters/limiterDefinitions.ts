import { once } from '../../base/memo';
import { relativePath } from '../../base/path';
import type { TextRange } from '../../base/text';
import type { Location } from '../../finding';
import type { Code } from '../collector';
import type { Limit, LimiterDefinition, LimiterDefinitions } from './limiter';
import { limiterCollector, type WrittenLimiter } from './limiterCollector';
import { limiterConstants } from './limiterConstants';
import type { WrittenLimit } from './madeLimit';
import { mayComeFromPackage, moduleLoader } from './packageLimiters';

/** Every named limiter that the application's own code defines. Those that packages bring are not among them. */
export const limiterDefinitions = once((code: Code): LimiterDefinitions => {
  const { project } = code;
  const named = new Map(code.facts(limiterConstants).map((each) => [each.className.toLowerCase(), each]));
  const nameOf = (name: WrittenLimiter['name']): string | undefined => {
    if (name === undefined || typeof name === 'string') return name;
    const holder = named.get(name.className.toLowerCase());
    const text = holder?.texts.find((each) => each.name === name.constant)?.text;
    // A case without a value is called by its own name.
    return text ?? (holder?.enum === true && holder.texts.length === 0 ? name.constant : undefined);
  };
  const definitions = code.facts(limiterCollector).map((written) => {
    const name = nameOf(written.name);
    return definitionOf(written, name, project.version.major);
  });
  const gaps = [
    ...definitions
      .filter(({ name }) => name === undefined)
      .map(
        ({ location }) => `${relativePath(project.root, location.file)} defines a limiter whose name is not certain.`,
      ),
    ...(code.complete(limiterCollector) ? [] : ['A file that speaks of rate limiters could not be read.']),
    ...[moduleLoader(project) ?? []].flat().map((each) => `${each} loads code from folders that are not read.`),
  ];
  return { definitions, complete: gaps.length === 0, gaps };
});

/** True when it is certain that nothing defines a limiter of this name. */
export function isUndefinedLimiter(code: Code, name: string): boolean {
  const { definitions, complete } = limiterDefinitions(code);
  return complete && !definitions.some((each) => each.name === name) && !mayComeFromPackage(name, code.project);
}

/** The one definition that counts: with several, which one is registered last is not certain. */
export function limiterNamed(code: Code, name: string): LimiterDefinition | undefined {
  const { definitions, complete } = limiterDefinitions(code);
  const found = definitions.filter((each) => each.name === name);
  return complete && found.length === 1 ? found[0] : undefined;
}

function definitionOf(
  { file, range, returns: written, complete, request, limited }: WrittenLimiter,
  name: string | undefined,
  major: number | undefined,
): LimiterDefinition {
  const returns = written.map((limits) => limits.map((limit) => limitOf(limit, file, major)));
  return {
    ...(name === undefined ? {} : { name }),
    location: { file, range },
    returns,
    limits: returns.flat(),
    complete,
    ...(request === undefined ? {} : { request }),
    limited,
  };
}

function limitOf(written: WrittenLimit, file: string, major: number | undefined): Limit {
  const { range, whole, attempts, decay, by, key, address } = written;
  const place = (found: TextRange): Location => ({ file, range: found });
  const seconds = decay === undefined ? undefined : secondsOf(decay, major);
  return {
    location: place(range),
    whole: place(whole),
    ...(attempts === undefined ? {} : { attempts }),
    ...(seconds === undefined ? {} : { seconds }),
    by,
    ...(key === undefined ? {} : { key: place(key) }),
    ...(address === undefined ? {} : { address: place(address) }),
  };
}

/** `new Limit('', 60, 1)` lasts a minute up to Laravel 10 and a second from 11 on. */
function secondsOf(decay: NonNullable<WrittenLimit['decay']>, major: number | undefined): number | undefined {
  if (decay.unit === 'seconds') return decay.value;
  if (major === undefined) return undefined;
  return major <= 10 ? decay.value * 60 : decay.value;
}
