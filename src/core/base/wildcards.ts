/**
 * Whether a text is made of these parts one after the other; `undefined` stands for any text. Each part is taken where it
 * is found first, which never has to be taken back: paths and patterns of a hostile repository cost no more than others.
 */
export function matchesParts(text: string, parts: readonly (string | undefined)[]): boolean {
  const last = parts.at(-1);
  let at = 0;
  let open = false;
  for (const [index, part] of parts.entries()) {
    if (part === undefined) {
      open = true;
    } else if (open && index === parts.length - 1) {
      return text.length - part.length >= at && text.endsWith(part);
    } else {
      const found = open ? text.indexOf(part, at) : text.startsWith(part, at) ? at : -1;
      if (found === -1) return false;
      at = found + part.length;
      open = false;
    }
  }
  return last === undefined ? parts.length > 0 : at === text.length;
}

/** A name against a pattern in which `*` stands for any text: Illuminate\Support\Str::is(). */
export function matchesStars(text: string, pattern: string): boolean {
  return matchesParts(
    text,
    pattern.split(/(\*)/).map((part) => (part === '*' ? undefined : part)),
  );
}

/** glob() on whole paths, with `*` and `?`, which stand for no slash. */
export function matchesGlob(path: string, pattern: string): boolean {
  const [folders, names] = [path.split('/'), pattern.split('/')];
  return folders.length === names.length && folders.every((name, index) => matchesName(name, names[index] ?? ''));
}

/** The last `*` alone is taken back: what stands before it has matched. */
function matchesName(name: string, pattern: string): boolean {
  let at = 0;
  let star = -1;
  let afterStar = 0;
  for (let index = 0; index < name.length; ) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at++;
      afterStar = index;
    } else if (wanted === '?' || wanted === name[index]) {
      at++;
      index++;
    } else if (star !== -1) {
      at = star + 1;
      index = ++afterStar;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
