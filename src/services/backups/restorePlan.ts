import { Emitter, type Event } from '../../core/base/event';
import type { Disposable } from '../../core/base/disposable';
import { isAbort, isOpsError, messageOf, OpsError } from '../../core/base/errors';
import { formatCount, formatDuration } from '../../core/base/format';
import { createRate, loadProgressFacts } from '../../core/backups/progress';
import { standingAgainst } from '../../core/backups/restore/preflightChecks';
import { restorableDumps } from '../../core/backups/restorable';
import type { Loaded } from '../../protocol/views/common';
import type { RestoreAction, RestorePlanContent, RunningStep } from '../../protocol/views/restorePlan';
import type { App } from '../app';
import type { Workspace } from '../workspace';
import { withApplicationSteps } from './applicationRun';
import { compareCopy } from './compare';
import { handoverText } from './handover';
import { type FittedTarget, readFittedTarget } from './fitted';
import { dropKept } from './openRestores';
import { liveDatabaseOf } from './operation';
import { restoreCopy } from './restore';
import { contentOf } from './restorePlanContent';
import type { Option, PlanState, RestorePlanActions } from './restorePlanState';
import { judgeFacts, readPlanFacts } from './restorePlanFacts';
import { switchCopy, undoSwitch, writtenRestore } from './switch';
import { verifyOne } from './verify';

