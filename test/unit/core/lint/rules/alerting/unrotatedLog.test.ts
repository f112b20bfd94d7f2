import type { MachineFacts } from '../../../../../../src/core/lint/machineFacts';
import { unrotatedLog } from '../../../../../../src/core/lint/rules/alerting/unrotatedLog';
import { type Files, ruleCases } from '../../ruleCases';

const machine: MachineFacts = { platform: 'linux', logBytes: 412_000_000, logrotate: false };
const production: Files = { '.env': 'APP_ENV=production\nLOG_CHANNEL=stack\nLOG_STACK=single\n' };
const old =
  "<?php return ['default' => env('LOG_CHANNEL', 'single'), 'channels' => ['single' => ['driver' => 'single', 'path' => storage_path('logs/laravel.log')], 'daily' => ['driver' => 'daily', 'path' => storage_path('logs/laravel.log')]]];\n";

ruleCases(unrotatedLog, {
  bad: [
    {
      name: 'the stack of Laravel 11 and later',
      machine,
      files: production,
      at: ['.env: single'],
      message: 'storage/logs/laravel.log grows without limit (`single`): it is 412 MB by now.',
      fix: 'Set LOG_STACK=daily',
      fixed: { '.env': 'APP_ENV=production\nLOG_CHANNEL=stack\nLOG_STACK=daily\n' },
    },
    {
      name: 'LOG_CHANNEL itself',
      machine,
      files: { '.env': 'APP_ENV=production\nLOG_CHANNEL=single\n', 'config/logging.php': old },
      at: ['.env: single'],
      fix: 'Set LOG_CHANNEL=daily',
      fixed: { '.env': 'APP_ENV=production\nLOG_CHANNEL=daily\n' },
    },
    {
      name: 'a literal',
      machine,
      files: {
        '.env': 'APP_ENV=production\n',
        'config/logging.php': old.replace("env('LOG_CHANNEL', 'single')", "'single'"),
      },
      at: ["config/logging.php: 'single'"],
      fix: null,
    },
  ],
  good: [
    { name: 'nobody looked at the machine', files: production },
    { name: 'a small file', machine: { ...machine, logBytes: 100_000_000 }, files: production },
    { name: 'logrotate names it', machine: { ...machine, logrotate: true }, files: production },
    { name: 'nobody looked for logrotate', machine: { platform: 'linux', logBytes: 412_000_000 }, files: production },
    { name: 'a container', machine, files: { ...production, Dockerfile: 'FROM php:8.3\n' } },
    { name: 'standard error', machine, files: { '.env': 'APP_ENV=production\nLOG_STACK=single,stderr\n' } },
    { name: 'daily', machine, files: { '.env': 'APP_ENV=production\nLOG_STACK=daily\n' } },
    { name: 'local', machine, files: { '.env': 'APP_ENV=local\nLOG_STACK=single\n' } },
    {
      name: 'another file',
      machine,
      files: { '.env': 'APP_ENV=production\n', 'config/logging.php': old.replace('laravel.log', 'shop.log') },
    },
  ],
});
