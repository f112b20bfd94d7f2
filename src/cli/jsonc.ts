/** Strings are kept, comments and commas before a closing bracket are taken out: what VS Code writes is then JSON. */
const parts = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(?=(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*[}\]])/g;

/** Parses JSON with comments and trailing commas, as VS Code's settings are; undefined when it is none. */
export function parseJsonc(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '').replace(parts, (part) => (part.startsWith('"') ? part : '')));
  } catch {
    return undefined; // the caller names the file
  }
}
