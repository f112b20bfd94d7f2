/** First letter of every word after a blank, as ucwords() without a second argument. */
export function upperWords(text: string): string {
  return text.replace(
    /(^|[ \t\r\n\f\v])([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}
