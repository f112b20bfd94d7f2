import type { RestorePhase, RestorePlanContent } from '../../src/protocol/views/restorePlan';
import { Button } from '../toolkit';
import { Icon } from './icon';

/** Where the restore stands: what happened, and what is safe. */
export function phaseWords({ phase, target, tables, problem }: RestorePlanContent): {
  readonly title: string;
  readonly text: string;
} {
  const { database, live } = target;
  const part = tables.some(({ chosen }) => !chosen);
  const words: Readonly<Record<RestorePhase, readonly [title: string, text: string]>> = {
    plan: [
      'Nothing has changed yet',
      `The restore fills a new database beside ${live}. Your visitors notice nothing until you switch.`,
    ],
    restoring: [
      `Restoring into ${database}`,
      `${live} is not touched. You can close this page; leave the editor open.`,
    ],
    restored: [
      'The copy is complete',
      part
        ? `${live} is as it was. Take what you need from ${database}.`
        : `${live} is as it was. Compare the copy, then switch or remove it.`,
    ],
    switching: [
      `Exchanging ${live} with the copy`,
      'Every step is written down before it runs. Leave the editor open.',
    ],
    switched: [`${live} holds the backup now`, 'The data from before is kept. You can undo.'],
    undoing: [
      `Bringing back what ${live} held before`,
      'Every step is written down before it runs. Leave the editor open.',
    ],
    undone: [`${live} holds what it held before the switch`, 'The restored data is kept beside it.'],
    failed: ['This did not work', problem?.safe ?? 'What happened stands below.'],
  };
  const [title, text] = words[phase];
  return { title, text };
}

const icons: Readonly<Record<RestorePhase, readonly [icon: string, tone: string]>> = {
  plan: ['shield', 'plain'],
  restoring: ['sync', 'plain'],
  restored: ['pass', 'good'],
  switching: ['sync', 'plain'],
  switched: ['pass', 'good'],
  undoing: ['sync', 'plain'],
  undone: ['pass', 'good'],
  failed: ['error', 'bad'],
};

/** The page's first words, and the way to where it happens, at the end of a long page. */
export function PhaseLine({ content, onGo }: { readonly content: RestorePlanContent; readonly onGo: () => void }) {
  const { title, text } = phaseWords(content);
  const [icon, tone] = icons[content.phase];
  return (
    <div class={`phase phase-${content.phase}`}>
      <Icon name={icon} tone={tone} />
      <div>
        <p class="phase-title">{title}</p>
        <p class="note">{text}</p>
        <Button look="quiet" onClick={onGo}>
          {content.phase === 'plan' ? 'Go to Start' : 'Go to Progress and Result'}
        </Button>
      </div>
    </div>
  );
}

/** What went wrong, in three sentences that can be found at night. */
export function Problem({ problem }: { readonly problem: NonNullable<RestorePlanContent['problem']> }) {
  return (
    <div class="problem" role="alert">
      <dl>
        <div>
          <dt>
            <Icon name="error" tone="bad" /> What happened
          </dt>
          <dd>{problem.message}</dd>
        </div>
        {problem.safe === undefined ? null : (
          <div>
            <dt>
              <Icon name="shield" tone="good" /> Still safe
            </dt>
            <dd>{problem.safe}</dd>
          </div>
        )}
        {problem.next === undefined ? null : (
          <div>
            <dt>
              <Icon name="arrow-right" /> What to do
            </dt>
            <dd>{problem.next}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
