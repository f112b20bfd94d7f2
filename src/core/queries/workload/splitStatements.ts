/** The statements of a text, without the semicolons between them. Quotes and comments are opaque; comments alone are none. */
export function splitStatements(text: string): readonly string[] {
  const found: string[] = [];
  let from = 0;
  let at = 0;
  let said = false;
  const end = (): void => {
    const sql = text.slice(from, at).trim();
    if (said && sql !== '') found.push(sql);
    said = false;
  };
  while (at < text.length) {
    const char = text[at] ?? '';
    const two = text.slice(at, at + 2);
    if (two === '/*' && text[at + 2] !== '!') at = after(text, '*/', at + 2);
    else if (char === '#' || (two === '--' && /^(?:\s|$)/.test(text.slice(at + 2, at + 3)))) at = after(text, '\n', at);
    else if (char === "'" || char === '"' || char === '`') {
      said = true;
      at = quoteEnd(text, at, char);
    } else if (char === ';') {
      end();
      at++;
      from = at;
    } else {
      said ||= !/\s/.test(char);
      at++;
    }
  }
  end();
  return found;
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

function quoteEnd(text: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' && quote !== '`' ? 2 : 1;
  return Math.min(text.length, at + 1);
}
