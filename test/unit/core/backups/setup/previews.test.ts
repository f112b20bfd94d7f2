import { expect, test } from 'vitest';
import { crontabLine, crontabPreview } from '../../../../../src/core/backups/setup/crontab';
import { editorTaskPreview } from '../../../../../src/core/backups/setup/editorTask';
import type { Job } from '../../../../../src/core/backups/setup/job';
import { systemdPreview } from '../../../../../src/core/backups/setup/systemd';
import { utf16Bytes, windowsTaskPreview } from '../../../../../src/core/backups/setup/windowsTask';

const php: Job = { kind: 'schedule', root: '/srv/shop', application: 'shop', program: ['/usr/bin/php'] };
const ops: Job = { ...php, kind: 'backup', program: ['/usr/bin/node', '/opt/laravel ops/cli.js'] };
const odd = "/srv/Ana's 100% shop/日本";

/** Names of elements that are opened and not closed in order. */
function openTags(xml: string): string[] {
  const open: string[] = [];
  for (const [, close, name = '', alone] of xml.matchAll(/<(\/?)([A-Za-z]+)[^<>]*?(\/?)>/g)) {
    if (close === '/') expect(open.pop()).toBe(name);
    else if (alone !== '/') open.push(name);
  }
  return open;
}

test('cron lines', () => {
  expect(crontabLine(php)).toBe('* * * * * cd /srv/shop && /usr/bin/php artisan schedule:run > /dev/null 2>&1');
  expect(crontabLine(ops)).toBe(
    "30 1 * * * cd /srv/shop && /usr/bin/node '/opt/laravel ops/cli.js' backup /srv/shop >> /srv/shop/storage/logs/laravel-ops-backup.log 2>&1",
  );
  expect(crontabLine({ ...ops, kind: 'drill', at: '05:07' })).toMatch(/^7 5 \* \* 0 cd /);
  expect(crontabLine({ ...php, root: odd })).toBe(
    "* * * * * cd '/srv/Ana'\\''s 100\\% shop/日本' && /usr/bin/php artisan schedule:run > /dev/null 2>&1",
  );
  expect(() => crontabLine({ ...ops, at: '25:00' })).toThrow('25:00');
});

test('a program without its path is remarked upon, and so is % on BusyBox', () => {
  const { remarks } = crontabPreview({ ...php, program: ['php'], root: odd });
  expect(remarks.join(' ')).toMatch(/php is looked up on PATH.*BusyBox/);
  expect(crontabPreview(ops).remarks).toEqual([]);
});

test('systemd: a service, its timer, and the way back', () => {
  const preview = systemdPreview({ ...ops, root: odd, application: 'Ana’s shop' }, 'forge');
  expect(preview.files[0]).toEqual({
    name: 'laravel-ops-backup-Ana-s-shop.service',
    encoding: 'utf-8',
    text: `[Unit]
Description=Backup of Ana’s shop

[Service]
Type=oneshot
User=forge
WorkingDirectory=/srv/Ana's 100%% shop/日本
ExecStart=/usr/bin/node "/opt/laravel ops/cli.js" backup "/srv/Ana's 100%% shop/日本"
`,
  });
  expect(preview.files[1]?.text).toContain('OnCalendar=*-*-* 01:30:00\nAccuracySec=1s\nPersistent=true\n');
  expect(systemdPreview(php, 'forge').files[1]?.text).toContain('OnCalendar=*-*-* *:*:00\nAccuracySec=1s\n\n[Install]');
  expect(preview.undo[0]).toBe('sudo systemctl disable --now laravel-ops-backup-Ana-s-shop.timer');
});

test('Windows: every minute, without a window, for this user', () => {
  const root = 'C:/Users/Jörg & Co/www/100% "shop"';
  const preview = windowsTaskPreview({ ...php, root, program: ['C:/laragon/bin/php 8/php.exe'] }, '2026-11-22');
  const xml = preview.files[0]?.text ?? '';
  expect(xml).toContain('<Command>%SystemRoot%\\System32\\conhost.exe</Command>');
  expect(xml).toContain(
    '<Arguments>--headless &quot;C:\\laragon\\bin\\php 8\\php.exe&quot; artisan schedule:run</Arguments>',
  );
  expect(xml).toContain('<WorkingDirectory>C:\\Users\\Jörg &amp; Co\\www\\100% &quot;shop&quot;</WorkingDirectory>');
  expect(xml).toContain('<Interval>PT1M</Interval>');
  expect(xml).toContain('<LogonType>InteractiveToken</LogonType>');
  expect(xml).toContain('<RunLevel>LeastPrivilege</RunLevel>');
  expect(xml).toContain('<MultipleInstancesPolicy>Parallel</MultipleInstancesPolicy>');
  expect(xml).not.toMatch(/[^\r]\n/);
  expect(openTags(xml)).toEqual([]);
  expect(preview.commands).toEqual(['schtasks /Create /TN LaravelOps\\shop-schedule /XML laravel-ops-schedule.xml']);
  expect(preview.undo).toEqual(['schtasks /Delete /TN LaravelOps\\shop-schedule /F']);
});

test('Windows: a daily backup and a weekly drill are made up for when the machine slept', () => {
  const root = 'C:/www/shop';
  const daily = windowsTaskPreview({ ...ops, root }, '2026-11-22').files[0]?.text ?? '';
  expect(daily).toMatch(/<StartBoundary>2026-11-22T01:30:00<\/StartBoundary>[\s\S]*<DaysInterval>1</);
  expect(daily).toContain('<StartWhenAvailable>true</StartWhenAvailable>');
  expect(daily).toContain('<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>');
  expect(daily).toContain(' backup C:\\www\\shop</Arguments>');
  const weekly = windowsTaskPreview({ ...ops, kind: 'drill', root }, '2026-11-22').files[0]?.text ?? '';
  expect(weekly).toContain('<Sunday />');
});

test('the task file is UTF-16, little endian, with its mark', () => {
  expect([...utf16Bytes('ä<😀')]).toEqual([0xff, 0xfe, 0xe4, 0, 0x3c, 0, 0x3d, 0xd8, 0, 0xde]);
});

test('the editor’s task runs schedule:work, which Laravel 8.8 brought', () => {
  const options = { program: ['php'] as const, application: 'shop', folder: 'apps/shop' };
  const version = { full: '12.0.0', major: 12, source: 'composer.lock' as const };
  expect(JSON.parse(editorTaskPreview({ ...options, version })?.files[0]?.text ?? '')).toEqual({
    version: '2.0.0',
    tasks: [
      {
        label: 'Scheduler of shop',
        type: 'process',
        command: 'php',
        args: ['artisan', 'schedule:work'],
        options: { cwd: '${workspaceFolder}/apps/shop' },
        isBackground: true,
        problemMatcher: [],
        presentation: { reveal: 'silent', panel: 'dedicated' },
      },
    ],
  });
  expect(
    editorTaskPreview({ ...options, version: { full: '8.7.1', major: 8, source: 'composer.lock' } }),
  ).toBeUndefined();
  expect(editorTaskPreview({ ...options, folder: '', version })?.files[0]?.text).toContain(
    '"cwd": "${workspaceFolder}"',
  );
});
