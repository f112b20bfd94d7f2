import { parseArgs, type ParseArgsConfig } from 'node:util';
import { argumentProblem } from './argumentProblem';

/** What the guard asks, answered beforehand: there is nobody to ask in a cron job. */
export interface Answers {
  readonly yes: boolean;
  readonly confirm: string | undefined;
  readonly reason: string | undefined;
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: O }>
>['values'];

/** What a command line may say. */
export interface VerbSyntax<O extends Options> {
  /** Every option that any verb takes, `help` and `json` among them. */
  readonly options: O;
  /** Which of them this verb takes besides `--json`. */
  readonly allowed: readonly (keyof O)[];
  /** What its one argument is: "PATH". */
  readonly argument: string;
}

/**
 * Reads a command line of a verb: one argument, and options that belong to the verb, none of them empty.
 *
 * @param rest arguments after the verb
 * @returns what is given, "help" when that is asked for, or what is wrong in a sentence
 */
export function readVerbArguments<O extends Options>(
  verb: string,
  rest: readonly string[],
  { options, allowed, argument }: VerbSyntax<O>,
): { readonly path: string; readonly values: Values<O> } | { readonly verb: 'help' } | string {
  const parsed = parse(rest, options);
  if (typeof parsed === 'string') return parsed;
  const given = Object.entries<unknown>(parsed.values);
  if (given.some(([name]) => name === 'help')) return { verb: 'help' };
  const [path, ...others] = parsed.positionals;
  if (path === undefined || path === '') return `${verb} needs a ${argument}.`;
  if (others.length > 0) return `One ${argument} at a time: "${others.join(' ')}" is too much.`;
  const strange = given.find(([name]) => name !== 'json' && !allowed.includes(name));
  if (strange !== undefined) return `--${strange[0]} does not belong to ${verb}.`;
  // An empty one is a shell variable that was not set: what it would have said must not be left out silently.
  const empty = given.find(([, value]) => value === '');
  if (empty !== undefined) return `--${empty[0]} is empty.`;
  return { path, values: parsed.values };
}

/** What the options of the guard answer. */
export function answersOf(values: {
  readonly yes?: boolean | undefined;
  readonly confirm?: string | undefined;
  readonly reason?: string | undefined;
}): Answers {
  return { yes: values.yes === true, confirm: values.confirm, reason: values.reason };
}

function parse<O extends Options>(
  rest: readonly string[],
  options: O,
): { readonly values: Values<O>; readonly positionals: readonly string[] } | string {
  try {
    return parseArgs({ args: [...rest], allowPositionals: true, options });
  } catch (error) {
    return argumentProblem(error);
  }
}
