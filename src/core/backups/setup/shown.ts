import type { SetupPreview } from './job';
import { windowsArgument } from './quoting';
import { utf16Bytes } from './windowsTask';

/** One text that a person can use as it stands: what it is for is said in its own comments. */
export interface ShownSetup {
  readonly text: string;
  /** Id of a language that every VS Code has. */
  readonly language: string;
  /** What is put into force with it, ready for the clipboard. */
  readonly copy?: { readonly title: 'Copy Line' | 'Copy Script'; readonly text: string };
  /** To be written in an encoding that no editor saves by itself, and the command that then takes it. */
  readonly file?: { readonly name: string; readonly bytes: Uint8Array; readonly command: (path: string) => string };
}

/** A crontab line under its explanation. */
export function shownCrontab(preview: SetupPreview): ShownSetup {
  const [line = ''] = preview.files.map(({ text }) => text.trimEnd());
  return {
    text: `${comments('# ', about(preview))}\n${line}\n`,
    language: 'shellscript',
    copy: { title: 'Copy Line', text: line },
  };
}

/** Both units as one script for a shell (POSIX here-documents). Nothing in a unit's line can end them. */
export function shownSystemd(preview: SetupPreview): ShownSetup {
  const files = preview.files.map(
    ({ name, text }) => `sudo tee /etc/systemd/system/${name} > /dev/null <<'END'\n${text.trimEnd()}\nEND\n`,
  );
  const script = [...files, preview.commands.join('\n'), ''].join('\n');
  const undo = comments('# ', ['To take it away again:', ...preview.undo.map((command) => `  ${command}`)]);
  return {
    text: `#!/bin/sh\n${comments('# ', [...about(preview), 'This script does both.'])}\n${script}\n${undo}`,
    language: 'shellscript',
    copy: { title: 'Copy Script', text: script },
  };
}

/** The task file, with what to do with it as its comment. */
export function shownWindowsTask(preview: SetupPreview): ShownSetup {
  const [{ name, text } = { name: 'task.xml', text: '' }] = preview.files;
  const lines = [
    ...about(preview),
    'Save it with Save File…: schtasks takes UTF-16 alone, which a plain save does not write. Then run:',
    ...preview.commands.map((command) => `  ${command}`),
    'To take it away again:',
    ...preview.undo.map((command) => `  ${command}`),
  ];
  // "--" ends no comment and is forbidden in one (XML 1.0, 2.5); the command is on the clipboard after saving.
  const comment = lines.filter((line) => !line.includes('--')).map((line) => `  ${line}`);
  const unix = text.replaceAll('\r\n', '\n');
  const declared = unix.indexOf('\n') + 1;
  const [command = ''] = preview.commands;
  return {
    text: `${unix.slice(0, declared)}<!--\n${comment.join('\n')}\n-->\n${unix.slice(declared)}`,
    language: 'xml',
    file: {
      name,
      bytes: utf16Bytes(text),
      command: (path) => command.replace(new RegExp(`${escaped(name)}$`), () => windowsArgument(path)),
    },
  };
}

/** A task for tasks.json. */
export function shownEditorTask(preview: SetupPreview): ShownSetup {
  const [text = ''] = preview.files.map((file) => file.text);
  return { text: `${comments('// ', about(preview))}${text}`, language: 'jsonc' };
}

function about({ title, explanation, remarks }: SetupPreview): readonly string[] {
  return [title, explanation, ...remarks];
}

function comments(mark: string, lines: readonly string[]): string {
  return lines.map((line) => `${mark}${line}\n`).join('');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
