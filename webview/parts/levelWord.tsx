import { levels } from '../../src/protocol/views/securityLog';
import { Icon } from './icon';
import { marks } from './logKeys';

/** A level as shape and word. A word that is no level of Monolog's stands alone. */
export function LevelWord({ level }: { readonly level: string }) {
  const known = levels.find((each) => each === level.toLowerCase());
  if (known === undefined) return <span class="level">{level}</span>;
  const { word, icon, tone } = marks[known];
  return (
    <span class="level">
      <Icon name={icon} tone={tone} /> <span class="level-word">{word}</span>
    </span>
  );
}
