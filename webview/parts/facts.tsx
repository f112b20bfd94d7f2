import type { Fact } from '../../src/protocol/views/common';
import { Icon } from './icon';

const icons = { good: 'pass', warning: 'warning', bad: 'error' } as const;

/** Named facts: `chips` in a flowing line, `lines` below each other. */
export function Facts({ facts, as }: { readonly facts: readonly Fact[]; readonly as: 'chips' | 'lines' }) {
  if (facts.length === 0) return null;
  return (
    <dl class={`facts ${as}`}>
      {facts.map(({ label, value, tone = 'plain' }) => (
        <div key={label} class="fact">
          <dt>{label}</dt>
          <dd>
            {tone === 'plain' ? null : <Icon name={icons[tone]} tone={tone} />}
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
