import { joinPath } from '../../base/path';
import { classIndex } from '../../code/classes';
import { appStyle } from './appStyle';
import { type ParsedClass, parseClass } from './phpClass';
import type { ScaffoldContext } from './scaffold';

/** A service provider of the application that statements can be added to. */
export interface Provider {
  readonly file: string;
  readonly parsed: ParsedClass;
}

/** app/Providers/AppServiceProvider.php: every version's skeleton has it. Undefined when it is not there or not readable. */
export function appProvider(context: ScaffoldContext): Provider | undefined {
  return providerNamed(context, 'AppServiceProvider');
}

/** A provider of app/Providers by its class's short name. */
export function providerNamed(context: ScaffoldContext, name: string): Provider | undefined {
  const usual = joinPath(appStyle(context).folder, 'Providers', `${name}.php`);
  if (context.textOf(usual) !== undefined) return providerIn(context, usual);
  // Some applications keep their providers elsewhere.
  const own = classIndex(context.code).all.filter((each) => each.name.endsWith(`\\${name}`));
  return own[0] === undefined || own.length > 1 ? undefined : providerIn(context, own[0].file);
}

/** The provider class that a file holds. */
export function providerIn({ textOf }: ScaffoldContext, file: string): Provider | undefined {
  const text = textOf(file);
  const parsed = text === undefined ? undefined : parseClass(text);
  return parsed === undefined ? undefined : { file, parsed };
}

/** False when the configuration lists providers and this one is not among them; Laravel 11+ lists them elsewhere. */
export function isRegistered({ project }: ScaffoldContext, { parsed }: Provider): boolean {
  const listed = project.config.get('app.providers');
  if (listed.kind !== 'array' || project.layout === 'slim') return true;
  const values = [...listed.entries.values()].map(({ value }) => value);
  return values.some(
    (value) => value.kind !== 'known' || String(value.value).replace(/^\\/, '') === parsed.declaration.name,
  );
}
