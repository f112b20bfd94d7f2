import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { ApplicationOption, RestorePlanContent, RestorePlanView } from '../../src/protocol/views/restorePlan';
import { type PageProps, type Requests, useRequests, useScrollPlace, useSnapshot } from '../hooks';
import { BannerBar } from '../parts/banner';
import { Card } from '../parts/card';
import { Comparison } from '../parts/comparison';
import { Facts } from '../parts/facts';
import { Icon } from '../parts/icon';
import { PlannedSteps, Rewritings } from '../parts/plannedSteps';
import { PreflightList } from '../parts/preflightList';
import { Actions, runActions, useKeptFocus, whatBlocks } from '../parts/restoreActions';
import { PhaseLine, phaseWords, Problem } from '../parts/restorePhase';
import { Failure, StateBlock } from '../parts/stateBlock';
import { TableChoice } from '../parts/tableChoice';
import { spokenProgress, Timeline } from '../parts/timeline';
import { Button, Checkbox, Dropdown, ProgressRing } from '../toolkit';

interface SectionProps {
  readonly content: RestorePlanContent;
  readonly requests: Requests<RestorePlanView>;
}

/** One restore on one page: what it restores, where to, what stands against it, what will happen, and how it goes. */
export function RestorePlanPage({ side, memory }: PageProps<RestorePlanView>) {
  const state = useSnapshot(side);
  const requests = useRequests<RestorePlanView>(side);
  const run = (command: string): void => requests.send('run', { command });
  const page = state?.page ?? { kind: 'loading' as const, message: 'Reading the backup and asking the server…' };
  const content = state?.content;
  useScrollPlace(memory, content !== undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  const goToRun = (): void => {
    heading.current?.scrollIntoView({ block: 'start' });
    heading.current?.focus({ preventScroll: true });
  };
  if (content === undefined)
    return (
      <main class="page">
        <h1 class="hidden-text">Restore plan</h1>
        <StateBlock state={page} onRun={run} />
        <Failure message={requests.failure} onDismiss={requests.dismiss} />
      </main>
    );
  const checking = page.kind === 'loading' || requests.busy.has('refresh');
  return (
    <main class="page restore-plan">
      <h1 class="hidden-text">Restore of {content.banner.app}</h1>
      <BannerBar banner={content.banner}>
        {checking ? <ProgressRing name="Checking" /> : null}
        {content.checkedAt === undefined ? null : <span class="note">checked {content.checkedAt}</span>}
        <Button icon="refresh" disabled={checking || isBusy(content)} onClick={() => requests.send('refresh')}>
          Check Again
        </Button>
      </BannerBar>
      <p class="hidden-text" role="status">
        {phaseWords(content).title}. {spokenProgress(content.timeline)}
      </p>
      <Failure message={requests.failure} onDismiss={requests.dismiss} />
      {page.kind === 'ready' || page.kind === 'loading' ? null : <StateBlock state={page} onRun={run} />}
      <PhaseLine content={content} onGo={goToRun} />
      <Source content={content} requests={requests} />
      <Target content={content} requests={requests} />
      <Preflight content={content} requests={requests} />
      <Card title="What will happen" icon="list-ordered">
        <PlannedSteps steps={content.steps} />
        <Rewritings rows={content.rewritings} />
      </Card>
      <Application content={content} requests={requests} />
      <Run content={content} requests={requests} heading={heading} />
      <footer class="note">Data stays on this machine and the server.</footer>
    </main>
  );
}

/** True while something runs that must not be planned anew. */
function isBusy({ phase }: RestorePlanContent): boolean {
  return phase === 'restoring' || phase === 'switching' || phase === 'undoing';
}

function Source({ content, requests }: SectionProps) {
  const chosen = content.dumps.find((dump) => dump.chosen);
  const tools = (['givePassword', 'verify'] as const).filter((action) => content.can.includes(action));
  return (
    <Card title="Source" icon="archive">
      {content.dumps.length < 2 ? null : (
        <div class="labelled">
          <span class="note" aria-hidden="true">
            Dump
          </span>
          <Dropdown
            name="Dump"
            value={chosen?.entry ?? ''}
            disabled={content.phase !== 'plan'}
            options={content.dumps.map(({ entry, title }) => ({ id: entry, title }))}
            onChange={(entry) => requests.send('chooseDump', { entry })}
          />
        </div>
      )}
      <Facts as="lines" facts={content.source} />
      {tools.length === 0 ? null : (
        <div class="tools">
          <Actions can={content.can} of={tools} onAct={(action) => requests.send('act', { action })} />
        </div>
      )}
    </Card>
  );
}

function Target({ content, requests }: SectionProps) {
  const { database, server, live } = content.target;
  const untouched = ['plan', 'restoring', 'restored'].includes(content.phase);
  return (
    <Card title="Target" icon="database">
      <Facts
        as="lines"
        facts={[
          { label: 'New database', value: database },
          { label: 'On the server', value: server },
          { label: 'Beside', value: untouched ? `${live}, which stays as it is until you switch` : live },
        ]}
      />
      {content.tables.length === 0 ? null : (
        <TableChoice
          tables={content.tables}
          disabled={content.phase !== 'plan'}
          sending={requests.busy.has('chooseTables')}
          onChoose={(tables) => requests.send('chooseTables', { tables })}
        />
      )}
    </Card>
  );
}

function Preflight({ content, requests }: SectionProps) {
  // A restore that was begun in another window: what was checked then is not known here.
  if (content.phase !== 'plan' && content.preflight.length === 0) return null;
  // A tick is seen at once; what the host answers is what stays.
  const [draft, setDraft] = useState<{ readonly check: string; readonly accepted: boolean } | undefined>(undefined);
  const asked = requests.busy.has('accept') ? draft : undefined;
  const count = (outcome: string): number => content.preflight.filter((row) => row.outcome === outcome).length;
  const open = content.preflight.filter(({ outcome, accepted }) => outcome === 'warn' && !accepted).length;
  const note = [
    [count('fail'), 'blocks', 'block'] as const,
    [open, 'to accept', 'to accept'] as const,
    [count('unknown'), 'unknown', 'unknown'] as const,
    [count('pass'), 'OK', 'OK'] as const,
  ]
    .filter(([number]) => number > 0)
    .map(([number, one, many]) => `${number} ${number === 1 ? one : many}`)
    .join(' · ');
  return (
    <Card title="Preflight" icon="checklist" note={note}>
      {content.preflight.length === 0 ? <p class="note">Nothing is checked yet.</p> : null}
      <PreflightList
        rows={content.preflight.map((row) => (row.id === asked?.check ? { ...row, accepted: asked.accepted } : row))}
        disabled={content.phase !== 'plan'}
        onAccept={(check, accepted) => {
          setDraft({ check, accepted });
          requests.send('accept', { check, accepted });
        }}
        onCopy={(check) => requests.send('copy', { check })}
      />
    </Card>
  );
}

function Application({ content, requests }: SectionProps) {
  const [draft, setDraft] = useState<{ readonly option: string; readonly chosen: boolean } | undefined>(undefined);
  const asked = requests.busy.has('choose') ? draft : undefined;
  if (content.application.length === 0) return null;
  return (
    <Card title="Application" icon="server-process">
      <ul class="options">
        {content.application.map((option) => (
          <Option
            key={option.id}
            option={option.id === asked?.option ? { ...option, chosen: asked.chosen } : option}
            disabled={isBusy(content)}
            onChoose={(chosen) => {
              setDraft({ option: option.id, chosen });
              requests.send('choose', { option: option.id, chosen });
            }}
          />
        ))}
      </ul>
    </Card>
  );
}

function Option(props: {
  readonly option: ApplicationOption;
  readonly disabled: boolean;
  readonly onChoose: (chosen: boolean) => void;
}) {
  const { title, command, chosen, unavailable } = props.option;
  return (
    <li>
      <Checkbox checked={chosen} disabled={props.disabled || unavailable !== undefined} onChange={props.onChoose}>
        {title}
      </Checkbox>
      <p class="option-command mono">{command}</p>
      {unavailable === undefined ? null : <p class="note">{unavailable}</p>}
    </li>
  );
}

/** Starting, its progress, and what is offered after it, in one place. */
function Run({
  content,
  requests,
  heading,
}: SectionProps & { readonly heading: RefObject<HTMLHeadingElement | null> }) {
  const section = useRef<HTMLElement>(null);
  useKeptFocus(section, heading, content.can.join());
  const blocked = content.phase === 'plan' && !content.can.includes('start') ? whatBlocks(content) : undefined;
  return (
    <section class="card run" aria-labelledby="run-title" ref={section}>
      <div class="card-head">
        <h2 id="run-title" tabIndex={-1} ref={heading}>
          <Icon name="history" /> Restore
        </h2>
      </div>
      {content.problem === undefined ? null : <Problem problem={content.problem} />}
      <Timeline steps={content.timeline} />
      {content.comparison === undefined ? null : (
        <div class="comparison">
          <h3>The copy against {content.target.live}</h3>
          <Comparison comparison={content.comparison} />
        </div>
      )}
      {content.phase === 'plan' && blocked === undefined && content.can.includes('start') ? (
        <p class="note">You are asked once more. Until then nothing happens.</p>
      ) : null}
      {blocked === undefined ? null : <p>{blocked}</p>}
      <div class="tools">
        {content.phase === 'plan' && !content.can.includes('start') ? (
          <Button look="primary" disabled onClick={() => undefined}>
            Start Restore…
          </Button>
        ) : null}
        <Actions can={content.can} of={runActions} onAct={(action) => requests.send('act', { action })} />
      </div>
    </section>
  );
}
