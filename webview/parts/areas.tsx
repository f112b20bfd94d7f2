import type { AreaTile, Grade } from '../../src/protocol/views/dashboard';
import { Button } from '../toolkit';
import { Card } from './card';
import { grades } from './grades';
import { Icon } from './icon';

/** "3 covered, 2 partial, 2 gaps, 3 unknown": an application that nobody looked at cannot look good. */
export function gradeSummary(areas: readonly Pick<AreaTile, 'grade'>[]): string {
  const count = (grade: Grade): number => areas.filter((area) => area.grade === grade).length;
  return (['covered', 'partial', 'gap', 'unknown'] as const)
    .filter((grade) => count(grade) > 0)
    .map(
      (grade) => `${count(grade)} ${grades[grade].word.toLowerCase()}${grade === 'gap' && count(grade) > 1 ? 's' : ''}`,
    )
    .join(', ');
}

/** The ten areas, each a title, a word with its reason, and what to do. */
export function Areas({
  areas,
  onRun,
}: {
  readonly areas: readonly AreaTile[];
  readonly onRun: (command: string) => void;
}) {
  return (
    <Card title="Readiness" icon="checklist" note={gradeSummary(areas)} bare>
      <ul class="tiles">
        {areas.map(({ id, title, grade, reason, action }) => (
          <li key={id} class={`tile grade-${grade}`}>
            <h3 class="tile-title" title={title}>
              <Icon name={grades[grade].icon} tone={grades[grade].tone} /> {title}
            </h3>
            <p class="tile-reason" title={`${grades[grade].word} · ${reason}`}>
              {grades[grade].word} <span class="note">· {reason}</span>
            </p>
            {action === undefined ? null : (
              <Button
                look="icon"
                icon="arrow-right"
                name={`${action.title}: ${title}`}
                hint={action.title}
                onClick={() => onRun(action.command)}
              />
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
