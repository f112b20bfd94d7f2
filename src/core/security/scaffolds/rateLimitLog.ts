import { joinPath, relativePath } from '../../base/path';
import type { TextEdit } from '../../base/text';
import { parsePhp } from '../../laravel/php/parse';
import { expressionsIn } from '../../laravel/php/walk';
import { appStyle } from './appStyle';
import { addStatement, addToMethod, importAll, parseClass } from './phpClass';
import type { Scaffold, ScaffoldContext } from './scaffold';
import { securityLog } from './securityLog';

const exception = 'Illuminate\\Http\\Exceptions\\ThrottleRequestsException';

/**
 * Records every answer 429 of the throttle middleware. Laravel reports none of them (Handler::$internalDontReport); a render
 * callback that answers null leaves the answer as it was (Handler::renderViaCallbacks).
 */
export function rateLimitLog(context: ScaffoldContext): Scaffold {
  const { root, project, textOf } = context;
  const slim = project.layout === 'slim';
  const file = slim
    ? joinPath(root, 'bootstrap/app.php')
    : joinPath(appStyle(context).folder, 'Exceptions/Handler.php');
  const shown = relativePath(root, file);
  const log = securityLog(context);
  const text = textOf(file);
  const byHand = statementFor(
    slim ? '$exceptions->render' : '$this->renderable',
    `\\${exception}`,
    `\\${log.className}`,
  );
  if (log.taken) return { kind: 'refused', why: `${relativePath(root, log.file)} is another class already.` };
  if ((project.version.major ?? 0) < 8)
    return { kind: 'refused', why: 'Before Laravel 8 the exception handler has no callbacks.' };
  if (text === undefined) return { kind: 'refused', why: `There is no ${shown}.`, text: `${byHand}\n` };
  if (/rate_limited/.test(text)) return { kind: 'nothing', why: `${shown} records it already.` };
  const { nameOf, edits: uses } = importAll(text, [log.className, exception]);
  const names = [nameOf(exception), nameOf(log.className)] as const;
  const edit = slim ? inBootstrap(text, ...names) : inHandler(text, ...names);
  if (edit === undefined)
    return { kind: 'refused', why: `${shown} has no place for it that is certain.`, text: `${byHand}\n` };
  return {
    kind: 'edits',
    edits: [...log.edits, { file, edits: [...uses, edit] }],
    adds: [
      ...(log.edits.length === 0 ? [] : [`${relativePath(root, log.file)}: writes to the channel security`]),
      `${shown}: records rate_limited for every 429 of the throttle middleware`,
    ],
    remarks: ['A limiter that answers with response() of its own throws no such exception, and is not recorded.'],
  };
}

function statementFor(register: string, exceptionName: string, logName: string): string {
  return [
    `${register}(function (${exceptionName} $exception) {`,
    `    ${logName}::record('rate_limited', [], 'warning');`,
    '',
    '    // Laravel answers as before.',
    '    return null;',
    '});',
  ].join('\n');
}

function inBootstrap(text: string, exceptionName: string, logName: string): TextEdit | undefined {
  const parsed = parsePhp(text);
  if (!parsed.ok) return undefined;
  const call = [...expressionsIn(parsed.program)].find(
    (each) => each.kind === 'methodCall' && each.method === 'withExceptions',
  );
  const given = call?.kind === 'methodCall' ? call.arguments[0]?.value : undefined;
  if (given?.kind !== 'closure' || given.declaration.arrow) return undefined;
  const name = given.declaration.parameters[0]?.name;
  if (name === undefined) return undefined;
  return addStatement(text, given.declaration, statementFor(`$${name}->render`, exceptionName, logName));
}

function inHandler(text: string, exceptionName: string, logName: string): TextEdit | undefined {
  const parsed = parseClass(text);
  if (parsed === undefined) return undefined;
  return addToMethod(parsed, 'register', statementFor('$this->renderable', exceptionName, logName));
}
