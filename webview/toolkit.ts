// The only importer of @vscode/webview-ui-toolkit: leaving that library is a change of this file. The prefix keeps our
// elements apart from another library's that might register the same names.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { type Attributes, type ComponentChildren, h, type RefObject, type VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** An element of the toolkit: Preact's types know HTML's own elements only. */
function element(tag: string, attributes: object, ...children: ComponentChildren[]): VNode {
  return h(tag, attributes as Attributes, ...children) as VNode;
}

/** Defines the elements. Call once, before anything is mounted. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem()
    .withPrefix('ops')
    .register(
      vsCodeButton(),
      vsCodeCheckbox(),
      vsCodeDropdown(),
      vsCodeOption(),
      vsCodePanels(),
      vsCodePanelTab(),
      vsCodePanelView(),
      vsCodeProgressRing(),
      vsCodeTextField(),
    );
}

export interface ButtonProps {
  /** `quiet`: text in the colour of a link, for actions that repeat in lists. `icon`: a codicon alone, `name` needed. */
  readonly look?: 'primary' | 'secondary' | 'quiet' | 'icon';
  readonly icon?: string;
  /** What a screen reader says instead of the text; begins with the text where there is one. */
  readonly name?: string;
  readonly hint?: string;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly onClick: () => void;
  readonly children?: ComponentChildren;
}

export function Button(props: ButtonProps): VNode {
  const { look = 'secondary', icon, name, hint, disabled = false, pressed, onClick, children } = props;
  const attributes = {
    class: look === 'quiet' ? 'quiet' : undefined,
    appearance: look === 'quiet' ? 'icon' : look,
    'aria-label': name ?? (look === 'quiet' ? textOf(children) : undefined),
    'aria-pressed': pressed === undefined ? undefined : String(pressed),
    title: hint,
    disabled,
    onClick: disabled ? undefined : onClick,
  };
  const glyph = icon === undefined ? null : h('span', glyphOf(icon, look === 'icon' ? undefined : 'start'));
  return element('ops-button', attributes, glyph, children);
}

function glyphOf(icon: string, slot: string | undefined): Record<string, unknown> {
  return { class: `codicon codicon-${icon}`, 'aria-hidden': 'true', slot };
}

function textOf(children: ComponentChildren): string | undefined {
  return typeof children === 'string' ? children : undefined;
}

/** A string property of the element that an event came from. */
function propertyOf(event: Event, name: 'value' | 'activeid'): string | undefined {
  const value: unknown = event.currentTarget === null ? undefined : Reflect.get(event.currentTarget, name);
  return typeof value === 'string' ? value : undefined;
}

export interface CheckboxProps {
  readonly checked: boolean;
  /** What a screen reader says instead of the text; begins with the text. */
  readonly name?: string;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ComponentChildren;
}

/** A box to tick. It shows `checked`, also where a click was refused. */
export function Checkbox({ checked, name, disabled = false, onChange, children }: CheckboxProps): VNode {
  const box = useRef<HTMLElement>(null);
  // The element ticks itself when clicked, whatever becomes of the click, and calls itself by its text when it is inserted.
  useLayoutEffect(() => {
    if (box.current !== null) Reflect.set(box.current, 'checked', checked);
    if (name !== undefined) box.current?.setAttribute('aria-label', name);
  });
  const changed = (event: Event): void => {
    const now: unknown = event.currentTarget === null ? undefined : Reflect.get(event.currentTarget, 'checked');
    // The element also reports the value that we gave it.
    if (typeof now === 'boolean' && now !== checked) onChange(now);
  };
  return element('ops-checkbox', { ref: box, 'aria-label': name, disabled, onChange: changed }, children);
}

export interface DropdownProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly { readonly id: string; readonly title: string }[];
  readonly disabled?: boolean;
  readonly onChange: (id: string) => void;
}

export function Dropdown({ name, value, options, disabled = false, onChange }: DropdownProps): VNode {
  const changed = (event: Event): void => {
    const id = propertyOf(event, 'value');
    // The element also reports the value that we gave it.
    if (id !== undefined && id !== value) onChange(id);
  };
  return element(
    'ops-dropdown',
    { 'aria-label': name, value, disabled, onChange: changed },
    options.map(({ id, title }) => element('ops-option', { key: id, value: id, selected: id === value }, title)),
  );
}

export interface TextFieldProps {
  readonly name: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly icon?: string;
  readonly fieldRef?: RefObject<HTMLElement | null>;
  readonly onInput: (text: string) => void;
}

export function TextField({ name, value, placeholder, icon, fieldRef, onInput }: TextFieldProps): VNode {
  const own = useRef<HTMLElement>(null);
  const field = fieldRef ?? own;
  // The element calls itself "Text field" whenever it is inserted, whatever it was called before.
  useLayoutEffect(() => field.current?.setAttribute('aria-label', name), [field, name]);
  const typed = (event: Event): void => onInput(propertyOf(event, 'value') ?? '');
  return element(
    'ops-text-field',
    { 'aria-label': name, value, placeholder, ref: field, onInput: typed },
    icon === undefined ? null : h('span', glyphOf(icon, 'start')),
  );
}

/** Something is under way. The element calls itself an alert, which interrupts a reader each time: it is a progress bar. */
export function ProgressRing({ name }: { readonly name: string }): VNode {
  const ring = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    ring.current?.setAttribute('role', 'progressbar');
    ring.current?.setAttribute('aria-label', name);
    ring.current?.removeAttribute('aria-live');
  }, [name]);
  return element('ops-progress-ring', { ref: ring });
}

export interface PanelsProps {
  readonly name: string;
  readonly active: string;
  readonly tabs: readonly { readonly id: string; readonly title: string; readonly content: ComponentChildren }[];
  readonly onChange: (id: string) => void;
}

/** Tabs with one panel each. */
export function Panels({ name, active, tabs, onChange }: PanelsProps): VNode {
  const changed = (event: Event): void => {
    const id = propertyOf(event, 'activeid')?.replace(/^tab-/, '');
    if (id !== undefined && id !== active) onChange(id);
  };
  return element('ops-panels', { 'aria-label': name, activeid: `tab-${active}`, onChange: changed }, [
    ...tabs.map(({ id, title }) => element('ops-panel-tab', { key: `tab-${id}`, id: `tab-${id}` }, title)),
    ...tabs.map(({ id, content }) => element('ops-panel-view', { key: `view-${id}`, id: `view-${id}` }, content)),
  ]);
}
