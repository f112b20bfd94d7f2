/**
 * Whether a server's version ("10.11.14-MariaDB-0+deb12u2", "8.0.36", "5.5.5-10.6.16-MariaDB" as old drivers are told) is at
 * least the wanted one; what it does not say counts as 0.
 */
export function atLeastVersion(version: string, wanted: readonly number[]): boolean {
  const parts = version
    .replace(/^5\.5\.5-(?=1\d\.)/, '')
    .split(/[.-]/)
    .map(Number);
  for (const [at, least] of wanted.entries()) {
    const part = parts[at] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
