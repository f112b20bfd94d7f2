import type { ExplainContent, ExplainView, PlanModel, PlanNodeModel } from '../../src/protocol/views/explain';
import type { Memory } from '../client';
import { type PageProps, type Requests, useRemembered, useRequests, useScrollPlace, useSnapshot } from '../hooks';
import { BannerBar } from '../parts/banner';
import { Card } from '../parts/card';
import { Facts } from '../parts/facts';
import { Icon } from '../parts/icon';
import { findNode, PlanTree } from '../parts/planTree';
import { SqlText } from '../parts/sqlText';
import { Code, Examples, SuggestedIndexes, Tables } from '../parts/statementTabs';
import { Failure, StateBlock, WithState } from '../parts/stateBlock';
import { TextTable } from '../parts/textTable';
import { TrendChart } from '../parts/trendChart';
import { Button, Panels, ProgressRing } from '../toolkit';

const statementTools = [
  { action: 'analyze', icon: 'play', title: 'Run and Measure…' },
  { action: 'giveValues', icon: 'edit', title: 'Give Values…' },
  { action: 'mute', icon: 'bell-slash', title: 'Mute…' },
  { action: 'unmute', icon: 'bell', title: 'Unmute' },
] as const;

/** One statement: what it costs, and how the server means to run it. */
export function ExplainPage({ side, memory }: PageProps<ExplainView>) {
  const state = useSnapshot(side);
  const requests = useRequests<ExplainView>(side);
  const [tab, setTab] = useRemembered(memory, 'tab', 'plan');
  const run = (command: string): void => requests.send('run', { command });
  const page = state?.page ?? { kind: 'loading' as const, message: 'Asking the server for its plan…' };
  const content = state?.content;
  useScrollPlace(memory, content !== undefined);
  if (content === undefined)
    return (
      <main class="page">
        <h1 class="hidden-text">Query plan</h1>
        <StateBlock state={page} onRun={run} />
        <Failure message={requests.failure} onDismiss={requests.dismiss} />
      </main>
    );
  const explaining = requests.busy.has('explain') || page.kind === 'loading' || content.state.kind === 'loading';
  return (
    <main class="page">
      <h1 class="hidden-text">Query plan</h1>
      <BannerBar banner={content.banner}>
        {explaining ? <ProgressRing name="Explaining" /> : null}
        <span class="note">as of {content.asOf}</span>
        {requests.busy.has('explain') ? (
          <Button icon="debug-stop" onClick={() => requests.cancel('explain')}>
            Cancel
          </Button>
        ) : (
          <Button
            icon="refresh"
            disabled={explaining}
            onClick={() => requests.send('explain', { digest: content.digest })}
          >
            Explain Again
          </Button>
        )}
        {statementTools
          .filter(({ action }) => content.can?.includes(action) === true)
          .map(({ action, icon, title }) => (
            <Button
              key={action}
              icon={icon}
              disabled={explaining || requests.busy.has('act')}
              onClick={() => requests.send('act', { action })}
            >
              {title}
            </Button>
          ))}
      </BannerBar>
      <Failure message={requests.failure} onDismiss={requests.dismiss} />
      {page.kind === 'ready' || page.kind === 'loading' ? null : <StateBlock state={page} onRun={run} />}
      <Statement content={content} onCopy={() => requests.send('copy', { what: 'statement' })} />
      {content.plan === undefined ? null : <Warnings warnings={content.plan.warnings} />}
      <Facts as="chips" facts={content.facts} />
      <Panels
        name="Statement"
        active={tab}
        onChange={setTab}
        tabs={[
          {
            id: 'plan',
            title: 'Plan',
            content: (
              <WithState state={content.state} onRun={run} keep={content.plan !== undefined}>
                <Plan plan={content.plan} memory={memory} />
              </WithState>
            ),
          },
          ...moreTabs(content, requests),
          {
            id: 'rows',
            title: 'Rows',
            content: <Rows raw={content.raw} onCopy={() => requests.send('copy', { what: 'rows' })} />,
          },
          {
            id: 'json',
            title: 'JSON',
            content: <Json json={content.raw.json} onCopy={() => requests.send('copy', { what: 'json' })} />,
          },
        ]}
      />
      {content.notAnalyzed === undefined ? null : <p class="note">{content.notAnalyzed}</p>}
      <footer class="note">Data stays on this machine.</footer>
    </main>
  );
}

