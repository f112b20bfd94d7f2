import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RestoreAction, RestorePlanContent } from '../../src/protocol/views/restorePlan';
import { Button } from '../toolkit';

const buttons: Readonly<Record<RestoreAction, { readonly title: string; readonly icon?: string }>> = {
  verify: { title: 'Verify Now', icon: 'verified' },
  givePassword: { title: 'Give Password…', icon: 'key' },
  start: { title: 'Start Restore…' },
  switch: { title: 'Switch…' },
  undo: { title: 'Undo…', icon: 'discard' },
  cancel: { title: 'Cancel', icon: 'debug-stop' },
  dropCopy: { title: 'Remove Copy…', icon: 'trash' },
  dropOld: { title: 'Remove Old Data…', icon: 'trash' },
  copyReport: { title: 'Copy Report', icon: 'copy' },
};

/** Buttons for what can be done now, of the given ones, in their order. The first of start and switch stands out. */
export function Actions(props: {
  readonly can: readonly RestoreAction[];
  readonly of: readonly RestoreAction[];
  readonly onAct: (action: RestoreAction) => void;
}) {
  return (
    <>
      {props.of
        .filter((action) => props.can.includes(action))
        .map((action) => {
          const { title, icon } = buttons[action];
          return (
            <Button
              key={action}
              look={action === 'start' || action === 'switch' ? 'primary' : 'secondary'}
              {...(icon === undefined ? {} : { icon })}
              onClick={() => props.onAct(action)}
            >
              {title}
            </Button>
          );
        })}
    </>
  );
}

/** What runs, and what is offered after it. */
export const runActions = ['start', 'cancel', 'switch', 'undo', 'copyReport', 'dropCopy', 'dropOld'] as const;

/** Why the restore cannot start yet, in a sentence; undefined when nothing of the checklist stands against it. */
export function whatBlocks({ preflight, password }: RestorePlanContent): string | undefined {
  if (password === 'needed') return 'Give the password of the archive first.';
  const failed = preflight.filter(({ outcome }) => outcome === 'fail').length;
  if (failed > 0) return failed === 1 ? 'One check blocks the restore.' : `${failed} checks block the restore.`;
  const open = preflight.filter(({ outcome, accepted }) => outcome === 'warn' && !accepted).length;
  if (open > 0)
    return open === 1 ? 'One warning waits for you to accept it.' : `${open} warnings wait for you to accept them.`;
  return undefined;
}

/**
 * Keeps the keyboard where it was: when the button with the focus goes, because its time is over, the heading of its section
 * takes the focus, and not the top of the page.
 */
export function useKeptFocus(
  section: RefObject<HTMLElement | null>,
  heading: RefObject<HTMLElement | null>,
  can: string,
): void {
  const inside = useRef(false);
  useLayoutEffect(() => {
    const element = section.current;
    if (element === null) return undefined;
    const entered = (): void => {
      inside.current = true;
    };
    const left = (event: FocusEvent): void => {
      // A button that is removed loses the focus to nothing; one that is left loses it to another.
      if (event.relatedTarget !== null) inside.current = false;
    };
    element.addEventListener('focusin', entered);
    element.addEventListener('focusout', left);
    return () => {
      element.removeEventListener('focusin', entered);
      element.removeEventListener('focusout', left);
    };
  }, [section]);
  useLayoutEffect(() => {
    const at = heading.current?.ownerDocument.activeElement;
    if (inside.current && (at === null || at === at?.ownerDocument.body))
      heading.current?.focus({ preventScroll: true });
  }, [heading, can]);
}
