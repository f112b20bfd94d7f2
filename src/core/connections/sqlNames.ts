/** A name as SQL wants it: in backticks, its own doubled (MySQL manual, "Schema Object Names"). */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
