import type { EvidenceAction, EvidenceContent, EvidenceView } from '../../src/protocol/views/indexEvidence';
import { type PageProps, type Requests, useRequests, useScrollPlace, useSnapshot } from '../hooks';
import { BannerBar } from '../parts/banner';
import { Card } from '../parts/card';
import { PlanComparison } from '../parts/comparedPlans';
import { Facts } from '../parts/facts';
import { Icon } from '../parts/icon';
import { SqlText } from '../parts/sqlText';
import { Failure, StateBlock } from '../parts/stateBlock';
import { Problem } from '../parts/restorePhase';
import { spokenProgress, Timeline } from '../parts/timeline';
import { Button, ProgressRing } from '../toolkit';

interface SectionProps {
  readonly content: EvidenceContent;
  readonly requests: Requests<EvidenceView>;
}

const verdicts = {
  suggested: { word: 'Suggested by the model', icon: 'lightbulb', tone: 'plain' },
  proven: { word: 'Proven', icon: 'pass', tone: 'good' },
  notUsed: { word: 'Not used by the optimizer', icon: 'warning', tone: 'warning' },
  noGain: { word: 'No gain', icon: 'warning', tone: 'warning' },
  needed: { word: 'Needed', icon: 'warning', tone: 'warning' },
  notNeeded: { word: 'Not needed', icon: 'pass', tone: 'good' },
} as const;

const actionTitles: Readonly<Record<EvidenceAction, { readonly title: string; readonly icon: string }>> = {
  prove: { title: 'Prove on a Scratch Copy', icon: 'beaker' },
  proveInvisible: { title: 'Try as Invisible Index…', icon: 'eye-closed' },
  stop: { title: 'Stop', icon: 'debug-stop' },
  createMigration: { title: 'Create Migration…', icon: 'new-file' },
  pretend: { title: 'Dry Run', icon: 'terminal' },
  dismiss: { title: 'Dismiss…', icon: 'bell-slash' },
  restore: { title: 'Show Again', icon: 'bell' },
  copyDdl: { title: 'Copy DDL', icon: 'copy' },
  copyMigration: { title: 'Copy Migration', icon: 'copy' },
  copyReport: { title: 'Copy as Markdown', icon: 'markdown' },
};

/** One index on one page: which statements it is for, whether it was proven, what it costs, and the migration. */
export function IndexEvidencePage({ side, memory }: PageProps<EvidenceView>) {
  const state = useSnapshot(side);
  const requests = useRequests<EvidenceView>(side);
  const run = (command: string): void => requests.send('run', { command });
  const page = state?.page ?? { kind: 'loading' as const, message: 'Reading the database…' };
  const content = state?.content;
  useScrollPlace(memory, content !== undefined);
  if (content === undefined)
    return (
      <main class="page">
        <h1 class="hidden-text">Index</h1>
        <StateBlock state={page} onRun={run} />
        <Failure message={requests.failure} onDismiss={requests.dismiss} />
      </main>
    );
  const { word, icon, tone } = verdicts[content.verdict];
  const reading = page.kind === 'loading' || requests.busy.has('refresh');
  return (
    <main class="page index-evidence">
      <h1 class="hidden-text">Index {content.index}</h1>
      <BannerBar banner={content.banner}>
        {reading ? <ProgressRing name="Reading" /> : null}
        <span class="note">as of {content.asOf}</span>
        <Button icon="refresh" disabled={reading} onClick={() => requests.send('refresh')}>
          Refresh
        </Button>
      </BannerBar>
      <p class="hidden-text" role="status">
        {word}. {spokenProgress(content.timeline)}
      </p>
      <Failure message={requests.failure} onDismiss={requests.dismiss} />
      {page.kind === 'ready' || page.kind === 'loading' ? null : <StateBlock state={page} onRun={run} />}
      <Card title={content.kind === 'add' ? 'Missing index' : 'Index without use'} icon="list-tree">
        <p class="index-name mono">{content.index}</p>
        <p class="index-verdict">
          <Icon name={icon} tone={tone} /> <strong>{word}.</strong> {content.headline}
        </p>
        <Facts as="chips" facts={content.facts} />
        <Lines lines={content.reasons} icon="info" tone="plain" />
        <Lines lines={content.cautions} icon="warning" tone="warning" />
        <Tools
          content={content}
          requests={requests}
          of={[
            // What is proven goes into the application next.
            ...(content.verdict === 'proven' ? (['createMigration'] as const) : []),
            'prove',
            'proveInvisible',
            'stop',
            'dismiss',
            'restore',
          ]}
        />
        {content.cannot.map((line) => (
          <p key={line} class="note">
            {line}
          </p>
        ))}
      </Card>
      {content.timeline.length === 0 && content.problem === undefined ? null : (
        <Card title="Proof" icon="beaker">
          <Timeline steps={content.timeline} />
          {content.problem === undefined ? null : <Problem problem={content.problem} />}
        </Card>
      )}
      <Statements content={content} requests={requests} />
      {content.plans.length === 0 ? null : (
        <Card title="Plans without and with it" icon="git-compare">
          {content.plans.map((plans) => (
            <PlanComparison key={plans.digest} plans={plans} />
          ))}
        </Card>
      )}
      {content.proof.length === 0 ? null : (
        <Card title="How it was measured" icon="beaker">
          <Facts as="lines" facts={content.proof} />
          <Lines lines={content.proofRemarks} icon="info" tone="plain" />
        </Card>
      )}
      <Ddl content={content} requests={requests} />
      <Migration content={content} requests={requests} />
      <div class="tools">
        <Actions content={content} requests={requests} of={['copyReport']} />
      </div>
      <footer class="note">Data stays on this machine and the server.</footer>
    </main>
  );
}

