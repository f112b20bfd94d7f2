const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Characters that a file may lose or that end its line. */
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f]/g;

/**
 * A text as a PHP string (PHP manual, "Strings"): in single quotes; in double quotes where it holds control characters, which
 * an editor or git might change. Whatever is in it, it ends at its own quote: "?>" does not leave PHP inside a string.
 */
export function phpString(text: string): string {
  if (text.search(control) < 0) return `'${text.replace(/[\\']/g, '\\$&')}'`;
  const inside = text
    .replace(/[\\"$]/g, '\\$&')
    .replace(control, (character) => escapes[character] ?? `\\x${hex(character)}`);
  return `"${inside}"`;
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(2, '0');
}

/** One line of a comment: no line ends, and no "?>", which would end PHP inside a comment of this kind. */
export function phpComment(text: string): string {
  return `// ${text.replace(/\s+/g, ' ').replace(control, '').replaceAll('?>', '? >')}`;
}

/** "'user_id'", or "['user_id', 'created_at']". */
export function phpNames(names: readonly string[], always = false): string {
  const [only] = names;
  if (only !== undefined && names.length === 1 && !always) return phpString(only);
  return `[${names.map(phpString).join(', ')}]`;
}
