import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, test, vi } from 'vitest';
import { sparkPath } from '../../webview/parts/sparkline';
import { Checkbox, registerToolkit, TextField } from '../../webview/toolkit';

// The toolkit needs a browser that knows constructed style sheets; here we only look at what is asked of it.
const registered = vi.hoisted(() => ({ prefix: '', names: [] as string[] }));
vi.mock('@vscode/webview-ui-toolkit', async (original) => ({
  ...(await original<object>()),
  provideVSCodeDesignSystem: () => ({
    withPrefix(prefix: string) {
      registered.prefix = prefix;
      return { register: (...components: object[]) => registered.names.push(...components.map(String)) };
    },
  }),
}));

test('the toolkit registers under our own prefix', () => {
  registerToolkit();
  expect(registered.prefix).toBe('ops');
  expect(registered.names.length).toBeGreaterThan(5);
});

const files = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });

test('one file imports the toolkit, and no page has a control of its own', () => {
  for (const file of files('webview').filter((path) => /\.tsx?$/.test(path))) {
    const text = readFileSync(file, 'utf8');
    if (!file.endsWith('toolkit.ts')) expect(text, file).not.toContain('webview-ui-toolkit');
    expect(text, file).not.toMatch(/<(button|input|select|textarea|a)[\s>]/);
    expect(text, file).not.toMatch(/innerHTML|dangerouslySetInnerHTML|outerHTML|insertAdjacentHTML/);
  }
});

test('styles take colours from the theme only', () => {
  for (const file of files('webview').filter((path) => path.endsWith('.css'))) {
    const text = readFileSync(file, 'utf8');
    expect(text, file).not.toMatch(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i);
    // Empty in high contrast, or too pale in light themes.
    expect(text, file).not.toMatch(/--vscode-(charts-orange|testing-iconPassed)/);
  }
});

test('a field keeps its name though the element gives itself another when it is inserted', async () => {
  class Field extends HTMLElement {
    connectedCallback() {
      this.setAttribute('aria-label', 'Text field');
    }
  }
  customElements.define('ops-text-field', Field);
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  await act(async () => render(<TextField name="Filter" value="" onInput={() => undefined} />, root));
  expect(root.firstElementChild?.getAttribute('aria-label')).toBe('Filter');
});

test('a box keeps its name, and shows what it was told and not what it was clicked to', async () => {
  class Box extends HTMLElement {
    checked = false;
    connectedCallback() {
      this.setAttribute('aria-label', 'Accept');
    }
  }
  customElements.define('ops-checkbox', Box);
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const asked: boolean[] = [];
  const draw = () =>
    act(async () =>
      render(
        <Checkbox name="Accept: Free disk" checked={false} onChange={(now) => asked.push(now)}>
          Accept
        </Checkbox>,
        root,
      ),
    );
  await draw();
  const box = root.firstElementChild as Box;
  expect(box.getAttribute('aria-label')).toBe('Accept: Free disk');
  box.checked = true;
  box.dispatchEvent(new Event('change'));
  expect(asked).toEqual([true]);
  await draw();
  expect(box.checked).toBe(false);
  box.dispatchEvent(new Event('change'));
  expect(asked).toEqual([true]);
});

test('a sparkline begins at zero and copes with one point and with none', () => {
  expect(sparkPath([])).toEqual([]);
  expect(sparkPath([5])).toEqual([[160, 4]]);
  const [low, high] = sparkPath([50, 100]);
  expect(low).toEqual([4, 28]);
  expect(high).toEqual([316, 4]);
});
