import type { Statement } from '../../laravel/php/syntax';
import type { Collector } from '../collector';
import { constantText } from '../constantValue';

/** Texts that a class or an enum gives names to: what limiters may be called. */
export interface NamedTexts {
  readonly className: string;
  readonly enum: boolean;
  readonly texts: readonly { readonly name: string; readonly text: string }[];
}

/** Constants of classes that speak of limits, and the cases of enums. */
export const limiterConstants: Collector<NamedTexts> = {
  id: 'limiterConstants',
  wants: ({ text }) => /\benum\s+\w+\s*[:{]/.test(text) || (/\bconst\b/.test(text) && /limiter|throttle/i.test(text)),
  collect: ({ path, program }) => program.body.flatMap((statement) => textsOf(statement, path)),
};

function textsOf(statement: Statement, file: string): readonly NamedTexts[] {
  if (statement.kind === 'block') return statement.body.flatMap((each) => textsOf(each, file));
  if (statement.kind !== 'class') return [];
  const { name, type, constants } = statement.declaration;
  const texts = constants.flatMap((each) => {
    const text = constantText(each.value, file);
    return text === undefined ? [] : [{ name: each.name, text }];
  });
  return [{ className: name, enum: type === 'enum', texts }];
}
