import { joinPath, relativePath } from '../../base/path';
import { classIndex, type OwnClass } from '../../code/classes';
import type { Code } from '../../code/collector';
import { appStyle, newFile } from './appStyle';
import { addToMethod, importAll } from './phpClass';
import { appProvider } from './providers';
import { created, type Scaffold, type ScaffoldContext } from './scaffold';
import { securityLog } from './securityLog';

const bases =
  /^(?:Illuminate\\Database\\Eloquent\\(?:Model|Relations\\(?:Morph)?Pivot)|Illuminate\\Foundation\\Auth\\User)$/;

/** The application's models: classes that extend Eloquent's, as far as they are its own. */
export function ownModels(code: Code): readonly OwnClass[] {
  const index = classIndex(code);
  return index.all.filter(
    ({ name, type }) => type === 'class' && index.ancestors(name).some((each) => bases.test(each)),
  );
}

/**
 * An observer that records who created, changed or deleted which row, and the names of the attributes: never a value, so
 * nothing that is hidden or encrypted can come out. PHP 7.3.
 *
 * @param models fully qualified names of models of the application
 */
export function auditTrail(context: ScaffoldContext, models: readonly string[]): Scaffold {
  const style = appStyle(context);
  const log = securityLog(context);
  const className = `${style.namespace}\\Observers\\RecordChanges`;
  const file = joinPath(style.folder, 'Observers/RecordChanges.php');
  const text = context.textOf(file);
  const shown = relativePath(context.root, file);
  if (log.taken) return { kind: 'refused', why: `${relativePath(context.root, log.file)} is another class already.` };
  if (text !== undefined && !text.includes('SecurityLog::record'))
    return { kind: 'refused', why: `${shown} is another class already.` };
  const known = new Set(ownModels(context.code).map(({ name }) => name));
  const strangers = models.filter((each) => !known.has(each));
  if (strangers.length > 0) return { kind: 'refused', why: `${strangers.join(', ')}: no model of this application.` };
  const provider = appProvider(context);
  const observing = (each: string, nameOf: (name: string) => string): string =>
    `${nameOf(each)}::observe(${nameOf(className)}::class);`;
  const missing = models.filter((each) => !isObserved(provider?.parsed.text ?? '', each));
  if (missing.length === 0) return { kind: 'nothing', why: 'These models are observed already.' };
  const byHand = missing.map((each) => `${observing(each, (name) => `\\${name}`)}\n`).join('');
  if (provider === undefined)
    return { kind: 'refused', why: 'There is no AppServiceProvider that can be edited for certain.', text: byHand };
  const { nameOf, edits: uses } = importAll(provider.parsed.text, [className, ...missing]);
  const statement = missing.map((each) => observing(each, nameOf)).join('\n');
  const edit = addToMethod(provider.parsed, 'boot', statement);
  if (edit === undefined)
    return { kind: 'refused', why: 'boot() of AppServiceProvider cannot be edited for certain.', text: byHand };
  const made =
    text === undefined
      ? created(file, newFile(style, `${style.namespace}\\Observers`, [eloquent, log.className], template))
      : [];
  return {
    kind: 'edits',
    edits: [...log.edits, ...made, { file: provider.file, edits: [...uses, edit] }],
    adds: [
      ...(log.edits.length === 0 ? [] : [`${relativePath(context.root, log.file)}: writes to the channel security`]),
      ...(made.length === 0 ? [] : [`${shown}: records who changed a row, and the names of what changed`]),
      `${relativePath(context.root, provider.file)}: observes ${missing.map(shortOf).join(', ')}`,
    ],
    remarks: [
      'Changes by queries that load no model (Model::query()->update(), DB::table()) fire no model events and are not recorded.',
      'A change that a transaction takes back is recorded all the same.',
    ],
  };
}

const eloquent = 'Illuminate\\Database\\Eloquent\\Model';

function isObserved(text: string, model: string): boolean {
  return new RegExp(`\\b${shortOf(model)}::observe\\(\\s*\\[?[^;]*\\bRecordChanges::class`).test(text);
}

function shortOf(className: string): string {
  return className.slice(className.lastIndexOf('\\') + 1);
}

const template = String.raw`
/**
 * Records who created, changed or deleted a row. Names of attributes are written, values never.
 */
class RecordChanges
{
    public function created(Model $model): void
    {
        $this->record('model_created', $model, $this->telling($model, array_keys($model->getAttributes())));
    }

    public function updated(Model $model): void
    {
        $changed = $this->telling($model, array_keys($model->getChanges()));

        if ($changed !== []) {
            $this->record('model_updated', $model, $changed);
        }
    }

    public function deleted(Model $model): void
    {
        $this->record('model_deleted', $model);
    }

    public function restored(Model $model): void
    {
        $this->record('model_restored', $model);
    }

    private function record(string $event, Model $model, array $attributes = []): void
    {
        SecurityLog::record($event, [
            'model' => get_class($model),
            'model_id' => $model->getKey(),
            'attributes' => $attributes === [] ? null : $attributes,
        ]);
    }

    /**
     * Without what changes by itself.
     */
    private function telling(Model $model, array $attributes): array
    {
        $quiet = [$model->getCreatedAtColumn(), $model->getUpdatedAtColumn()];

        if (method_exists($model, 'getRememberTokenName')) {
            $quiet[] = $model->getRememberTokenName();
        }

        return array_values(array_diff($attributes, array_filter($quiet)));
    }
}
`;
