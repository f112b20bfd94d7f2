import type { TextRange } from '../../../base/text';
import type { Collector, ParsedFile } from '../../../code/collector';
import { constantText } from '../../../code/constantValue';
import type { Argument, Expression } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';

/** A call that reads an environment variable, or a function of the application's own that has the same name. */
export interface EnvCall {
  readonly kind: 'call' | 'ownFunction';
  /** Absolute. */
  readonly file: string;
  readonly relative: string;
  /** The call with its arguments. */
  readonly range: TextRange;
  /** The variable, when it is written as text. */
  readonly key?: string;
  readonly hasDefault: boolean;
}

/** Collects `env(…)` and `Env::get(…)`. Files that return an array at their top are configuration wherever they are. */
export const envCalls: Collector<EnvCall> = {
  id: 'envCalls',
  wants: ({ relative, text }) => !/^(?:database|bootstrap)\//.test(relative) && /\benv\s*\(|\bEnv::get\b/i.test(text),
  collect: (file) => {
    if (file.program.body.some(({ kind, ...rest }) => kind === 'return' && 'value' in rest && returnsArray(rest.value)))
      return [];
    const own = /\bfunction\s+env\s*\(|\buse\s+function\s+[\w\\]+\\env\s*;|\bas\s+env\s*;/i.exec(file.text);
    const place = { file: file.path, relative: file.relative };
    if (own !== null && !/^class|->/.test(own[0]) && !isMethod(file, own.index)) {
      const range = { start: own.index, end: own.index + own[0].length };
      return [{ kind: 'ownFunction', ...place, range, hasDefault: false }];
    }
    return [...expressionsIn(file.program)].flatMap((expression): EnvCall[] => {
      const args = argumentsOf(expression, file.text);
      if (args === undefined || args.some(({ spread }) => spread)) return [];
      const key = constantText((args.find(({ name }) => name === 'key') ?? args[0])?.value, file.path);
      const hasDefault = args.length > 1;
      return [
        {
          kind: 'call',
          ...place,
          range: expression.range,
          hasDefault,
          ...(key === undefined ? {} : { key }),
        },
      ];
    });
  },
};

function returnsArray(value: Expression | undefined): boolean {
  return (
    value?.kind === 'array' ||
    (value?.kind === 'call' && typeof value.callee === 'string' && value.callee.startsWith('array_'))
  );
}

/** A method called env is called in another way and shadows nothing. */
function isMethod({ text }: ParsedFile, at: number): boolean {
  const lineStart = text.lastIndexOf('\n', at) + 1;
  return /\b(?:public|protected|private|static)\b/.test(text.slice(lineStart, at));
}

function argumentsOf(expression: Expression, text: string): readonly Argument[] | undefined {
  if (expression.kind === 'call') {
    const global = /^\\?env\s*\(/i.test(text.slice(expression.range.start, expression.range.end));
    return global && typeof expression.callee === 'string' && expression.arguments.length > 0
      ? expression.arguments
      : undefined;
  }
  if (expression.kind !== 'staticCall' || expression.className !== 'Illuminate\\Support\\Env') return undefined;
  return expression.method === 'get' && expression.arguments.length > 0 ? expression.arguments : undefined;
}
