/** The key that a page of an app is known by, also in a later window. */
export function pageKey(root: string, id: string): string {
  return JSON.stringify([root, id]);
}

/** App root and id of a key; nothing for the key of a page restored from an older version. */
export function parsePageKey(key: string): readonly [root: string, id: string] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(key);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!Array.isArray(value)) return undefined;
  const [root, id] = value as readonly unknown[];
  return typeof root === 'string' && typeof id === 'string' ? [root, id] : undefined;
}
