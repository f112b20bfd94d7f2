/**
 * Views in an order in which each comes after those that it names, as far as there is one. SHOW CREATE VIEW writes every name
 * in backticks; a name that is a column's and not a view's only adds an order that nobody needs.
 */
export function viewOrder(views: readonly { readonly name: string; readonly create: string }[]): readonly string[] {
  const names = new Set(views.map(({ name }) => name));
  const uses = new Map(
    views.map(({ name, create }) => [
      name,
      Array.from(create.matchAll(/`((?:[^`]|``)*)`/g), ([, used = '']) => used.replaceAll('``', '`')).filter(
        (used) => used !== name && names.has(used),
      ),
    ]),
  );
  const ordered: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const used of uses.get(name) ?? []) visit(used);
    ordered.push(name);
  };
  for (const { name } of views) visit(name);
  return ordered;
}
