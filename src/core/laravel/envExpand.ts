/** Most characters that `${NAME}` may add in one file. PHP has no limit; Linux refuses variables over 128 KiB. */
export const expansionLimit = 1_000_000;

const nameChar = /[a-zA-Z0-9_.]/;

/**
 * phpdotenv's `Loader\Resolver::resolve`: replaces `${NAME}` at the given indexes of `chars` (ascending, each of a "$")
 * by what `values` holds, from the last to the first, so that "${${A}}" asks for the variable that A names. An unknown
 * name stays as written. Text is kept reversed on a stack, which makes this linear.
 *
 * @returns undefined when `budget.left` characters do not suffice.
 */
export function expandVariables(
  chars: string,
  variables: readonly number[],
  values: ReadonlyMap<string, string>,
  budget: { left: number },
): string | undefined {
  if (variables.length === 0 || !chars.includes('${')) return chars;
  const stack: string[] = [];
  let end = chars.length;
  for (const index of Array.from(variables).reverse()) {
    for (let at = end - 1; at >= index; at--) stack.push(chars.charAt(at));
    end = index;
    const name = nameOnTop(stack);
    const value = name === undefined ? undefined : values.get(name);
    if (name === undefined || value === undefined) continue;
    budget.left -= value.length;
    if (budget.left < 0) return undefined;
    stack.length -= name.length + '${}'.length;
    for (let at = value.length - 1; at >= 0; at--) stack.push(value.charAt(at));
  }
  return chars.slice(0, end) + stack.reverse().join('');
}

/** The name in "${name}" when the stack, read from its top, starts with that. */
function nameOnTop(stack: readonly string[]): string | undefined {
  let at = stack.length - 2; // below "$"
  if (stack[at] !== '{') return undefined;
  const name: string[] = [];
  for (at--; at >= 0; at--) {
    const char = stack[at] ?? '';
    if (char === '}') return name.length === 0 ? undefined : name.join('');
    if (!nameChar.test(char)) return undefined;
    name.push(char);
  }
  return undefined;
}
