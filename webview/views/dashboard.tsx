import type { DashboardContent, DashboardView } from '../../src/protocol/views/dashboard';
import { type PageProps, useRequests, useScrollPlace, useSnapshot } from '../hooks';
import { BannerBar } from '../parts/banner';
import { Areas } from '../parts/areas';
import { Card } from '../parts/card';
import { Facts } from '../parts/facts';
import { Histogram } from '../parts/histogram';
import { LevelWord } from '../parts/levelWord';
import { logTime } from '../parts/logTime';
import { Sparkline } from '../parts/sparkline';
import { Failure, StateBlock, WithState } from '../parts/stateBlock';
import { Statements } from '../parts/statements';
import { TextTable } from '../parts/textTable';
import { Button, ProgressRing } from '../toolkit';

/** One application at a glance: areas, backups, statements, queues, security, and what to do next. */
export function DashboardPage({ side, memory }: PageProps<DashboardView>) {
  const state = useSnapshot(side);
  const requests = useRequests<DashboardView>(side);
  const run = (command: string): void => requests.send('run', { command });
  const page = state?.page ?? { kind: 'loading' as const, message: 'Loading the dashboard…' };
  const content = state?.content;
  useScrollPlace(memory, content !== undefined);
  if (content === undefined)
    return (
      <main class="page">
        <h1 class="hidden-text">Dashboard</h1>
        <StateBlock state={page} onRun={run} />
        <Failure message={requests.failure} onDismiss={requests.dismiss} />
      </main>
    );
  const refreshing = page.kind === 'loading' || requests.busy.has('refresh');
  return (
    <main class="page">
      <h1 class="hidden-text">Dashboard of {content.banner.app}</h1>
      <BannerBar banner={content.banner}>
        {refreshing ? <ProgressRing name="Refreshing" /> : null}
        <span class="note">as of {content.asOf}</span>
        <Button icon="refresh" disabled={refreshing} onClick={() => requests.send('refresh')}>
          Refresh
        </Button>
      </BannerBar>
      <Failure message={requests.failure} onDismiss={requests.dismiss} />
      {page.kind === 'ready' || page.kind === 'loading' ? null : <StateBlock state={page} onRun={run} />}
      <Areas areas={content.areas} onRun={run} />
      <div class="columns">
        <Backups block={content.backups} onRun={run} />
        <Redis block={content.redis} onRun={run} />
        <Card title="Slow statements" icon="database" note={content.statements.source} wide>
          <WithState state={content.statements.state} onRun={run} keep={content.statements.rows.length > 0}>
            <Statements
              rows={content.statements.rows}
              onOpen={(digest) => requests.send('openStatement', { digest })}
            />
          </WithState>
        </Card>
        <Security block={content.security} onRun={run} />
      </div>
      <Next next={content.next} onRun={run} />
      <footer class="note">Data stays on this machine.</footer>
    </main>
  );
}

interface BlockProps<K extends keyof DashboardContent> {
  readonly block: DashboardContent[K];
  readonly onRun: (command: string) => void;
}

function Backups({ block, onRun }: BlockProps<'backups'>) {
  const points = block.sizes.map(({ at, bytes, size }) => ({ at, value: bytes, text: size }));
  return (
    <Card title="Backups" icon="archive" note={block.count === 1 ? '1 backup' : `${block.count} backups`}>
      <WithState state={block.state} onRun={onRun} keep={block.sizes.length > 0}>
        {block.newest === undefined ? null : (
          <p class="lead">
            <span class="note">Newest</span> {block.newest}
          </p>
        )}
        <Sparkline name="Backup sizes" points={points} />
        <Facts as="lines" facts={block.facts ?? []} />
      </WithState>
    </Card>
  );
}

function Redis({ block, onRun }: BlockProps<'redis'>) {
  return (
    <Card title="Cache and queues" icon="layers">
      <WithState state={block.state} onRun={onRun} keep={block.facts.length > 0}>
        <Facts as="lines" facts={block.facts} />
        {block.queues.length === 0 ? null : (
          <TextTable
            name="Queues"
            numbers
            columns={['Queue', 'Waiting', 'Delayed', 'Reserved']}
            rows={block.queues.map(({ name, waiting, delayed, reserved }) => [name, waiting, delayed, reserved])}
          />
        )}
      </WithState>
    </Card>
  );
}

function Security({ block, onRun }: BlockProps<'security'>) {
  return (
    <Card title="Security events" icon="shield" note="by hour" wide>
      <WithState state={block.state} onRun={onRun} keep={block.last.length > 0}>
        <div class="security">
          {block.histogram.length === 0 ? null : <Histogram name="Security events an hour" bars={block.histogram} />}
          <ul class="events">
            {block.last.map(({ at, level, text }, index) => (
              <li key={index}>
                <span class="mono note">{logTime(at, new Date())}</span> <LevelWord level={level} />{' '}
                <span class="one-line" title={text}>
                  {text}
                </span>
              </li>
            ))}
          </ul>
        </div>
      </WithState>
    </Card>
  );
}

function Next({ next, onRun }: { readonly next: DashboardContent['next']; readonly onRun: (command: string) => void }) {
  if (next.length === 0) return null;
  return (
    <Card title="Do next" icon="checklist">
      <ol class="next">
        {next.map(({ title, why, action }, at) => (
          <li key={`${title} ${action.command}`}>
            <div>
              <h3>{title}</h3>
              <p class="note">{why}</p>
            </div>
            <Button
              look={at === 0 ? 'primary' : 'secondary'}
              name={`${action.title}: ${title}`}
              onClick={() => onRun(action.command)}
            >
              {action.title}
            </Button>
          </li>
        ))}
      </ol>
    </Card>
  );
}