/** What is known of the statement besides its plan; pages of statements that nobody listed have less. */
function moreTabs(content: ExplainContent, requests: Requests<ExplainView>) {
  const { examples, parameters, tables, trend, code, suggestions, can = [] } = content;
  const run = (command: string): void => requests.send('run', { command });
  const indexes = (
    <SuggestedIndexes
      suggestions={suggestions}
      canFind={can.includes('findIndexes')}
      finding={requests.busy.has('act')}
      onFind={() => requests.send('act', { action: 'findIndexes' })}
      onOpen={(id) => requests.send('openIndex', { id })}
      onRun={run}
    />
  );
  return [
    ...(suggestions === undefined && !can.includes('findIndexes')
      ? []
      : [{ id: 'indexes', title: 'Indexes', content: indexes }]),
    ...(code === undefined
      ? []
      : [
          {
            id: 'code',
            title: 'Code',
            content: <Code code={code} onOpen={(place) => requests.send('openPlace', { place })} onRun={run} />,
          },
        ]),
    ...(trend === undefined ? [] : [{ id: 'trend', title: 'Trend', content: <TrendChart trend={trend} /> }]),
    ...(tables === undefined ? [] : [{ id: 'tables', title: 'Tables', content: <Tables tables={tables} /> }]),
    ...(examples === undefined && parameters === undefined
      ? []
      : [{ id: 'examples', title: 'Examples', content: <Examples content={content} /> }]),
  ];
}

function Statement({ content, onCopy }: { readonly content: ExplainContent; readonly onCopy: () => void }) {
  const { text, schema, provenance } = content.statement;
  return (
    <Card title="Statement" icon="code" note={[schema, provenance].filter(Boolean).join(' · ')}>
      <div class="with-tool">
        <SqlText text={text} />
        <Button look="icon" icon="copy" name="Copy statement" hint="Copy statement" onClick={onCopy} />
      </div>
    </Card>
  );
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul class="warnings" aria-label="Warnings">
      {warnings.map((warning) => (
        <li key={warning}>
          <Icon name="warning" tone="warning" /> {warning}
        </li>
      ))}
    </ul>
  );
}

function Plan({ plan, memory }: { readonly plan: PlanModel | undefined; readonly memory: Memory }) {
  const [selected, setSelected] = useRemembered(memory, 'step', '');
  const [folded, setFolded] = useRemembered(memory, 'folded', '');
  const closed = new Set(folded.split('\n'));
  if (plan === undefined) return <p class="note">The server gave no plan.</p>;
  const shown = findNode(plan.nodes, selected) ?? plan.nodes[0];
  const toggle = (id: string, open: boolean): void => {
    const next = new Set(closed);
    if (open) next.delete(id);
    else next.add(id);
    setFolded([...next].join('\n'));
  };
  return (
    <div class="plan">
      <PlanTree
        nodes={plan.nodes}
        selected={shown?.id ?? ''}
        closed={closed}
        onSelect={setSelected}
        onToggle={toggle}
      />
      {shown === undefined ? null : <NodeCard node={shown} />}
    </div>
  );
}

function NodeCard({ node }: { readonly node: PlanNodeModel }) {
  const known = [
    { label: 'Access', value: node.access, tone: node.tone },
    { label: 'Rows', value: node.rows },
    { label: 'Cost', value: node.cost },
    { label: 'Key', value: node.key },
  ].flatMap(({ value, ...rest }) => (value === undefined ? [] : [{ ...rest, value }]));
  return (
    <aside class="card node" aria-label={`Step ${node.title}`}>
      <h3>{node.title}</h3>
      <Facts as="lines" facts={[...known, ...node.facts]} />
      {node.notes.length === 0 ? null : (
        <ul class="notes">
          {node.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </aside>
  );
}

function Rows({ raw, onCopy }: { readonly raw: ExplainContent['raw']; readonly onCopy: () => void }) {
  if (raw.rows.length === 0) return <p class="note">The server answered in JSON only.</p>;
  return (
    <div class="with-tool">
      <div class="scroll-x mono" tabIndex={0} role="region" aria-label="EXPLAIN rows">
        <TextTable name="EXPLAIN rows" columns={raw.columns} rows={raw.rows} />
      </div>
      <Button look="icon" icon="copy" name="Copy rows" hint="Copy rows" onClick={onCopy} />
    </div>
  );
}

function Json({ json, onCopy }: { readonly json: string | undefined; readonly onCopy: () => void }) {
  if (json === undefined) return <p class="note">The server gave no JSON.</p>;
  return (
    <div class="with-tool">
      <pre class="sql json" tabIndex={0} role="region" aria-label="JSON">
        <code>{json}</code>
      </pre>
      <Button look="icon" icon="copy" name="Copy JSON" hint="Copy JSON" onClick={onCopy} />
    </div>
  );
}
