import { once } from '../base/memo';
import type { TextRange } from '../base/text';
import { type ClassText, classTexts } from './classTexts';
import type { Code } from './collector';

/** A class, trait, interface or enum of the application's own code. */
export interface OwnClass {
  /** Fully qualified. */
  readonly name: string;
  readonly type: 'class' | 'trait' | 'interface' | 'enum';
  /** Absolute path. */
  readonly file: string;
  /** The name in its declaration. */
  readonly range: TextRange;
  readonly extends?: string;
  readonly implements: readonly string[];
  readonly traits: readonly string[];
  /** Classes that the file imports, fully qualified. */
  readonly imports: readonly string[];
  /** Method in lower case → the classes that its parameters are declared with, fully qualified. */
  readonly methods: ReadonlyMap<string, readonly string[]>;
}

export interface ClassIndex {
  /** By fully qualified name, whatever its case; without a leading backslash. */
  get(name: string): OwnClass | undefined;
  readonly all: readonly OwnClass[];
  /** A constant or enum case of a class that is a plain text. */
  constantText(className: string, name: string): string | undefined;
  /**
   * Whether the file of a class, or of what it extends or uses within the application, has a word that the pattern finds.
   * Only words that say something about limits and signatures are kept: see `telling` in classTexts.ts. Comments count.
   * Undefined when nothing was found and something outside of the application, which was not read, may have it.
   */
  mentions(className: string, pattern: RegExp): boolean | undefined;
  /** The class and everything it extends, nearest first, as far as it is known; the last may be outside of the application. */
  ancestors(className: string): readonly string[];
}

/** What the framework gives to every controller, request and middleware, and what limits nothing by itself. */
const harmless =
  /^(?:Illuminate\\Routing\\Controller|Illuminate\\Foundation\\Http\\FormRequest|Illuminate\\Http\\Request|Illuminate\\Foundation\\(?:Auth\\Access\\AuthorizesRequests|Bus\\DispatchesJobs|Validation\\ValidatesRequests)|Illuminate\\Routing\\Controllers\\\w+|Illuminate\\Support\\Traits\\\w+)$/;

/** The classes of the application's own code, found by their words: nothing is parsed for it. */
export const classIndex = once((code: Code): ClassIndex => {
  const texts = new Map<string, ClassText>();
  for (const each of code.facts(classTexts)) texts.set(each.name.toLowerCase(), each);
  const get = (name: string): ClassText | undefined => texts.get(name.replace(/^\\/, '').toLowerCase());
  const mentions = (className: string, pattern: RegExp): boolean | undefined => {
    const pending = [className];
    const seen = new Set<string>();
    let certain = true;
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (seen.has(name.toLowerCase())) continue;
      seen.add(name.toLowerCase());
      const found = get(name);
      if (found === undefined) {
        if (name.search(pattern) !== -1) return true;
        if (!harmless.test(name)) certain = false;
        continue;
      }
      if (found.words.some((word) => word.search(pattern) !== -1)) return true;
      if (found.extends !== undefined) pending.push(found.extends);
      pending.push(...found.traits);
    }
    return certain ? false : undefined;
  };
  return {
    get,
    all: [...texts.values()],
    constantText: (className, name) => get(className)?.constants.get(name),
    mentions,
    ancestors: (className) => {
      const chain: string[] = [];
      for (
        let name: string | undefined = className;
        name !== undefined && !chain.includes(name);
        name = get(name)?.extends
      ) {
        chain.push(name);
      }
      return chain;
    },
  };
});
