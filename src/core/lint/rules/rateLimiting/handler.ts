import type { TextRange } from '../../../base/text';
import { classIndex } from '../../../code/classes';
import type { Route, RouteAction } from '../../../code/routes/route';
import { saysLimit } from '../../../code/limiters/throttle';
import { importsIn } from '../../../laravel/php/imports';
import type { RuleContext } from '../../rule';

/** The code that answers a route, as far as it belongs to the application. */
export interface Handler {
  /** Texts of the classes and methods that take part, the handler's own first. */
  readonly texts: readonly string[];
  /** False when part of it comes from a package, or could not be found: then what is not in `texts` may still happen. */
  readonly complete: boolean;
}

// Base classes and traits of the framework that do nothing about attempts.
const harmless =
  /^Illuminate\\(?:Routing\\Controller|Foundation\\(?:Http\\FormRequest|Auth\\Access\\Authorizes\w+|Bus\\Dispatches\w+|Validation\\Validates\w+)|Bus\\\w+|Queue\\\w+|Support\\Traits\\\w+)/;
const limiting =
  /AuthenticatesUsers|ThrottlesLogins|WithRateLimiting|Laravel\\Fortify|Laravel\\Passport|Lockout|captcha|turnstile|honeypot|locked_until|(?:login|failed)_?attempts/i;
const deepest = 2;
const mostClasses = 60;

/** True when a text of the handler says that it counts or slows down attempts itself. */
export function limitsItself({ texts }: Handler): boolean {
  return texts.some((text) => saysLimit(text) || limiting.test(text));
}

/**
 * Reads what a route runs: the class with its parents and traits, and the application's classes that it imports, two steps
 * deep. Imports stand for use: a limiter anywhere in reach counts.
 */
export function handlerOf(context: RuleContext, { action, location }: Route): Handler {
  const reader = new HandlerReader(context);
  if (action.kind === 'controller') reader.addClass(action.className, 0, true);
  else if (action.kind === 'closure') reader.addClosure(location.file, location.range);
  else return { texts: [], complete: action.kind === 'builtIn' };
  return { texts: reader.texts, complete: reader.complete };
}

/** The handler's own method, from its name to the next one; undefined when it is not found in its class. */
export function handlerMethod(context: RuleContext, action: RouteAction): string | undefined {
  if (action.kind !== 'controller') return undefined;
  const text = /^\w+$/.test(action.method) ? textOfClass(context, action.className) : undefined;
  const start = text?.search(new RegExp(`function\\s+${action.method}\\s*\\(`, 'i')) ?? -1;
  if (text === undefined || start < 0) return undefined;
  const next = text
    .slice(start + 1)
    .search(/\n[ \t]*(?:(?:final|abstract|static|public|protected|private)\s+)+function\s/);
  return next < 0 ? text.slice(start) : text.slice(start, start + 1 + next);
}

/** Text of the file that declares a class of the application; undefined for every other class. */
export function textOfClass(context: RuleContext, className: string): string | undefined {
  const found = classIndex(context.code).get(className);
  return found === undefined ? undefined : context.textOf(found.file);
}

class HandlerReader {
  readonly texts: string[] = [];
  complete = true;
  readonly #context: RuleContext;
  readonly #seen = new Set<string>();

  constructor(context: RuleContext) {
    this.#context = context;
  }

  /** @param needed whether the handler is not known without it: its own class, parents and traits */
  addClass(name: string, depth: number, needed: boolean): void {
    const key = name.toLowerCase();
    if (this.#seen.has(key) || this.#seen.size >= mostClasses) return;
    this.#seen.add(key);
    const found = classIndex(this.#context.code).get(name);
    const text = found === undefined ? undefined : this.#context.textOf(found.file);
    if (found === undefined || text === undefined) {
      if (needed && !harmless.test(name)) {
        this.complete = false;
        this.texts.push(name);
      }
      return;
    }
    this.texts.push(text);
    if (found.extends !== undefined) this.addClass(found.extends, depth, needed);
    for (const trait of found.traits) this.addClass(trait, depth, needed);
    if (depth >= deepest) return;
    const parameters = [...found.methods.values()].flat();
    for (const each of [...found.imports, ...parameters, ...beside(found.name, text)])
      this.addClass(each, depth + 1, false);
  }

  addClosure(file: string, range: TextRange): void {
    const text = this.#context.textOf(file);
    if (text === undefined) {
      this.complete = false;
      return;
    }
    const own = text.slice(range.start, range.end);
    this.texts.push(own);
    const words = new Set(own.toLowerCase().match(/\w+/g));
    for (const [alias, name] of importsIn(text).names) if (words.has(alias)) this.addClass(name, 1, false);
    for (const [name] of own.matchAll(/\\?\b[A-Z]\w*(?:\\\w+)+/g)) this.addClass(name.replace(/^\\/, ''), 1, false);
  }
}

/** Classes of the same namespace, which need no import: every capitalised word of the text may be one. */
function beside(className: string, text: string): readonly string[] {
  const namespace = className.slice(0, className.lastIndexOf('\\') + 1);
  const words = new Set([...text.matchAll(/\b[A-Z]\w*/g)].map(([word]) => word));
  return [...words].map((word) => namespace + word);
}
