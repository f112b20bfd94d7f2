import type { Rule } from './rule';
import { debugInProduction } from './rules/foundations/debugInProduction';

/** Every lint rule. */
export const rules: readonly Rule[] = [debugInProduction];

/** The rule of a code such as "GEN002". */
export function ruleOf(code: string): Rule | undefined {
  return rules.find((rule) => rule.code === code);
}
