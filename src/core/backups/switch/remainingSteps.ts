import { gapSteps } from './gapSteps';
import { homeSteps, liveObjectSteps, prepareSteps } from './objectSteps';
import { checkPlaces } from './places';
import type { Seat, SwitchPlan } from './plan';
import { applyEffects, copyReality } from './reality';
import type { Reality } from './reality';
import type { SwitchStep } from './step';
import { triggersAtHome } from './triggerSteps';

/**
 * What is left to do until the contents of `seat` are live and the others are whole at home. Empty when everything is in
 * place. Pure: the same plan and the same reality give the same steps, so a switch can be cut after any step, or in the middle
 * of one, and carried out in either direction.
 *
 * Order: what can be taken back (`prepare`), the tables (`gap`), objects of the live database, then those at home, then
 * what is left over. Tables with triggers are renamed inside the live database first: from then until the new table is there
 * under the live name, a write fails loudly instead of escaping a trigger silently, also when we are killed in between.
 *
 * @throws OpsError `notAsPlanned`
 */
export function remainingSteps(plan: SwitchPlan, reality: Reality, seat: Seat): readonly SwitchStep[] {
  checkPlaces(plan, reality);
  const now = copyReality(reality);
  const steps: SwitchStep[] = [];
  for (const section of [prepareSteps, gapSteps, liveObjectSteps, triggersAtHome, homeSteps])
    for (const step of section(plan, now, seat)) {
      applyEffects(now, step.effects);
      steps.push(step);
    }
  return steps;
}
