import { describe, expect, test } from 'vitest';
import { readRuleContext } from '../../../../src/core/lint/context';
import { nothingDeclared } from '../../../../src/core/lint/declaredFacts';
import { appServers, serverCount } from '../../../../src/core/lint/topology';
import { shop } from './mapSource';

async function context(files: Readonly<Record<string, string>>, declared: 'unknown' | 1 | 2 = 'unknown') {
  return readRuleContext(shop(files), '/shop', {
    environments: [],
    tracked: new Set(),
    declared: { ...nothingDeclared, appServers: declared },
    catalog: [],
  });
}

/** "count: where it is written · who says so" */
async function said(files: Readonly<Record<string, string>>): Promise<string> {
  const { servers, location, says } = serverCount(await context(files));
  const name = location?.file.replace('/shop/', '') ?? '';
  return `${servers}: ${location === undefined ? '' : files[name]?.slice(location.range.start, location.range.end)} · ${says}`;
}

const compose = (service: string, name = 'app'): Record<string, string> => ({
  'docker-compose.yml': `services:\n  ${name}:\n    image: shop\n${service}`,
});
const pod = (
  replicas: number,
  container = 'name: php\n          image: shop',
  port = 9000,
  more = '',
): Record<string, string> => ({
  'k8s/shop.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: ${replicas}
  template:
    spec:
      containers:
        - ${container}
          ports:
            - containerPort: ${port}
${more}`,
});

describe('several servers', () => {
  test('settings say so, whatever the files say', async () => {
    expect(appServers(await context({}, 2))).toBe(2);
    expect(serverCount(await context(pod(3), 1))).toEqual({
      servers: 1,
      says: 'Settings say that one server runs the application.',
    });
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'compose, deploy.replicas',
      compose('    deploy:\n      replicas: 3\n'),
      '2: 3 · docker-compose.yml runs 3 replicas of app.',
    ],
    ['compose, scale', compose('    scale: 2\n', 'web'), '2: 2 · docker-compose.yml runs 2 replicas of web.'],
    ['a Kubernetes deployment', pod(4), '2: 4 · k8s/shop.yaml runs 4 replicas of shop.'],
    [
      'fly.toml',
      { 'fly.toml': 'app = "shop"\n[http_service]\n  internal_port = 8080\n  min_machines_running = 2\n' },
      '2: 2 · fly.toml runs 2 machines.',
    ],
  ])('%s', async (_, files, expected) => {
    expect(await said(files)).toBe(expected);
  });
});

describe('not known', () => {
  test.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['one replica', compose('    deploy:\n      replicas: 1\n')],
    ['replicas of a worker', compose('    deploy:\n      replicas: 3\n', 'worker')],
    ['replicas with a command of their own', compose('    command: php artisan queue:work\n    scale: 2\n')],
    ['replicas that share a volume', compose('    volumes:\n      - storage:/var/www/storage\n    scale: 2\n')],
    ['a number that a variable decides', compose('    scale: ${WEB}\n')],
    ['a file that is not read for certain', compose('    scale: 2\n    scale: 2\n')],
    ['one replica in Kubernetes', pod(1)],
    ['a worker in Kubernetes', pod(3, 'name: php\n          image: shop\n          command: [php, artisan, horizon]')],
    ['another program in Kubernetes', pod(3, 'name: redis\n          image: redis', 6379)],
    [
      'pods that share a volume',
      pod(
        3,
        undefined,
        80,
        '      volumes:\n        - name: storage\n          persistentVolumeClaim:\n            claimName: storage\n',
      ),
    ],
    ['a Procfile', { Procfile: 'web: php artisan serve\nworker: php artisan queue:work\n' }],
    ['machines that may sleep', { 'fly.toml': '[http_service]\n  min_machines_running = 0\n' }],
    ['a file outside', { 'docs/docker-compose.yml': 'services:\n  app:\n    scale: 2\n' }],
  ])('%s', async (_, files) => {
    expect(await said(files)).toBe('unknown:  · ');
  });

  test('one server is never read from files', async () => {
    expect(appServers(await context(compose('    scale: 1\n')))).toBe('unknown');
  });
});