function Lines(props: {
  readonly lines: readonly string[];
  readonly icon: string;
  readonly tone: 'plain' | 'warning';
}) {
  if (props.lines.length === 0) return null;
  return (
    <ul class="reasons">
      {props.lines.map((line) => (
        <li key={line}>
          <Icon name={props.icon} tone={props.tone} /> <span>{line}</span>
        </li>
      ))}
    </ul>
  );
}

function Actions({ content, requests, of }: SectionProps & { readonly of: readonly EvidenceAction[] }) {
  return (
    <>
      {of
        .filter((action) => content.can.includes(action))
        .map((action) => (
          <Button
            key={action}
            icon={actionTitles[action].icon}
            look={action === (content.verdict === 'proven' ? 'createMigration' : 'prove') ? 'primary' : 'secondary'}
            onClick={() => requests.send('act', { action })}
          >
            {actionTitles[action].title}
          </Button>
        ))}
    </>
  );
}

function Tools(props: SectionProps & { readonly of: readonly EvidenceAction[] }) {
  if (!props.of.some((action) => props.content.can.includes(action))) return null;
  return (
    <div class="tools">
      <Actions {...props} />
    </div>
  );
}

function Statements({ content, requests }: SectionProps) {
  if (content.statements.length === 0) return null;
  const timed = content.statements.some(({ timeAfter }) => timeAfter !== undefined);
  return (
    <Card title="Statements" icon="flame" note={content.kind === 'add' ? 'that it is for' : 'that use it'}>
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Statements of this index">
        <table class="compared" aria-label="Statements of this index">
          <thead>
            <tr>
              <th scope="col">Statement</th>
              <th scope="col" class="number">
                Rows read without
              </th>
              <th scope="col" class="number">
                Rows read with
              </th>
              {timed ? (
                <>
                  <th scope="col" class="number">
                    Time without
                  </th>
                  <th scope="col" class="number">
                    Time with
                  </th>
                </>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {content.statements.map((statement) => (
              <tr key={statement.digest}>
                <td>
                  <Button
                    look="quiet"
                    name={`${statement.text}, open`}
                    onClick={() => requests.send('openStatement', { digest: statement.digest })}
                  >
                    {statement.text}
                  </Button>
                  <span class="compared-state">
                    <span class="note">{statement.calls}</span>
                    {statement.verdict === undefined ? null : (
                      <>
                        {' · '}
                        <Icon
                          name={statement.tone === 'good' ? 'pass' : statement.tone === 'warning' ? 'warning' : 'info'}
                          tone={statement.tone}
                        />{' '}
                        {statement.verdict}
                      </>
                    )}
                  </span>
                </td>
                <td class="number">{statement.before}</td>
                <td class="number">{statement.after}</td>
                {timed ? (
                  <>
                    <td class="number">{statement.timeBefore ?? '–'}</td>
                    <td class="number">{statement.timeAfter ?? '–'}</td>
                  </>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Ddl({ content, requests }: SectionProps) {
  const { sql, words, tools } = content.ddl;
  return (
    <Card title="What it means for the server" icon="database">
      <SqlText text={sql} />
      <Lines lines={words} icon="info" tone="plain" />
      <Tools content={content} requests={requests} of={['copyDdl']} />
      {tools.map(({ title, command, note }) => (
        <details key={title} class="online-tool">
          <summary>{title}</summary>
          <p class="note">{note}</p>
          <div class="with-tool">
            <pre class="sql">{command}</pre>
            <Button
              look="icon"
              icon="copy"
              name={`Copy the command of ${title}`}
              hint="Copy"
              onClick={() => requests.send('copyTool', { title })}
            />
          </div>
        </details>
      ))}
    </Card>
  );
}

function Migration({ content, requests }: SectionProps) {
  const { migration } = content;
  if (migration === undefined) return null;
  return (
    <Card title="Migration" icon="new-file" note={migration.file}>
      <pre class="sql json" tabIndex={0} role="region" aria-label="Migration">
        <code>{migration.text}</code>
      </pre>
      <Tools content={content} requests={requests} of={['createMigration', 'pretend', 'copyMigration']} />
      {migration.pretended === undefined ? null : (
        <>
          <h3>What migrate --pretend would run</h3>
          {migration.pretended.map((sql) => (
            <SqlText key={sql} text={sql} />
          ))}
        </>
      )}
    </Card>
  );
}
