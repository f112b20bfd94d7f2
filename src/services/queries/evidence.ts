import type { Disposable } from '../../core/base/disposable';
import { isAbort, isOpsError, messageOf, OpsError } from '../../core/base/errors';
import { Emitter, type Event } from '../../core/base/event';
import { treatAs } from '../../core/connections/environment';
import { suggestionText, unneededId } from '../../core/queries/indexTree';
import { indexDdl } from '../../core/queries/indexes/indexDdl';
import type { Loaded } from '../../protocol/views/common';
import type { EvidenceAction, EvidenceContent } from '../../protocol/views/indexEvidence';
import type { RunningStep } from '../../protocol/views/restorePlan';
import { runArtisan } from '../../node/artisan';
import { pretendedBy } from './pretend';
import type { App } from '../app';
import { liveDatabaseOf } from '../backups/operation';
import { bannerOf } from '../banner';
import { pageKey, parsePageKey } from '../pageKey';
import type { Workspace } from '../workspace';
import { contentOf } from './evidenceContent';
import type { EvidenceActions, EvidenceFacts, EvidenceState } from './evidenceState';
import { catalogOf, unneededOf } from './facts';
import { changeOf, goneIndex, migrationOf, type NewMigrationFile, subjectOf, tableOf } from './indexChange';
import { isMuted, mute, mutedOf, unmute } from './muted';
import { proveIndex } from './prove';
import { evidenceReport } from './evidenceReport';
import { tryInvisible } from './tryInvisible';

/** The key that a page of evidence is known by. */
export function evidenceKey(root: string, id: string): string {
  return pageKey(root, id);
}

const pages = new WeakMap<Workspace, Map<string, IndexEvidence>>();

/**
 * The evidence of a key; undefined when its app is not there any more. It lives on while its page is closed, because a proof
 * under way does.
 */
