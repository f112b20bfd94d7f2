import type { Location } from '../../finding';
import type { TextRange } from '../../base/text';
import type { Attribute, ClassDeclaration, Expression, FunctionLike, Statement } from '../../laravel/php/syntax';
import { expressionsIn } from '../../laravel/php/walk';
import { classTexts } from '../classTexts';
import type { Collector, LexicalCollector } from '../collector';
import { constantText, constantValue } from '../constantValue';

/** A class whose objects are put on a queue: it implements ShouldQueue itself. */
export interface QueuedClass {
  /** Fully qualified. */
  readonly className: string;
  readonly kind: 'job' | 'listener' | 'mailable' | 'notification';
  /** Nothing of this class itself is queued: what extends it is. */
  readonly abstract: boolean;
  /** The class's name in its declaration. */
  readonly location: Location;
  /** How long one run may take, in seconds (0: without limit), when the class itself says so with a certain number. */
  readonly timeout: { readonly seconds: number; readonly location: Location } | 'unsaid' | 'unknown';
  /** The connection that the class itself names; `default` when it names none. */
  readonly connection: { readonly name: string; readonly location: Location } | 'default' | 'unknown';
}

const queuedInterfaces = new Set([
  'Illuminate\\Contracts\\Queue\\ShouldQueue',
  'Illuminate\\Contracts\\Queue\\ShouldQueueAfterCommit',
]);
const timeoutAttribute = 'Illuminate\\Queue\\Attributes\\Timeout';
const connectionAttribute = 'Illuminate\\Queue\\Attributes\\Connection';

/** Words without which a class says nothing of its timeout and connection. */
const deciding = /\btimeout\b|Timeout\b|[cC]onnection\b|Connections\b/;

/** Classes that implement ShouldQueue by name. Those that inherit it are left out: their parent may be anything. */
export const queuedClassCollector: Collector<QueuedClass> = {
  id: 'queuedClasses',
  wants: ({ text }) => /\bShouldQueue/.test(text) && deciding.test(text),
  collect: ({ path, program }) =>
    classesIn(program.body)
      .filter(({ type, implements: names }) => type === 'class' && names.some((name) => queuedInterfaces.has(name)))
      .map((declaration) => queuedClass(declaration, path)),
};

/** The same for classes that decide nothing themselves, which most are: their declarations are enough, nothing is parsed. */
export const plainQueuedClassCollector: LexicalCollector<QueuedClass> = {
  id: 'plainQueuedClasses',
  lexical: true,
  wants: ({ text }) => /\bShouldQueue/.test(text) && !deciding.test(text),
  collect: (file) =>
    classTexts
      .collect(file)
      .filter(({ type, implements: names }) => type === 'class' && names.some((name) => queuedInterfaces.has(name)))
      .map((each): QueuedClass => {
        const { name, range, extends: parent, traits, methods } = each;
        const before = file.text.slice(Math.max(0, range.start - 60), range.start);
        return {
          className: name,
          kind: kindOf(name, parent, methods.has('viaqueue')),
          abstract: /\babstract\s[^;{}]*$/.test(before),
          location: { file: file.path, range },
          timeout: 'unsaid',
          connection: isForeign(parent, traits) ? 'unknown' : 'default',
        };
      }),
};

function classesIn(statements: readonly Statement[]): readonly ClassDeclaration[] {
  return statements.flatMap((each) =>
    each.kind === 'class' ? [each.declaration] : each.kind === 'block' ? classesIn(each.body) : [],
  );
}

function queuedClass(declaration: ClassDeclaration, file: string): QueuedClass {
  return {
    className: declaration.name,
    kind: kindOf(
      declaration.name,
      declaration.extends,
      declaration.methods.some((method) => method.name === 'viaConnection' || method.name === 'viaQueue'),
    ),
    abstract: declaration.abstract,
    location: { file, range: declaration.nameRange },
    timeout: timeoutOf(declaration, file),
    connection: connectionOf(declaration, file),
  };
}

/** `chooses`: a method says which queue or connection, as listeners do. */
function kindOf(name: string, parent: string | undefined, chooses: boolean): QueuedClass['kind'] {
  if (parent === 'Illuminate\\Mail\\Mailable') return 'mailable';
  if (parent === 'Illuminate\\Notifications\\Notification') return 'notification';
  return chooses || name.includes('\\Listeners\\') ? 'listener' : 'job';
}

