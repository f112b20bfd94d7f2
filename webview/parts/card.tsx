import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon';

interface CardProps {
  readonly title: string;
  readonly icon?: string;
  /** A few words at the right of the title. */
  readonly note?: string;
  readonly wide?: boolean;
  /** Without a frame: for content that has frames of its own. */
  readonly bare?: boolean;
  readonly children: ComponentChildren;
}

/** A titled region of a page. */
export function Card({ title, icon, note, wide = false, bare = false, children }: CardProps) {
  const id = useId();
  return (
    <section class={`card${wide ? ' wide' : ''}${bare ? ' bare' : ''}`} aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>
          {icon === undefined ? null : <Icon name={icon} />} {title}
        </h2>
        {note === undefined ? null : <p class="note">{note}</p>}
      </div>
      {children}
    </section>
  );
}
