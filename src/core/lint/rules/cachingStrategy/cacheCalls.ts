import type { Location } from '../../../finding';
import { type Collector } from '../../../code/collector';
import { constantText } from '../../../code/constantValue';
import type { Expression } from '../../../laravel/php/syntax';
import { expressionsIn } from '../../../laravel/php/walk';

/** A call on the cache: `Cache::flush()`, `cache()->tags(…)`, `Cache::store('redis')->lock(…)`. */
export interface CacheCall {
  readonly method: 'flush' | 'lock' | 'restoreLock' | 'tags' | 'funnel' | 'withoutOverlapping';
  /** The store it asks for by name; undefined for the default one. */
  readonly store?: string;
  /** True when it is certain which store that is. */
  readonly certain: boolean;
  /** It empties the entries of some tags alone. */
  readonly tagged: boolean;
  /** The file asks the store whether it knows tags before it uses them. */
  readonly asksForTags: boolean;
  /** The call from its receiver to the method's name. */
  readonly location: Location;
}

const methods: ReadonlySet<string> = new Set<CacheCall['method']>([
  'flush',
  'lock',
  'restoreLock',
  'tags',
  'funnel',
  'withoutOverlapping',
]);
const word = /(?:\bCache::|\bcache\(\))/;
const facades = new Set(['Illuminate\\Support\\Facades\\Cache', 'Cache']);
const asking = /\bsupportsTags\b|\bTaggableStore\b|method_exists\([^)]{0,200}['"]tags['"]/;

/** Calls on the cache facade and on `cache()` that empty it, lock in it or use tags. */
export const cacheCalls: Collector<CacheCall> = {
  id: 'cacheCalls',
  wants: ({ text }) =>
    word.test(text) && /(?:->|::)(?:flush|lock|restoreLock|tags|funnel|withoutOverlapping)\s*\(/.test(text),
  collect({ path, program, text }) {
    const found: CacheCall[] = [];
    const asksForTags = asking.test(text);
    for (const expression of expressionsIn(program)) {
      if (expression.kind !== 'staticCall' && expression.kind !== 'methodCall') continue;
      const { method } = expression;
      if (typeof method !== 'string' || !isMethod(method)) continue;
      const receiver = receiverOf(expression, path);
      if (receiver === undefined) continue;
      const range = { start: expression.range.start, end: expression.nameRange.end };
      found.push({ method, ...receiver, asksForTags, location: { file: path, range } });
    }
    return found;
  },
};

function isMethod(method: string): method is CacheCall['method'] {
  return methods.has(method);
}

type Receiver = Pick<CacheCall, 'store' | 'certain' | 'tagged'>;

/** What a call is made on, when that is the cache; undefined for everything else. */
function receiverOf(call: Expression & { kind: 'staticCall' | 'methodCall' }, file: string): Receiver | undefined {
  if (call.kind === 'staticCall') {
    const known = typeof call.className === 'string' && facades.has(call.className);
    return known ? { certain: true, tagged: false } : undefined;
  }
  const { target } = call;
  if (target.kind === 'call') {
    const isCache = target.callee === 'cache' && target.arguments.length === 0;
    return isCache ? { certain: true, tagged: false } : undefined;
  }
  if (target.kind !== 'staticCall' && target.kind !== 'methodCall') return undefined;
  const before = receiverOf(target, file);
  if (before === undefined) return undefined;
  if (target.method === 'tags') return { ...before, tagged: true };
  if (target.method !== 'store' && target.method !== 'driver') return undefined;
  const [first] = target.arguments;
  if (first === undefined) return before;
  const store = constantText(first.value, file);
  return store === undefined ? { ...before, certain: false } : { ...before, store };
}
