// Values as PHP's serialize() writes them: what Laravel keeps in Redis.

/**
 * @param {unknown} value null, boolean, number, string, array or plain object (becomes an associative array)
 * @returns {string}
 */
export function serialize(value) {
  if (value === null || value === undefined) return 'N;';
  if (typeof value === 'boolean') return `b:${value ? 1 : 0};`;
  if (typeof value === 'number') return Number.isInteger(value) ? `i:${value};` : `d:${value};`;
  if (typeof value === 'string') return `s:${Buffer.byteLength(value)}:"${value}";`;
  const entries = Array.isArray(value) ? value.map((item, index) => [index, item]) : Object.entries(value);
  return `a:${entries.length}:{${entries.map(([key, item]) => serialize(key) + serialize(item)).join('')}}`;
}

/**
 * An object of a class with public properties.
 * @param {string} className
 * @param {Record<string, unknown>} properties
 */
export function serializeObject(className, properties) {
  const entries = Object.entries(properties);
  const body = entries.map(([key, item]) => serialize(key) + serialize(item)).join('');
  return `O:${Buffer.byteLength(className)}:"${className}":${entries.length}:{${body}}`;
}
