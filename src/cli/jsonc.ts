/** Strings are kept. What is not closed goes on to the end, so that each of its beginnings is looked at once. */
const comments = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const lastCommas = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|,(?=\s*[}\]])/g;

/** Parses JSON with comments and trailing commas, as VS Code's settings are; undefined when it is none. */
export function parseJsonc(text: string): unknown {
  const kept = (part: string): string => (part.startsWith('"') ? part : '');
  try {
    return JSON.parse(
      text
        .replace(/^\uFEFF/, '')
        .replace(comments, kept)
        .replace(lastCommas, kept),
    );
  } catch {
    return undefined; // the caller names the file
  }
}
