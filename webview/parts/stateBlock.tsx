import type { ComponentChildren } from 'preact';
import type { BlockState } from '../../src/protocol/views/common';
import { Button, ProgressRing } from '../toolkit';
import { Icon } from './icon';

const icons = {
  ready: 'info',
  empty: 'info',
  error: 'error',
  noPrivilege: 'key',
  untrusted: 'shield',
  off: 'circle-slash',
} as const;

interface StateBlockProps {
  readonly state: BlockState;
  readonly onRun: (command: string) => void;
}

/** Says why there is nothing to see, or what is wrong with what is seen, and offers the one thing to do about it. */
export function StateBlock({ state, onRun }: StateBlockProps) {
  const { kind, message, action } = state;
  const tone = kind === 'error' ? 'bad' : kind === 'noPrivilege' ? 'warning' : 'plain';
  return (
    <div class={`state state-${kind}`} role="status">
      {kind === 'loading' ? <ProgressRing name={message ?? 'Loading'} /> : <Icon name={icons[kind]} tone={tone} />}
      <div>
        <p class="state-message">{message ?? (kind === 'loading' ? 'Loading…' : '')}</p>
        {action === undefined ? null : <Button onClick={() => onRun(action.command)}>{action.title}</Button>}
      </div>
    </div>
  );
}

/** The block's content when it is ready; else its state, above the last content where `keep` says there is some. */
export function WithState(props: StateBlockProps & { readonly keep?: boolean; readonly children: ComponentChildren }) {
  if (props.state.kind === 'ready' && props.state.message === undefined) return <>{props.children}</>;
  const shown = props.state.kind === 'ready' || props.keep === true;
  return (
    <>
      <StateBlock state={props.state} onRun={props.onRun} />
      {shown ? props.children : null}
    </>
  );
}

/** What a request answered instead of a result, until it is dismissed. */
export function Failure({
  message,
  onDismiss,
}: {
  readonly message: string | undefined;
  readonly onDismiss: () => void;
}) {
  if (message === undefined) return null;
  return (
    <div class="failure" role="alert">
      <Icon name="error" tone="bad" />
      <p>{message}</p>
      <Button look="icon" icon="close" name="Dismiss" onClick={onDismiss} />
    </div>
  );
}
