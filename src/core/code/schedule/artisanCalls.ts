import type { ClassDeclaration, Expression, Statement } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import type { Collector } from '../collector';
import { constantText } from '../constantValue';
import type { ArtisanCall } from './task';
import { firstWord, parameterLine, wordsOf } from './words';

/** A class, or a closure command, that runs Artisan commands or is one. */
export interface Runner {
  /** Fully qualified; absent for a closure command. */
  readonly className?: string;
  /** The command's name, for commands: "app:nightly"; undefined when it is no command or the name is not certain. */
  readonly command?: string;
  /** What it runs, wherever in the class. */
  readonly runs: readonly ArtisanCall[];
}

const commandClasses: ReadonlyMap<string, string> = new Map([
  ['Spatie\\Backup\\Commands\\BackupCommand', 'backup:run'],
  ['Spatie\\Backup\\Commands\\CleanupCommand', 'backup:clean'],
  ['Spatie\\Backup\\Commands\\MonitorCommand', 'backup:monitor'],
  // What makes a backup without the command around it.
  ['Spatie\\Backup\\Tasks\\Backup\\BackupJobFactory', 'backup:run'],
  ['Spatie\\Backup\\Tasks\\Backup\\BackupJob', 'backup:run'],
]);

/** The command that a class of a package stands for; the class name itself for the others. */
export function commandName(name: string): string {
  return commandClasses.get(name) ?? name;
}

/** The application's own commands, jobs and other classes that run Artisan commands. */
export const runnerCollector: Collector<Runner> = {
  id: 'runners',
  wants: ({ text }) =>
    /\$signature\b|AsCommand|Attributes\\Signature|\bArtisan\b|artisan |->(?:call|callSilent|callSilently)\(\s*['"][\w:-]+['"]|Tasks\\Backup\\BackupJob|Commands\\(?:Backup|Cleanup|Monitor)Command/.test(
      text,
    ),
  collect: ({ path, program }) => [
    ...classesIn(program.body).map((declaration) => runnerOf(declaration, path)),
    ...closureCommands(program.body, path),
  ],
};

function classesIn(statements: readonly Statement[]): readonly ClassDeclaration[] {
  return statements.flatMap((each) =>
    each.kind === 'class' ? [each.declaration] : each.kind === 'block' ? classesIn(each.body) : [],
  );
}

function runnerOf(declaration: ClassDeclaration, file: string): Runner {
  const command = nameOfCommand(declaration, file);
  const bodies = declaration.methods.flatMap((method) => method.body);
  return {
    className: declaration.name,
    runs: artisanCallsIn(bodies, file),
    ...(command === undefined ? {} : { command }),
  };
}

/** From `$signature`, `$name`, `#[AsCommand]` or `#[Signature]`: the first word. */
function nameOfCommand({ properties, attributes }: ClassDeclaration, file: string): string | undefined {
  for (const wanted of ['signature', 'name']) {
    const written = properties.find(({ name }) => name === wanted)?.default;
    if (written !== undefined) return firstWord(wordsOf(written, file, new Map()));
  }
  const attribute = attributes.find(({ name }) => /(?:^|\\)(?:AsCommand|Signature)$/.test(name));
  const argument =
    attribute?.arguments.find(({ name }) => name === 'name' || name === 'signature') ?? attribute?.arguments[0];
  return argument === undefined ? undefined : firstWord(wordsOf(argument.value, file, new Map()));
}

function closureCommands(statements: readonly Statement[], file: string): readonly Runner[] {
  return [...expressionsIn(statements)].flatMap((expression) => {
    const written = closureCommand(expression);
    if (written === undefined) return [];
    const command = firstWord(wordsOf(written.signature, file, new Map()));
    const runs = artisanCallsIn(written.body, file);
    return [{ runs, ...(command === undefined ? {} : { command }) }];
  });
}

/** `Artisan::command('signature', function () { … })` */
export function closureCommand(
  expression: Expression,
): { readonly signature: Expression; readonly body: readonly Statement[] } | undefined {
  if (expression.kind !== 'staticCall' || expression.method !== 'command' || !isArtisan(expression.className)) {
    return undefined;
  }
  const [signature, action] = expression.arguments;
  if (signature === undefined) return undefined;
  return {
    signature: signature.value,
    body: action?.value.kind === 'closure' ? action.value.declaration.body : [],
  };
}

/** The Artisan commands that code runs: through the facade, from inside a command, or as a program of its own. */
export function artisanCallsIn(body: readonly Statement[], file: string): readonly ArtisanCall[] {
  return [...expressionsIn(body)].flatMap((expression) => artisanCall(expression, file) ?? []);
}

function artisanCall(expression: Expression, file: string): ArtisanCall | undefined {
  const { kind } = expression;
  if (kind === 'classConstant' || kind === 'new' || kind === 'staticCall') {
    const { className } = expression;
    const stands = typeof className === 'string' ? commandClasses.get(className) : undefined;
    if (stands !== undefined) return { name: stands };
  }
  if (kind === 'literal' && typeof expression.value === 'string') {
    const program = /(?:^|\s|\/)artisan\s+([\w:-]+.*)$/.exec(expression.value)?.[1];
    return program === undefined ? undefined : { name: program.split(/\s/)[0] ?? program, line: program };
  }
  if (kind !== 'staticCall' && kind !== 'methodCall') return undefined;
  const { method, arguments: args } = expression;
  if (typeof method !== 'string' || !/^(?:call|callSilent|callSilently|queue)$/.test(method)) return undefined;
  const onArtisan = kind === 'staticCall' ? isArtisan(expression.className) : isCommandOrKernel(expression.target);
  const [first, second] = args;
  if (!onArtisan || first === undefined) return undefined;
  return describedCall(first.value, second?.value, file);
}

function describedCall(command: Expression, parameters: Expression | undefined, file: string): ArtisanCall {
  const words = wordsOf(command, file, new Map());
  const name = firstWord(words);
  const rest = parameterLine(parameters, file, new Map());
  return {
    ...(name === undefined ? {} : { name: commandName(name) }),
    ...(words.text === undefined || rest === undefined ? {} : { line: `${commandName(words.text)} ${rest}`.trim() }),
  };
}

function isArtisan(className: string | Expression): boolean {
  return className === 'Illuminate\\Support\\Facades\\Artisan' || className === 'Artisan';
}

/** `$this` (a command calls another one), `$kernel`, `app(Kernel::class)`, `$this->artisan`. */
function isCommandOrKernel(target: Expression): boolean {
  if (target.kind === 'variable' && target.name === 'this') return true;
  if (target.kind === 'variable' || target.kind === 'property') {
    return typeof target.name === 'string' && /kernel|artisan/i.test(target.name);
  }
  if (target.kind !== 'call' && target.kind !== 'methodCall') return false;
  const [first] = target.arguments;
  return first !== undefined && /Kernel$|^artisan$/.test(constantText(first.value, '') ?? '');
}
