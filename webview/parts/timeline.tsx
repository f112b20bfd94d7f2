import type { RunningStep } from '../../src/protocol/views/restorePlan';
import { ProgressRing } from '../toolkit';
import { Facts } from './facts';
import { Icon } from './icon';

const states = {
  waiting: { word: 'Waiting', icon: 'circle-large-outline', tone: 'plain' },
  running: { word: 'Running', icon: 'sync', tone: 'plain' },
  done: { word: 'Done', icon: 'pass', tone: 'good' },
  failed: { word: 'Failed', icon: 'error', tone: 'bad' },
  cancelled: { word: 'Cancelled', icon: 'circle-slash', tone: 'warning' },
} as const;

/** What runs and what ran. Each figure has a place of its own, so that nothing moves while they change. */
export function Timeline({ steps }: { readonly steps: readonly RunningStep[] }) {
  if (steps.length === 0) return null;
  return (
    <ol class="timeline">
      {steps.map((step, at) => (
        <li key={at} class={`step step-${step.state}`}>
          {step.state === 'running' ? (
            <ProgressRing name={step.title} />
          ) : (
            <Icon name={states[step.state].icon} tone={states[step.state].tone} />
          )}
          <div class="check-body">
            <h3>
              {step.title} <span class="note">· {states[step.state].word}</span>
            </h3>
            {step.share === undefined || step.state === 'waiting' ? null : (
              <Bar share={step.share} title={step.title} />
            )}
            {step.figures === undefined ? null : (
              <div class="figures">
                <Facts as="lines" facts={step.figures} />
              </div>
            )}
            {step.detail === undefined ? null : <p class="note step-detail">{step.detail}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Bar({ share, title }: { readonly share: number; readonly title: string }) {
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div class="progress">
      <div
        class="progress-bar"
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <span style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
      </div>
      <span class="progress-number" aria-hidden="true">
        {percent} %
      </span>
    </div>
  );
}

/**
 * What a screen reader is told of it: each new state of a step, and every tenth of its way. The same words until then, so that
 * it is not told the same thing several times a second.
 */
export function spokenProgress(steps: readonly RunningStep[]): string {
  const step = steps.find(({ state }) => state === 'running') ?? steps.findLast(({ state }) => state !== 'waiting');
  if (step === undefined) return '';
  if (step.state !== 'running') return `${step.title}: ${states[step.state].word.toLowerCase()}.`;
  const tenths = Math.floor(Math.min(1, Math.max(0, step.share ?? 0)) * 10) * 10;
  return tenths === 0 ? `${step.title}.` : `${step.title}: ${tenths} %.`;
}
