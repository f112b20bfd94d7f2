import { expect, test } from 'vitest';
import { crontabPreview } from '../../../../../src/core/backups/setup/crontab';
import { editorTaskPreview } from '../../../../../src/core/backups/setup/editorTask';
import type { Job } from '../../../../../src/core/backups/setup/job';
import {
  shownCrontab,
  shownEditorTask,
  shownSystemd,
  shownWindowsTask,
} from '../../../../../src/core/backups/setup/shown';
import { systemdPreview } from '../../../../../src/core/backups/setup/systemd';
import { windowsTaskPreview } from '../../../../../src/core/backups/setup/windowsTask';

const job: Job = {
  kind: 'backup',
  root: '/srv/my shop',
  application: 'my shop',
  program: ['/usr/bin/node', '/opt/cli.js'],
};
const windowsJob: Job = { ...job, root: 'C:/www/shop', program: ['C:/node/node.exe', 'C:/cli.js'] };

test('a crontab line stands below comments, and is what is copied', () => {
  const { text, copy, language } = shownCrontab(crontabPreview(job));
  const lines = text.trimEnd().split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([copy?.text]);
  expect(copy?.text).toMatch(/^30 1 \* \* \* cd '\/srv\/my shop' && /);
  expect(language).toBe('shellscript');
});

test('a systemd timer is one script that says how to take it away', () => {
  const { text, copy } = shownSystemd(systemdPreview(job, 'www-data'));
  expect(text).toMatchInlineSnapshot(`
    "#!/bin/sh
    # Backup of my shop
    # Put both files into /etc/systemd/system and start the timer.
    # What it prints: journalctl -u laravel-ops-backup-my-shop.service
    # This script does both.

    sudo tee /etc/systemd/system/laravel-ops-backup-my-shop.service > /dev/null <<'END'
    [Unit]
    Description=Backup of my shop

    [Service]
    Type=oneshot
    User=www-data
    WorkingDirectory=/srv/my shop
    ExecStart=/usr/bin/node /opt/cli.js backup "/srv/my shop"
    END

    sudo tee /etc/systemd/system/laravel-ops-backup-my-shop.timer > /dev/null <<'END'
    [Unit]
    Description=Backup of my shop

    [Timer]
    OnCalendar=*-*-* 01:30:00
    AccuracySec=1s
    Persistent=true

    [Install]
    WantedBy=timers.target
    END

    sudo systemctl daemon-reload
    sudo systemctl enable --now laravel-ops-backup-my-shop.timer

    # To take it away again:
    #   sudo systemctl disable --now laravel-ops-backup-my-shop.timer
    #   sudo rm /etc/systemd/system/laravel-ops-backup-my-shop.service /etc/systemd/system/laravel-ops-backup-my-shop.timer
    #   sudo systemctl daemon-reload
    "
  `);
  expect(text).toContain(copy?.text);
});

test('a Windows task is shown as the XML that is saved, with a comment; saved, it has the encoding that schtasks wants', () => {
  const preview = windowsTaskPreview(windowsJob, '2026-11-22');
  const { text, language, file } = shownWindowsTask(preview);
  expect(language).toBe('xml');
  expect(text.split('\n')[0]).toBe('<?xml version="1.0" encoding="UTF-16"?>');
  const [, comment = '', task] = /^<\?xml[^\n]*\n(<!--\n[\s\S]*?-->\n)([\s\S]*)$/.exec(text) ?? [];
  expect(comment).toContain('schtasks /Create /TN');
  expect(comment.slice(4, -4)).not.toContain('--');
  const saved = new TextDecoder('utf-16le', { ignoreBOM: true }).decode(file?.bytes);
  expect(saved.startsWith('\uFEFF<?xml version="1.0" encoding="UTF-16"?>\r\n')).toBe(true);
  expect(saved.slice(1).replaceAll('\r\n', '\n')).toBe(`${text.split('\n')[0]}\n${task}`);
  expect(file?.command('C:\\Users\\Dana B\\task.xml')).toBe(
    'schtasks /Create /TN LaravelOps\\my-shop-backup /XML "C:\\Users\\Dana B\\task.xml"',
  );
});

test('what an XML comment cannot hold is left out of it', () => {
  const preview = windowsTaskPreview({ ...windowsJob, application: 'a--b' }, '2026-11-22');
  const { text } = shownWindowsTask(preview);
  expect(text.slice(text.indexOf('<!--') + 4, text.indexOf('-->'))).not.toContain('--');
  expect(text).toContain('</Task>');
});

test('a task of the editor is JSON under comments', () => {
  const version = { text: '13.0.0', major: 13, minor: 0, source: 'lock' } as never;
  const preview = editorTaskPreview({ program: ['/usr/bin/php'], application: 'shop', folder: 'apps/shop', version });
  if (preview === undefined) throw new Error('no task');
  const { text, language } = shownEditorTask(preview);
  expect(language).toBe('jsonc');
  const json = text
    .split('\n')
    .filter((line) => !line.startsWith('//'))
    .join('\n');
  expect(JSON.parse(json)).toMatchObject({ tasks: [{ options: { cwd: '${workspaceFolder}/apps/shop' } }] });
});
