import { useRef } from 'preact/hooks';
import type { ReadinessArea, ReadinessView } from '../../src/protocol/views/readiness';
import { type PageProps, useRequests, useScrollPlace, useSnapshot } from '../hooks';
import { gradeSummary } from '../parts/areas';
import { BannerBar } from '../parts/banner';
import { Card } from '../parts/card';
import { Checks } from '../parts/checks';
import { Facts } from '../parts/facts';
import { grades } from '../parts/grades';
import { Icon } from '../parts/icon';
import { Failure, StateBlock } from '../parts/stateBlock';
import { Button, ProgressRing } from '../toolkit';

/** The ten areas of one environment, each with its checks, the evidence they rest on, and what closes a gap. */
export function ReadinessPage({ side, memory }: PageProps<ReadinessView>) {
  const state = useSnapshot(side);
  const requests = useRequests<ReadinessView>(side);
  const run = (command: string): void => requests.send('run', { command });
  const page = state?.page ?? { kind: 'loading' as const, message: 'Checking readiness…' };
  const content = state?.content;
  useScrollPlace(memory, content !== undefined);
  if (content === undefined)
    return (
      <main class="page">
        <h1 class="hidden-text">Readiness</h1>
        <StateBlock state={page} onRun={run} />
        <Failure message={requests.failure} onDismiss={requests.dismiss} />
      </main>
    );
  const refreshing = page.kind === 'loading' || requests.busy.has('refresh');
  const actions = {
    onOpen: (id: string) => requests.send('open', { id }),
    onMend: (id: string) => requests.send('mend', { id }),
    onAccept: (check: string) => requests.send('accept', { check }),
  };
  return (
    <main class="page">
      <h1 class="hidden-text">Readiness of {content.banner.app}</h1>
      <BannerBar banner={content.banner}>
        {refreshing ? <ProgressRing name="Checking" /> : null}
        <span class="note">as of {content.asOf}</span>
        <Button icon="refresh" disabled={refreshing} onClick={() => requests.send('refresh')}>
          Check Again
        </Button>
        <Button icon="export" onClick={() => requests.send('export')}>
          Export…
        </Button>
      </BannerBar>
      <Failure message={requests.failure} onDismiss={requests.dismiss} />
      {page.kind === 'ready' || page.kind === 'loading' ? null : <StateBlock state={page} onRun={run} />}
      <Facts as="chips" facts={content.cover} />
      <Summary areas={content.areas} />
      {content.areas.map((area) => (
        <section key={area.id} id={`area-${area.id}`} class="card" aria-labelledby={`title-${area.id}`}>
          <div class="card-head">
            <h2 id={`title-${area.id}`} tabIndex={-1}>
              <Icon name={grades[area.grade].icon} tone={grades[area.grade].tone} /> {area.title}
            </h2>
            <p class="note">
              {grades[area.grade].word} · {area.summary}
            </p>
          </div>
          <Checks checks={area.checks} {...actions} />
        </section>
      ))}
      <footer class="note">
        A snapshot made on this machine, not an attestation. Nothing leaves this machine unless you export it.
      </footer>
    </main>
  );
}

function Summary({ areas }: { readonly areas: readonly ReadinessArea[] }) {
  const list = useRef<HTMLUListElement>(null);
  const show = (id: string): void => {
    const title = list.current?.ownerDocument.getElementById(`title-${id}`);
    title?.scrollIntoView({ block: 'start' });
    title?.focus({ preventScroll: true });
  };
  return (
    <Card title="Ten areas" icon="checklist" note={gradeSummary(areas)}>
      <ul class="summary" ref={list}>
        {areas.map(({ id, title, grade, summary }) => (
          <li key={id}>
            <Icon name={grades[grade].icon} tone={grades[grade].tone} />
            <span class="summary-grade">{grades[grade].word}</span>
            <Button look="quiet" onClick={() => show(id)}>
              {title}
            </Button>
            <span class="note one-line" title={summary}>
              {summary}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
