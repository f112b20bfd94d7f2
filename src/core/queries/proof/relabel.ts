import type { Plan } from '../explain/plan';

/**
 * A plan of the copy as one of the live schema: the name of the scratch schema, which is in nothing else, is replaced wherever
 * it stands.
 */
export function relabelled(plan: Plan, scratch: string, live: string): Plan {
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll(scratch, () => live);
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replace(each)]));
  };
  // Inside JSON text the name is written as JSON writes it.
  const inJson = JSON.stringify(live).slice(1, -1);
  const { raw, ...rest } = plan;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- texts become texts, the shape stays
  const shown = replace({ ...rest, raw: { columns: raw.columns, rows: raw.rows } }) as Plan;
  return {
    ...shown,
    schema: live,
    raw: {
      ...shown.raw,
      ...(raw.json === undefined ? {} : { json: raw.json.replaceAll(scratch, () => inJson) }),
    },
  };
}
