import { execFileSync } from 'node:child_process';
import { assert, constantFrom, property, sample, string } from 'fast-check';
import { expect, test } from 'vitest';
import {
  cronCommand,
  plainName,
  shellArgument,
  systemdArgument,
  windowsArgument,
  xmlText,
} from '../../../../../src/core/backups/setup/quoting';

/** Whatever a folder may be called. */
const path = string({
  unit: constantFrom(...Array.from('ab /\\"\'%$&<>!*?;|~`#()[]{}^,:=+@.-_é日😀')),
  minLength: 1,
  maxLength: 20,
});

test.skipIf(process.platform === 'win32')('a shell reads an argument back as it was', () => {
  const odd = sample(path, { seed: 3, numRuns: 200 });
  const line = `printf '%s\\n' ${odd.map(shellArgument).join(' ')}`;
  expect(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' })).toBe(`${odd.join('\n')}\n`);
});

/** What cron does to a command (crontab(5)): an unescaped % ends it, the backslash before one is taken away. */
function readByCron(line: string): string {
  expect(line).not.toMatch(/(?<!\\)%/);
  return line.replaceAll('\\%', '%');
}

test('cron gives the shell the command as it was', () => {
  assert(
    property(path, (text) => {
      expect(readByCron(cronCommand(shellArgument(text)))).toBe(shellArgument(text));
    }),
    { seed: 3 },
  );
});

/** CommandLineToArgvW for one argument, as Microsoft documents it: 2n backslashes and a quote end, 2n+1 and a quote are one. */
function readByWindows(line: string): string {
  let out = '';
  let quoted = false;
  for (let at = 0; at < line.length; ) {
    const slashes = /^\\*/.exec(line.slice(at))![0].length;
    at += slashes;
    if (line[at] === '"') {
      out += '\\'.repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) out += '"';
      else quoted = !quoted;
      at++;
    } else {
      out += '\\'.repeat(slashes);
      const character = line[at] ?? '';
      if (!quoted) expect(character).not.toMatch(/\s/);
      out += character;
      at++;
    }
  }
  expect(quoted).toBe(false);
  return out;
}

test('Windows reads an argument back as it was', () => {
  expect(windowsArgument('C:\\My Apps\\')).toBe('"C:\\My Apps\\\\"');
  assert(
    property(path, (text) => {
      expect(readByWindows(windowsArgument(text))).toBe(text);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('systemd doubles what it would replace and quotes what it would split', () => {
  expect(systemdArgument('/usr/bin/php')).toBe('/usr/bin/php');
  expect(systemdArgument('/srv/my shop')).toBe('"/srv/my shop"');
  expect(systemdArgument('/srv/100%/$HOME "x" \\n')).toBe('"/srv/100%%/$$HOME \\"x\\" \\\\n"');
});

test('XML is text again', () => {
  expect(xmlText(`a & b < c > "d" 'e'`)).toBe('a &amp; b &lt; c &gt; &quot;d&quot; &apos;e&apos;');
});

test.each(['/srv/a\nb', '/srv/a\rb', '/srv/a\u0000b', '/srv/a\u0007b'])('%j is refused everywhere', (text) => {
  for (const write of [shellArgument, cronCommand, systemdArgument, windowsArgument, xmlText])
    expect(() => write(text)).toThrow('control character');
});

test('names for tasks are plain', () => {
  expect(plainName('Müller & Söhne: "shop"')).toBe('Müller-Söhne-shop');
  expect(plainName('../..')).toBe('laravel');
});
