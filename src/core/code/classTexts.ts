import { importsIn } from '../laravel/php/imports';
import { type NameScope, resolveClassName } from '../laravel/php/names';
import type { OwnClass } from './classes';
import type { LexicalCollector, SourceFile } from './collector';

/** A class as its text shows it. */
export interface ClassText extends OwnClass {
  /** The words of its file that `telling` finds, each once. */
  readonly words: readonly string[];
  /** Constants and enum cases that are plain texts. */
  readonly constants: ReadonlyMap<string, string>;
}

/** Words that tell whether something limits attempts or checks a signature. */
const telling =
  /(?<![\w\\.:,|-])[\w\\.:,|-]*(?:throttl|rate_?limit|tooManyAttempts|AuthenticatesUsers|signature|signed|webhook)[\w\\.:,|-]*/gi;
// What is not closed goes on to the end: otherwise each of its beginnings would be looked at to the end.
const quiet =
  /<<<[ \t]*(["']?)(\w+)\1\r?\n[\s\S]*?(?:\n[ \t]*\2\b|$)|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|#(?!\[)[^\n]*|'(?:[^'\\]|\\[\s\S])*(?:'|\\?$)|"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)/g;
const declaration = /^[ \t]*(?:(?:abstract|final|readonly)[ \t]+)*(class|trait|interface|enum)\s+(\w+)/gm;
/** Characters between a class's name and its brace, and of a list of traits: more are no code. */
const longest = 1000;
/** What stands behind a class's name, with single spaces. */
const heritage = /^(?:: ?\w+ ?)?(?:extends ([\w\\, ]+?))?(?: ?implements ([\w\\, ]+))?$/;

/** Classes by their words alone: comments and strings are blanked out, then declarations, imports and traits are looked for. */
export const classTexts: LexicalCollector<ClassText> = {
  id: 'classTexts',
  lexical: true,
  wants: ({ text }) => /\b(?:class|trait|interface|enum)\s+\w/.test(text),
  collect: (file) => classesOf(file),
};

function classesOf({ path, text }: SourceFile): readonly ClassText[] {
  const code = text.replace(quiet, (found) => ' '.repeat(found.length));
  const scope: NameScope = {
    namespace: /^[ \t]*(?:<\?php\s+)?namespace\s+([\w\\]+)\s*[;{]/m.exec(code)?.[1] ?? '',
    uses: new Map(),
  };
  const starts = [...code.matchAll(declaration)].flatMap((match) => {
    const from = match.index + match[0].length;
    const header = upTo(code, from, /\{/);
    const behind = header === undefined ? null : heritage.exec(header.replace(/\s+/g, ' ').trim());
    if (header === undefined || behind === null) return [];
    const whole = code.slice(match.index, from + header.length + 1);
    return [{ match, whole, parents: behind[1], interfaces: behind[2] }];
  });
  const [first] = starts;
  if (first === undefined) return [];
  for (const [name, full] of importsIn(code.slice(0, first.match.index)).names) scope.uses.set(name, full);
  const words = [...new Set(text.match(telling) ?? [])];
  const imports = [...scope.uses.values()];
  return starts.map(({ match, whole, parents, interfaces }, index) => {
    const [, type = '', name = ''] = match;
    const body = { start: match.index + whole.length, end: starts[index + 1]?.match.index ?? code.length };
    const inside = code.slice(body.start, body.end);
    const start = match.index + whole.search(/\b(?:class|trait|interface|enum)\s/) + type.length;
    const nameStart = text.indexOf(name, start);
    const [parent] = type === 'class' ? names(parents, scope) : [];
    return {
      name: resolveClassName(`namespace\\${name}`, scope),
      type: type === 'trait' || type === 'interface' || type === 'enum' ? type : 'class',
      file: path,
      range: { start: nameStart, end: nameStart + name.length },
      implements: names(interfaces, scope),
      traits: [...inside.matchAll(/^[ \t]+use\s/gm)].flatMap((each) =>
        names(upTo(inside, each.index + each[0].length, /[;{]/), scope),
      ),
      imports,
      methods: methodsIn(inside, scope),
      words,
      constants: constantsIn(text.slice(body.start, body.end)),
      ...(parent === undefined ? {} : { extends: parent }),
    };
  });
}

/** The text up to what the pattern finds; undefined when that is not near. */
function upTo(code: string, from: number, end: RegExp): string | undefined {
  const near = code.slice(from, from + longest);
  const at = near.search(end);
  return at === -1 ? undefined : near.slice(0, at);
}

function names(list: string | undefined, scope: NameScope): string[] {
  return (list ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => /^[\w\\]+$/.test(each))
    .map((each) => resolveClassName(each, scope));
}

const builtIn =
  /^(?:int|float|string|bool|array|object|mixed|iterable|callable|null|void|false|true|never|self|static|parent)$/i;

/** Classes that parameters are declared with; of unions and nullable types every one. */
function methodsIn(code: string, scope: NameScope): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const match of code.matchAll(/\bfunction\s+(?:&\s*)?(\w+)\s*\(([^)]*)/g)) {
    const types = [...(match[2] ?? '').matchAll(/(?<![\w\\|&?])([\w\\|&?]+)\s+(?:&\s*)?(?:\.\.\.)?\$\w+/g)]
      .flatMap((each) => (each[1] ?? '').split(/[|&?]/))
      .filter(
        (each) =>
          /^[\w\\]+$/.test(each) && !builtIn.test(each) && !/^(?:public|private|protected|readonly)$/.test(each),
      );
    found.set(
      (match[1] ?? '').toLowerCase(),
      types.map((each) => resolveClassName(each, scope)),
    );
  }
  return found;
}

function constantsIn(body: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const match of body.matchAll(
    /\b(?:const(?:[ \t]+\??string)?|case)[ \t]+(\w+)\s*=\s*(['"])([^'"\\$\n]*)\2\s*;/g,
  )) {
    found.set(match[1] ?? '', match[3] ?? '');
  }
  return found;
}
