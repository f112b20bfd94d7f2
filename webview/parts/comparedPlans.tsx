import { useState } from 'preact/hooks';
import type { PlanModel } from '../../src/protocol/views/explain';
import type { ComparedPlans } from '../../src/protocol/views/indexEvidence';
import { PlanTree } from './planTree';
import { SqlText } from './sqlText';

/** Plans of one statement without and with an index, beside each other. */
export function PlanComparison({ plans }: { readonly plans: ComparedPlans }) {
  return (
    <section class="compared-plans" aria-label={`Plans of ${plans.text}`}>
      <SqlText text={plans.text} />
      <ul class="headlines">
        {plans.headline.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <div class="two-plans">
        <OnePlan title="Without the index" plan={plans.before} />
        <OnePlan title="With the index" plan={plans.after} />
      </div>
    </section>
  );
}

function OnePlan({ title, plan }: { readonly title: string; readonly plan: PlanModel }) {
  const [selected, setSelected] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string, open: boolean): void => {
    const next = new Set(closed);
    if (open) next.delete(id);
    else next.add(id);
    setClosed(next);
  };
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {plan.nodes.length === 0 ? (
        <p class="note">No plan.</p>
      ) : (
        <PlanTree
          name={title}
          nodes={plan.nodes}
          selected={selected}
          closed={closed}
          onSelect={setSelected}
          onToggle={toggle}
        />
      )}
    </section>
  );
}
