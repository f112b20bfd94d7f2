import { callRange } from '../../../code/callRange';
import type { Location } from '../../../finding';
import type { RuleContext } from '../../rule';

/** The place of a call without the semicolon behind it: an edit at its end goes on with the chain. */
export function callPlace(context: RuleContext, { file, range }: Location): Location {
  const text = context.textOf(file);
  return text === undefined ? { file, range } : { file, range: callRange(text, range) };
}