export function createEvidenceSource(
  workspace: Workspace,
  key: string,
  actions: EvidenceActions,
): IndexEvidence | undefined {
  const known = pages.get(workspace) ?? new Map<string, IndexEvidence>();
  pages.set(workspace, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const [root, id] = parsePageKey(key) ?? [];
  const app = workspace.apps.find((each) => each.root === root);
  if (app === undefined || id === undefined || !workspace.host.trusted()) return undefined;
  const page = new IndexEvidence(workspace, app, id, actions);
  known.set(key, page);
  void page.refresh(new AbortController().signal);
  return page;
}

/** One index to pick. */
export interface IndexChoice {
  readonly id: string;
  readonly label: string;
  readonly description: string;
}

/** The indexes that are suggested, then those that may go. */
export async function indexChoices(
  workspace: Workspace,
  app: App,
  signal: AbortSignal,
): Promise<readonly IndexChoice[]> {
  const known = await workspace.queries.of(app, signal);
  return [
    ...(known.advice?.value.advice.suggestions ?? []).map((suggestion) => ({
      id: suggestion.id,
      label: suggestionText(suggestion),
      description: suggestion.gains.length === 1 ? '1 statement' : `${suggestion.gains.length} statements`,
    })),
    ...(known.unneeded?.value ?? []).map((unneeded) => ({
      id: unneededId(unneeded),
      label: `${unneeded.table}.${unneeded.index}`,
      description: unneeded.kind,
    })),
  ];
}

/** The migration of one index; nothing is written. @throws OpsError `gone`, `notWritable`, `alreadyWritten`, what the driver throws */
export async function indexMigrationFile(
  workspace: Workspace,
  app: App,
  id: string,
  signal: AbortSignal,
): Promise<NewMigrationFile> {
  const known = await workspace.queries.of(app, signal);
  const subject = subjectOf(known, id);
  if (subject === undefined) throw goneIndex();
  return app.withSql(signal, async (client, used) => {
    const table = tableOf(await catalogOf(known, client, liveDatabaseOf(used), signal), subject);
    return migrationOf(app, used, client.server.flavour, table, changeOf(subject, table, used), signal);
  });
}

/** One index with everything that speaks for it and against it. */
export class IndexEvidence implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.changed.event;
  private state: EvidenceState;
  private running: AbortController | undefined;
  private page: Loaded<EvidenceContent>['page'] = { kind: 'loading' };
  private readonly heard: Disposable;

  constructor(
    private readonly workspace: Workspace,
    readonly app: App,
    private readonly id: string,
    private readonly actions: EvidenceActions,
  ) {
    this.state = { id, timeline: [], busy: false };
    this.heard = workspace.queries.onDidChange((root) => {
      if (root === app.root) void this.takeProof();
    });
  }

  get title(): string {
    const name = this.snapshot().content?.index;
    return `Index: ${name ?? this.id.replace(/^drop:/, '')}`;
  }

  snapshot(): Loaded<EvidenceContent> {
    const content = contentOf(this.state);
    return content === undefined ? { page: this.page } : { page: this.page, content };
  }

  /** Asks the server anew. Failures are shown in the page. */
  async refresh(signal: AbortSignal): Promise<void> {
    this.page = { kind: 'loading' };
    this.changed.fire();
    try {
      this.set({ facts: await this.read(signal) });
      await this.takeProof();
      this.page = { kind: 'ready' };
    } catch (error) {
      this.page = isAbort(error) ? { kind: 'ready' } : { kind: 'error', message: messageOf(error) };
      if (!isOpsError(error) && !isAbort(error)) throw error;
    } finally {
      this.changed.fire();
    }
  }

  runCommand(command: string): Promise<void> {
    return this.actions.runCommand(command);
  }

  openStatement(digest: string): Promise<void> {
    return this.actions.openStatement(this.app.root, digest);
  }

  async copyTool(title: string): Promise<void> {
    const tool = this.snapshot().content?.ddl.tools.find((each) => each.title === title);
    if (tool !== undefined) await this.actions.copy(tool.command);
  }

  async act(action: EvidenceAction): Promise<void> {
    const { facts } = this.state;
    switch (action) {
      case 'prove':
        return this.work('Proof on a scratch copy', (show, signal) =>
          proveIndex(this.workspace, this.app, this.id, { show }, signal),
        );
      case 'proveInvisible':
        return this.work('Trial on the real table', (show, signal) =>
          tryInvisible(this.workspace, this.app, this.id, { show }, signal),
        );
      case 'stop':
        this.running?.abort();
        return;
      case 'createMigration':
        if (facts?.migration !== undefined) await this.actions.createMigration(facts.migration);
        return;
      case 'pretend':
        return this.work('php artisan migrate --pretend', (_show, signal) => this.pretend(signal));
      case 'dismiss': {
        const label = this.snapshot().content?.index ?? this.id;
        const days = await this.actions.askDays(`Dismiss ${label}`);
        if (days === undefined) return;
        mute(this.workspace, this.app, { kind: 'index', id: this.id, label, ...untilOf(days) });
        break;
      }
      case 'restore':
        unmute(this.workspace, this.app, 'index', this.id);
        break;
      case 'copyDdl':
        return this.actions.copy(this.snapshot().content?.ddl.sql ?? '');
      case 'copyMigration':
        return this.actions.copy(facts?.migration?.text ?? '');
      case 'copyReport': {
        const { content } = this.snapshot();
        return content === undefined ? undefined : this.actions.copy(evidenceReport(content));
      }
    }
    await this.refresh(new AbortController().signal);
    this.actions.changed();
  }

  dispose(): void {
    this.running?.abort();
    this.heard.dispose();
    this.changed.dispose();
  }

  private set(change: Partial<EvidenceState>): void {
    this.state = { ...this.state, ...change };
    this.changed.fire();
  }

  /** A proof that was made elsewhere, by a command of the view, is shown here too. */
  private async takeProof(): Promise<void> {
    const known = await this.workspace.queries.of(this.app, new AbortController().signal);
    const proof = known.proofs.get(this.id);
    if (proof !== this.state.proof && proof !== undefined) this.set({ proof });
  }

  private async read(signal: AbortSignal): Promise<EvidenceFacts> {
    const { workspace, app, id } = this;
    const known = await workspace.queries.of(app, signal);
    return app.withSql(signal, async (client, used) => {
      const schema = liveDatabaseOf(used);
      const catalog = await catalogOf(known, client, schema, signal);
      if (known.unneeded === undefined) await unneededOf(known, client, schema, used, signal);
      const subject = subjectOf(known, id);
      if (subject === undefined) throw goneIndex();
      const table = tableOf(catalog, subject);
      const change = changeOf(subject, table, used);
      const referenced = catalog.tables.some(({ foreignKeys }) =>
        foreignKeys.some(({ referencedTable }) => referencedTable === table.name),
      );
      const migration = await migrationOf(app, used, client.server.flavour, table, change, signal).catch(
        (error: unknown) => {
          if (isOpsError(error, 'notWritable') || isOpsError(error, 'alreadyWritten')) return error;
          throw error;
        },
      );
      return {
        at: new Date(),
        banner: bannerOf(workspace, app, used),
        subject,
        table,
        server: client.server,
        production: treatAs(used.environment) === 'production',
        ddl: indexDdl(change, table, client.server, referenced),
        ...(isOpsError(migration) ? { notWritten: messageOf(migration) } : { migration }),
        statements: known.advice?.value.workload.statements ?? [],
        dismissed: isMuted(mutedOf(workspace, app), 'index', id),
      };
    });
  }

  private async pretend(signal: AbortSignal): Promise<string> {
    const { facts } = this.state;
    if (facts?.migration === undefined) return '';
    const pretended = await pretendedBy(facts.migration, this.app.root, runArtisan, signal);
    this.set({ pretended });
    return pretended.length === 1 ? '1 statement.' : `${pretended.length} statements.`;
  }

  /** Runs work that a page shows and can stop; what it led to stays in the timeline. */
  private async work(
    title: string,
    work: (show: (message: string, share?: number) => void, signal: AbortSignal) => Promise<string>,
  ): Promise<void> {
    const abort = new AbortController();
    this.running = abort;
    const step = (state: RunningStep['state'], more: Partial<RunningStep> = {}): void => {
      this.set({ timeline: [{ title, state, ...more }] });
    };
    const { problem: _before, ...rest } = this.state;
    this.state = { ...rest, busy: true };
    step('running');
    try {
      const said = await work(
        (message, share) => step('running', { detail: message, ...(share === undefined ? {} : { share }) }),
        abort.signal,
      );
      // Before it is said to be done: whoever looks then sees the proof.
      await this.takeProof();
      step('done', { detail: said });
    } catch (error) {
      step(isAbort(error) ? 'cancelled' : 'failed');
      if (!isAbort(error)) this.set({ problem: problemOf(error) });
      if (!isAbort(error) && !isOpsError(error)) throw error;
    } finally {
      this.running = undefined;
      this.set({ busy: false });
      this.actions.changed();
    }
  }
}

function problemOf(error: unknown): NonNullable<EvidenceContent['problem']> {
  if (!(error instanceof OpsError)) return { message: messageOf(error) };
  const { safe, next } = error.advice;
  return { message: error.message, ...(safe === undefined ? {} : { safe }), ...(next === undefined ? {} : { next }) };
}

/** Until when something is muted: so many days from now, 0 for good. */
export function untilOf(days: number): { readonly until?: string } {
  return days === 0 ? {} : { until: new Date(Date.now() + days * 86_400_000).toISOString() };
}