function timeoutOf(declaration: ClassDeclaration, file: string): QueuedClass['timeout'] {
  if (setsItself(declaration, 'timeout')) return 'unknown';
  const property = declaration.properties.find(({ name }) => name === 'timeout');
  const written = property?.default ?? attributeArgument(declaration.attributes, timeoutAttribute);
  if (written === undefined) return property === undefined ? 'unsaid' : 'unknown';
  const value = constantValue(written, file);
  if (value.kind !== 'known') return 'unknown';
  if (value.value === null) return 'unsaid';
  return typeof value.value === 'number' && value.value >= 0
    ? { seconds: value.value, location: { file, range: written.range } }
    : 'unknown';
}

function connectionOf(declaration: ClassDeclaration, file: string): QueuedClass['connection'] {
  const { extends: parent, traits, methods } = declaration;
  if (methods.some(({ name }) => name === 'viaConnections')) return 'unknown';
  const via = methods.find(({ name }) => name === 'viaConnection');
  if (via !== undefined) return namedBy(onlyReturn(via), file) ?? 'unknown';
  const chosen = [...expressionsIn(methods.flatMap(({ body }) => body))].filter(choosesConnection);
  if (chosen.length > 0) return chosenInConstructor(declaration, chosen, file) ?? 'unknown';
  if (setsItself(declaration, 'connection')) return 'unknown';
  const property = declaration.properties.find(({ name }) => name === 'connection');
  const written = property?.default ?? attributeArgument(declaration.attributes, connectionAttribute);
  if (written !== undefined && !(written.kind === 'literal' && written.value === null)) {
    return namedBy(written, file) ?? 'unknown';
  }
  return isForeign(parent, traits) ? 'unknown' : 'default';
}

/** What the class extends or uses is not the framework's, and may decide for it. */
function isForeign(parent: string | undefined, traits: readonly string[]): boolean {
  return [...(parent === undefined ? [] : [parent]), ...traits].some((name) => !name.startsWith('Illuminate\\'));
}

/** `$this->onConnection('redis')` as a statement of the constructor, and nowhere else. */
function chosenInConstructor(
  { methods }: ClassDeclaration,
  chosen: readonly Expression[],
  file: string,
): QueuedClass['connection'] | undefined {
  const [only, ...others] = chosen;
  const body = methods.find(({ name }) => name.toLowerCase() === '__construct')?.body ?? [];
  const plain = body.filter(({ kind }) => kind === 'expression');
  if (only?.kind !== 'methodCall' || others.length > 0 || ![...expressionsIn(plain)].includes(only)) return undefined;
  return namedBy(only.arguments[0]?.value, file);
}

function choosesConnection(expression: Expression): boolean {
  return (
    expression.kind === 'methodCall' &&
    (expression.method === 'onConnection' || expression.method === 'allOnConnection') &&
    startsAtThis(expression.target)
  );
}

function startsAtThis(expression: Expression): boolean {
  if (expression.kind === 'methodCall') return startsAtThis(expression.target);
  return expression.kind === 'variable' && expression.name === 'this';
}

/** Whether the property is set by the class's own code, or by a parameter of the constructor that may be one. */
function setsItself({ methods }: ClassDeclaration, property: string): boolean {
  if (methods.some(({ name, parameters }) => /^__construct$/i.test(name) && parameters.some(named(property)))) {
    return true;
  }
  return [...expressionsIn(methods.flatMap(({ body }) => body))].some(
    (each) =>
      each.kind === 'assign' &&
      each.target.kind === 'property' &&
      each.target.name === property &&
      each.target.target.kind === 'variable' &&
      each.target.target.name === 'this',
  );
}

function named(wanted: string): (each: { readonly name: string }) => boolean {
  return ({ name }) => name === wanted;
}

function onlyReturn({ body }: FunctionLike): Expression | undefined {
  const [only, ...others] = body;
  return only?.kind === 'return' && others.length === 0 ? only.value : undefined;
}

function namedBy(
  written: Expression | undefined,
  file: string,
): { readonly name: string; readonly location: { readonly file: string; readonly range: TextRange } } | undefined {
  const name = constantText(written, file);
  return name === undefined || name === '' || written === undefined
    ? undefined
    : { name, location: { file, range: written.range } };
}

function attributeArgument(attributes: readonly Attribute[], name: string): Expression | undefined {
  return attributes.find((attribute) => attribute.name === name)?.arguments[0]?.value;
}
