import type { Expression } from '../laravel/php/syntax';

/** True for the facade of this name, imported ("Illuminate\\Support\\Facades\\Log") or by its alias in the root namespace. */
export function isFacade(className: string | Expression | undefined, name: string): boolean {
  return className === `Illuminate\\Support\\Facades\\${name}` || className === name;
}

/** What a chain of method calls begins with: `Mail::to($user)` in `Mail::to($user)->cc($other)->queue($mail)`. */
export function chainRoot(expression: Expression): Expression {
  let root = expression;
  while (root.kind === 'methodCall' || root.kind === 'property') root = root.target;
  return root;
}