/** One restore from plan to undo. It lives on while its page is closed; what a crash leaves is in its journal. */
export class RestorePlan implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.changed.event;
  private state: PlanState;
  private running: AbortController | undefined;
  private page: Loaded<RestorePlanContent>['page'] = { kind: 'loading' };

  constructor(
    private readonly workspace: Workspace,
    readonly app: App,
    private readonly actions: RestorePlanActions,
    initial: Partial<PlanState>,
  ) {
    this.state = {
      phase: 'plan',
      entry: '',
      accepted: new Set(),
      options: new Set(),
      timeline: [],
      busy: false,
      dropped: new Set(),
      ...initial,
    };
  }

  get title(): string {
    return `Restore — ${this.app.name}`;
  }

  snapshot(): Loaded<RestorePlanContent> {
    const content = contentOf(this.app, this.state);
    return content === undefined ? { page: this.page } : { page: this.page, content };
  }

  /** Asks the server anew. Failures are shown in the page. */
  async refresh(signal: AbortSignal): Promise<void> {
    this.page = { kind: 'loading' };
    this.changed.fire();
    try {
      const { restorable } = this.state;
      this.set({ facts: await readPlanFacts(this.workspace, this.app, restorable?.backup, signal) });
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

  async chooseDump(entry: string): Promise<void> {
    const { restorable } = this.state;
    const dump =
      restorable === undefined ? undefined : restorableDumps(restorable.backup).find((each) => each.entry === entry);
    if (restorable === undefined || dump === undefined) return;
    const { tables: _all, ...rest } = this.state;
    this.state = { ...rest, restorable: { ...restorable, dump }, entry, accepted: new Set() };
    this.changed.fire();
  }

  async chooseTables(tables: readonly string[]): Promise<void> {
    const all = this.state.facts?.report?.dumps.find(({ entry }) => entry === this.state.entry)?.tables ?? [];
    const { tables: _before, ...rest } = this.state;
    const chosen = tables.length === all.length ? {} : { tables };
    this.state = { ...rest, ...chosen, accepted: new Set() };
    this.changed.fire();
  }

  async accept(check: string, accepted: boolean): Promise<void> {
    const next = new Set(this.state.accepted);
    if (accepted) next.add(check);
    else next.delete(check);
    this.set({ accepted: next });
  }

  async choose(option: Option, chosen: boolean): Promise<void> {
    const next = new Set(this.state.options);
    if (chosen) next.add(option);
    else next.delete(option);
    this.set({ options: next });
  }

  async copy(check: string): Promise<void> {
    const sql = this.snapshot().content?.preflight.find(({ id }) => id === check)?.sql;
    if (sql !== undefined) await this.actions.copy(sql);
  }

  async act(action: RestoreAction): Promise<void> {
    switch (action) {
      case 'cancel':
        this.running?.abort();
        return;
      case 'givePassword':
        return this.givePassword();
      case 'verify':
        return this.work('Verify', (signal) => this.verify(signal));
      case 'start':
        return this.work('Restore', (signal) => this.start(signal));
      case 'switch':
        return this.work('Switch', (signal) => this.exchange('switch', signal));
      case 'undo':
        return this.work('Undo', (signal) => this.exchange('undo', signal));
      case 'dropCopy':
      case 'dropOld':
        return this.work('Remove', (signal) => this.drop(action === 'dropCopy' ? 'copy' : 'old', signal));
      default:
        await this.actions.copy(await this.report());
    }
  }

  dispose(): void {
    this.running?.abort();
    this.changed.dispose();
  }

  private async givePassword(): Promise<void> {
    const name = this.state.restorable?.backup.fileName ?? '';
    const password = await this.actions.askPassword(name);
    if (password === undefined || password === '') return;
    this.workspace.host.redactor.protect(password);
    this.set({ password });
  }

  private async verify(signal: AbortSignal): Promise<void> {
    const { restorable } = this.state;
    if (restorable === undefined) return;
    this.begin('Verify the backup');
    const verified = await verifyOne(
      this.workspace,
      this.app,
      restorable.backup.path,
      {
        password: () => this.password(),
        show: (detail, share) => this.show(detail, share),
        ...(await this.fitting(signal)),
      },
      signal,
    );
    this.end(verified.whole ? 'done' : 'failed', verified.summary);
    await this.refresh(signal);
    this.actions.changed();
  }

  /** What the dump has to be fitted to; nothing where the server does not answer, because reading a file needs none. */
  private async fitting(signal: AbortSignal): Promise<{ readonly target?: FittedTarget }> {
    try {
      return await this.app.withOwnSql(signal, async (client, used) => ({
        target: await readFittedTarget(client, used, this.state.facts?.database ?? liveDatabaseOf(used), signal),
      }));
    } catch (error) {
      if (isAbort(error) || !isOpsError(error)) throw error;
      this.workspace.host.logger.warn(`${this.app.name}: the backup is verified for no server. ${messageOf(error)}`);
      return {};
    }
  }

  private async start(signal: AbortSignal): Promise<void> {
    const { restorable, facts, entry, tables } = this.state;
    if (restorable === undefined || facts === undefined) return;
    await this.refresh(signal);
    const checks = this.checks();
    const [against] = standingAgainst(checks, this.state.accepted);
    if (against !== undefined)
      throw new OpsError('refused', `${against.title}: ${against.found}`, {
        safe: 'Nothing was changed.',
        ...(against.next === undefined ? {} : { next: against.next }),
      });
    const rate = createRate();
    const before = this.state.phase;
    try {
      const copy = await restoreCopy(
        this.workspace,
        this.app,
        {
          backup: restorable.backup,
          dump: restorable.dump.entry === entry ? restorable.dump : { ...restorable.dump, entry },
          password: () => this.password(),
          show: () => undefined,
          onStart: () => {
            this.set({ phase: 'restoring', checks });
            this.begin(`Restore ${restorable.backup.fileName} into a new database`);
          },
          onProgress: (progress) => {
            const { figures, share, title } = loadProgressFacts(progress, rate.at(Date.now(), progress.readBytes));
            this.show(title, share, figures);
          },
          database: this.state.facts?.database ?? facts.database,
          ...(tables === undefined ? {} : { tables }),
        },
        signal,
      );
      const { tables: loaded, milliseconds, missing, rewritings } = copy.report;
      const rows = loaded.reduce((sum, table) => sum + table.rows, 0);
      this.end(
        'done',
        `${formatCount(loaded.length)} tables and ${formatCount(rows)} rows in ${formatDuration(milliseconds)}.`,
      );
      for (const { kind, name, why } of missing) this.note(`${kind} ${name} was not created: ${why}`, 'failed');
      this.set({ phase: 'restored', restoreId: copy.restoreId, database: copy.database, rewritings });
    } catch (error) {
      this.set({ phase: isAbort(error) || this.state.phase === 'plan' ? before : 'failed' });
      throw error;
    }
    await this.compare(signal);
    this.actions.changed();
  }

  private async compare(signal: AbortSignal): Promise<void> {
    const { restoreId } = this.state;
    if (restoreId === undefined) return;
    this.begin('Compare with the live database');
    const comparison = await compareCopy(
      this.workspace,
      this.app,
      restoreId,
      this.state.restorable?.backup.createdAt,
      signal,
    );
    this.set({ comparison });
    this.end('done');
  }

  private async exchange(direction: 'switch' | 'undo', signal: AbortSignal): Promise<void> {
    const { restoreId, phase: before, facts, options } = this.state;
    if (restoreId === undefined) return;
    const act = direction === 'switch' ? switchCopy : undoSwitch;
    this.set({ phase: direction === 'switch' ? 'switching' : 'undoing' });
    try {
      const chosen =
        facts?.ownApplication === true ? facts.steps.filter(({ id }) => id !== 'scheduler' && options.has(id)) : [];
      const exchanged = await withApplicationSteps(
        this.app.root,
        chosen,
        { begin: (title) => this.begin(title), end: (state, detail) => this.end(state, detail) },
        async () => {
          this.begin(direction === 'switch' ? 'Switch' : 'Undo');
          const result = await act(
            this.workspace,
            this.app,
            restoreId,
            {
              acceptRisks: (risks) => this.actions.acceptRisks(risks.map(({ message }) => message)),
              show: (detail, share) => this.show(detail, share),
            },
            signal,
          );
          this.end('done', result.summary);
          return result;
        },
        signal,
      );
      for (const remark of exchanged.remarks) this.note(remark, 'failed');
      this.set({ phase: direction === 'switch' ? 'switched' : 'undone', exchanged });
    } catch (error) {
      this.set({ phase: before });
      throw error;
    }
    this.actions.changed();
  }

  private async drop(which: 'copy' | 'old', signal: AbortSignal): Promise<void> {
    const { restoreId } = this.state;
    if (restoreId === undefined) return;
    this.begin(which === 'copy' ? 'Remove the copy' : 'Remove what was live before');
    const dropped = await dropKept(this.workspace, this.app, restoreId, signal);
    this.end('done', `${dropped.join(', ')} removed.`);
    this.set({ dropped: new Set([...this.state.dropped, which]) });
    this.actions.changed();
  }

  private async report(): Promise<string> {
    const { restoreId } = this.state;
    if (restoreId === undefined) return '';
    return handoverText(this.app, await writtenRestore(this.app, restoreId), this.state);
  }

  /** Runs one piece of work at a time; what fails is shown in the page with what is safe and what to do next. */
  private async work(_what: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.running !== undefined) return;
    const controller = new AbortController();
    this.running = controller;
    const { problem: _before, ...rest } = this.state;
    this.state = { ...rest, busy: true };
    this.changed.fire();
    try {
      await work(controller.signal);
    } catch (error) {
      if (isAbort(error)) this.end('cancelled');
      else {
        this.end('failed');
        if (!isOpsError(error)) throw error;
        this.set({ problem: { message: error.message, ...error.advice } });
      }
    } finally {
      this.running = undefined;
      this.set({ busy: false });
    }
  }

  private async password(): Promise<string | undefined> {
    return this.state.password ?? this.actions.askPassword(this.state.restorable?.backup.fileName ?? '');
  }

  private checks() {
    const { facts, restorable, entry, tables, password } = this.state;
    if (facts === undefined || restorable === undefined) return [];
    const passwordKnown = password !== undefined || facts.configuredPassword;
    return judgeFacts(facts, restorable, { entry, passwordKnown, ...(tables === undefined ? {} : { tables }) });
  }

  private begin(title: string): void {
    this.set({ timeline: [...this.state.timeline, { title, state: 'running' }] });
  }

  private show(detail: string, share?: number, figures?: RunningStep['figures']): void {
    this.last((step) => ({
      title: step.title,
      state: 'running',
      detail,
      ...(share === undefined ? {} : { share }),
      ...(figures === undefined ? {} : { figures }),
    }));
  }

  /** Ends what runs; nothing happens when nothing does. */
  private end(state: RunningStep['state'], detail?: string): void {
    this.last(({ title, detail: before }) => {
      const said = detail ?? (state === 'done' ? undefined : before);
      return { title, state, ...(said === undefined ? {} : { detail: said }) };
    });
  }

  private note(title: string, state: RunningStep['state']): void {
    this.set({ timeline: [...this.state.timeline, { title, state }] });
  }

  private last(change: (step: RunningStep) => RunningStep): void {
    const index = this.state.timeline.findLastIndex(({ state }) => state === 'running');
    const step = this.state.timeline[index];
    if (step !== undefined) this.set({ timeline: this.state.timeline.with(index, change(step)) });
  }

  private set(change: Partial<PlanState>): void {
    this.state = { ...this.state, ...change };
    this.changed.fire();
  }
}
