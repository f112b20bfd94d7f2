import { messageOf } from '../core/base/errors';

/**
 * What node's parseArgs found wrong, as one sentence. It throws a TypeError for every unknown or incomplete option, whose
 * first sentence says it; what follows is advice about "--", which leads to no option of ours.
 */
export function argumentProblem(error: unknown): string {
  const [first = ''] = messageOf(error).split(/\.\s|\n/, 1);
  return `${first.replace(/\.$/, '')}.`;
}
