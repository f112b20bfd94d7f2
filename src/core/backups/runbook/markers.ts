// What Laravel Ops writes into a document of people stands between two comments; everything else is theirs and stays.

/** One part of a document that is written anew each time. */
export interface GeneratedSection {
  /** Letters and digits: "where". */
  readonly name: string;
  /** Markdown without the marks, without line breaks at its ends. */
  readonly text: string;
}

const begin = (name: string): string => `<!-- laravel-ops:begin ${name} -->`;
const end = (name: string): string => `<!-- laravel-ops:end ${name} -->`;

const marks = /<!-- laravel-ops:(begin|end) /g;

/** A section with its marks; what looks like a mark inside it is none any more. */
export function marked({ name, text }: GeneratedSection): string {
  return `${begin(name)}\n${text.replace(marks, '<! -- laravel-ops:$1 ')}\n${end(name)}`;
}

/** Text that cannot be taken for a mark, whatever it says. */
export function withoutMarks(text: string): string {
  return text.replaceAll('<!--', '<! --').replaceAll('-->', '-- >');
}

/**
 * Writes sections into a document: each takes the place of the one of its name, one that is not there yet follows the section
 * before it, or the end. A begin without its end, or
 * with other marks before it, is no section and stays as it is. Line ends are the document's own.
 */
export function writeSections(document: string, sections: readonly GeneratedSection[]): string {
  const lineEnd = document.includes('\r\n') ? '\r\n' : '\n';
  let text = document.replaceAll('\r\n', '\n');
  let before: string | undefined;
  for (const section of sections) {
    const found = placesOf(text, section.name);
    const whole = marked(section);
    if (found.length > 0) {
      // From behind, so that places stay where they are. A section that somebody copied is written as often.
      for (const { start, stop } of found.toReversed()) text = text.slice(0, start) + whole + text.slice(stop);
    } else {
      const at = before === undefined ? undefined : placesOf(text, before).at(-1)?.stop;
      text =
        at === undefined
          ? `${text.replace(/\n+$/, '')}${text.trim() === '' ? '' : '\n\n'}${whole}\n`
          : `${text.slice(0, at)}\n\n${whole}${text.slice(at)}`;
    }
    before = section.name;
  }
  return lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd);
}

/** What stands between the marks of a section, or undefined when it is not there. */
export function readSection(document: string, name: string): string | undefined {
  const text = document.replaceAll('\r\n', '\n');
  const [place] = placesOf(text, name);
  return place === undefined
    ? undefined
    : text.slice(place.start + begin(name).length, place.stop - end(name).length).replace(/^\n|\n$/g, '');
}

/** Every whole section of a name: a begin and its end with no other mark in between. */
function placesOf(text: string, name: string): readonly { readonly start: number; readonly stop: number }[] {
  const places: { start: number; stop: number }[] = [];
  for (let from = 0; ; ) {
    const stop = text.indexOf(end(name), from);
    if (stop < 0) return places;
    const start = text.lastIndexOf(begin(name), stop);
    const inside = text.slice(start + begin(name).length, stop);
    if (start >= from && inside.search(marks) < 0) places.push({ start, stop: stop + end(name).length });
    from = stop + end(name).length;
  }
}
