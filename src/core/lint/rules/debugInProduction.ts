import { baseName, relativePath } from '../../base/path';
import type { Finding, Fix, Location } from '../../finding';
import { asBoolean, type KnownValue, type Origin } from '../../laravel/value';
import { knownProduction, originInFile, type ProductionEvidence } from '../production';
import type { EvaluatedEnvironment, Rule, RuleContext } from '../rule';

/** GEN002: debug pages are on where production is known. */
export const debugInProduction: Rule = {
  code: 'GEN002',
  slug: 'debug-in-production',
  area: 'foundations',
  severity: 'error',
  title: 'Debug pages in production',
  docs: 'docs/rules/GEN002.md',
  *check(context) {
    for (const environment of context.environments) {
      const production = knownProduction(environment);
      if (production === undefined) continue;
      const value = environment.project.config.get('app.debug');
      if (value.kind !== 'known' || asBoolean(value) !== true) continue;
      const written = originInFile(value, environment.envFile) ?? literal(value);
      if (written !== undefined) yield* finding(context, environment, value, written, production);
    }
  },
};

/**
 * The origin of a value that is written in the config file itself. A value that is the default of `env()` because the
 * key is absent is not: the server may well set the key.
 */
function literal(value: KnownValue): Origin | undefined {
  const [only, ...others] = value.origins;
  return only?.source === 'config' && others.length === 0 ? only : undefined;
}

function* finding(
  context: RuleContext,
  environment: EvaluatedEnvironment,
  value: KnownValue,
  written: Origin,
  production: ProductionEvidence,
): Iterable<Finding> {
  const location = locationOf(written);
  if (location === undefined) return;
  yield {
    rule: debugInProduction.code,
    severity: debugInProduction.severity,
    message: 'Debug pages are on in production: visitors see stack traces and environment values.',
    location,
    related: [...expressions(context, value, written), ...evidence(environment, production, location)],
    fixes: [fix(written, location)],
  };
}

/** Where the configuration reads the variable. */
function expressions(context: RuleContext, value: KnownValue, written: Origin): Finding['related'] {
  if (written.source !== 'env') return [];
  return value.origins.flatMap((origin) => {
    const location = origin.source === 'config' ? locationOf(origin) : undefined;
    if (location === undefined) return [];
    const file = relativePath(context.root, location.file);
    return [{ location, message: `${file} reads ${written.envKey ?? 'it'} here.` }];
  });
}

/** What says that this is production. */
function evidence(
  environment: EvaluatedEnvironment,
  production: ProductionEvidence,
  location: Location,
): Finding['related'] {
  if (production.said === 'settings') {
    const message = `Settings say that environment "${environment.id}" (${baseName(environment.envFile)}) is production.`;
    return [{ location, message }];
  }
  const place = production.origin === undefined ? undefined : locationOf(production.origin);
  if (place === undefined) return [];
  return [{ location: place, message: `${baseName(place.file)} names the environment production here.` }];
}

function fix(written: Origin, location: Location): Fix {
  const title = written.source === 'env' ? `Set ${written.envKey ?? 'the value'}=false` : "Set 'debug' => false";
  return {
    title,
    preferred: true,
    edits: [{ file: location.file, edits: [{ range: location.range, newText: 'false' }] }],
  };
}

function locationOf(origin: Origin): Location | undefined {
  return origin.file === undefined || origin.range === undefined
    ? undefined
    : { file: origin.file, range: origin.range };
}
