import { joinPath } from '../../../base/path';
import type { TextEdit } from '../../../base/text';
import type { Fix } from '../../../finding';
import { appendStatement, indentAt, indentUnitOf, inUnitsOf, lineEndOf, phpText } from '../../../laravel/php/edit';
import { importing } from '../../../laravel/php/imports';
import { parsePhp } from '../../../laravel/php/parse';
import type { ClassDeclaration, Statement } from '../../../laravel/php/syntax';
import type { RuleContext } from '../../rule';

const imports = [
  'Illuminate\\Cache\\RateLimiting\\Limit',
  'Illuminate\\Http\\Request',
  'Illuminate\\Support\\Facades\\RateLimiter',
];

/** What to count a limiter of this name by: before a login there is no user, only an address. */
export function limiterKey(context: RuleContext, name: string, request: string): string {
  const address = `$${request}->ip()`;
  if (/log-?in|sign-?in|auth|password|forgot|register|sign-?up|otp|two-?factor|2fa/i.test(name)) return address;
  return `${userOf(context, request)} ?: ${address}`;
}

/** The user's key, in words that the application's PHP understands. */
export function userOf(context: RuleContext, request: string): string {
  const user = `$${request}->user()`;
  return hasNullsafe(context) ? `${user}?->id` : `optional(${user})->id`;
}

/** `?->` is PHP 8: what Laravel 9 needs, and older applications may. */
function hasNullsafe(context: RuleContext): boolean {
  if ((context.project.version.major ?? 0) >= 9) return true;
  const php = /"php"\s*:\s*"([^"]*)"/.exec(context.textOf(joinPath(context.root, 'composer.json')) ?? '')?.[1] ?? '';
  const least = [...php.matchAll(/(\d+)(?:\.\d+)*/g)].map(([, major]) => Number(major));
  return least.length > 0 && Math.min(...least) >= 8;
}

/**
 * Edits of app/Providers/AppServiceProvider.php that define a limiter of this name in `boot()`; undefined when there is no
 * such class, or the installed Laravel knows no named limiters.
 */
export function defineLimiter(context: RuleContext, name: string): Fix | undefined {
  const file = joinPath(context.root, 'app/Providers/AppServiceProvider.php');
  const text = context.textOf(file);
  if (text === undefined || (context.project.version.major ?? 0) < 8) return undefined;
  const parsed = parsePhp(text);
  if (!parsed.ok) return undefined;
  const declaration = providerIn(parsed.program.body);
  if (declaration === undefined) return undefined;
  const [limit, request, limiter] = imports.map((each) => importing(text, each).name);
  const key = limiterKey(context, name, 'request');
  const attempts = key.includes('user') ? 60 : 5;
  const statement = [
    `${limiter}::for(${phpText(name)}, function (${request} $request) {`,
    `    return ${limit}::perMinute(${attempts})->by(${key});`,
    '});',
  ].join('\n');
  const boot = declaration.methods.find((method) => method.name.toLowerCase() === 'boot');
  const body =
    boot === undefined
      ? addBoot(text, declaration, parsed.program.body, statement)
      : appendStatement(text, boot, statement);
  if (body === undefined) return undefined;
  return {
    title: `Define the limiter ${name} in AppServiceProvider: ${attempts} requests a minute`,
    preferred: false,
    edits: [{ file, edits: [...useEdits(text), body] }],
  };
}

function providerIn(body: readonly Statement[]): ClassDeclaration | undefined {
  for (const statement of body) {
    if (statement.kind === 'class' && statement.declaration.name.endsWith('Provider')) return statement.declaration;
    const inner = statement.kind === 'block' ? providerIn(statement.body) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function useEdits(text: string): readonly TextEdit[] {
  const [first, ...others] = imports.filter((each) => importing(text, each).edit !== undefined);
  const edit = first === undefined ? undefined : importing(text, first).edit;
  if (edit === undefined) return [];
  // One insertion: several at one place would come out in reverse.
  const more = others.map((each) => `${lineEndOf(text)}use ${each};`).join('');
  return [{ range: edit.range, newText: edit.newText + more }];
}

function addBoot(
  text: string,
  declaration: ClassDeclaration,
  body: readonly Statement[],
  statement: string,
): TextEdit | undefined {
  const holder = body
    .flatMap((each) => (each.kind === 'block' ? each.body : [each]))
    .find((each) => each.kind === 'class' && each.declaration === declaration);
  const close = (holder?.range.end ?? 0) - 1;
  if (text[close] !== '}') return undefined;
  const end = lineEndOf(text);
  const outer = indentAt(text, close);
  const lines = ['', 'public function boot(): void', '{', ...statement.split('\n').map((line) => `    ${line}`), '}'];
  const lineStart = text.lastIndexOf('\n', close - 1) + 1;
  const ownLine = text.slice(lineStart, close).trim() === '';
  const at = ownLine ? lineStart : close;
  const empty = /\{\s*$/.test(text.slice(0, at));
  const inner = outer + indentUnitOf(text);
  const written = inUnitsOf(text, empty ? lines.slice(1) : lines).map((line) => (line === '' ? '' : inner + line));
  return { range: { start: at, end: at }, newText: `${ownLine ? '' : end}${written.join(end)}${end}` };
}
