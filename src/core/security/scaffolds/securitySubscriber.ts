import { joinPath, relativePath } from '../../base/path';
import type { Fix } from '../../finding';
import { appendArrayItem } from '../../laravel/php/edit';
import { appStyle, newFile } from './appStyle';
import { addToMethod, importAll } from './phpClass';
import { appProvider, isRegistered, type Provider, providerNamed } from './providers';
import { created, type Scaffold, type ScaffoldContext } from './scaffold';
import { securityLog } from './securityLog';
import { subscriberBody } from './subscriberBody';

const eventFacade = 'Illuminate\\Support\\Facades\\Event';

/**
 * A subscriber that records who came in, who failed and what changed about accounts. It is registered by name in every
 * layout: its methods are not called `handle…`, so where Laravel discovers listeners it does not find them a second time.
 */
export function securitySubscriber(context: ScaffoldContext): Scaffold {
  const style = appStyle(context);
  const log = securityLog(context);
  const className = `${style.namespace}\\Listeners\\RecordSecurityEvents`;
  const file = joinPath(style.folder, 'Listeners/RecordSecurityEvents.php');
  const text = context.textOf(file);
  if (log.taken) return taken(context, log.file);
  if (text !== undefined && !/function\s+subscribe\s*\(/.test(text)) return taken(context, file);
  const { imports, body, events } = subscriberBody(context, log.className);
  const made = text === undefined ? created(file, newFile(style, `${style.namespace}\\Listeners`, imports, body)) : [];
  const registered = registration(context, className);
  if (registered === undefined)
    return {
      kind: 'refused',
      why: 'There is no service provider whose boot() can be edited for certain.',
      text: `\\${eventFacade}::subscribe(\\${className}::class);\n`,
    };
  const edits = [...log.edits, ...made, ...registered.edits];
  if (edits.length === 0)
    return { kind: 'nothing', why: `${relativePath(context.root, file)} is there and registered.` };
  return {
    kind: 'edits',
    edits,
    adds: [
      ...(log.edits.length === 0 ? [] : [`${relativePath(context.root, log.file)}: writes to the channel security`]),
      ...(made.length === 0 ? [] : [`${relativePath(context.root, file)}: records ${events.join(', ')}`]),
      ...registered.adds,
    ],
    remarks: [],
  };
}

function taken({ root }: ScaffoldContext, file: string): Scaffold {
  return { kind: 'refused', why: `${relativePath(root, file)} is another class already.` };
}

interface Registration {
  readonly edits: Fix['edits'];
  readonly adds: readonly string[];
}

/** In `$subscribe` of the event provider where it has one, else in boot() of that provider or of AppServiceProvider. */
function registration(context: ScaffoldContext, className: string): Registration | undefined {
  const own = providerNamed(context, 'EventServiceProvider');
  const events =
    own !== undefined && context.project.layout === 'kernel' && isRegistered(context, own) ? own : undefined;
  const app = appProvider(context);
  const providers = [events, app, own].filter((each) => each !== undefined);
  if (providers.some((each) => names(each, className))) return { edits: [], adds: [] };
  const inList = events === undefined ? undefined : inSubscribe(context, events, className);
  if (inList !== undefined) return inList;
  const booted = [events, app].find((each) => each?.parsed.declaration.methods.some(({ name }) => name === 'boot'));
  const provider = booted ?? app;
  if (provider === undefined) return undefined;
  const { text } = provider.parsed;
  const { nameOf, edits: uses } = importAll(text, [className, eventFacade]);
  const edit = addToMethod(provider.parsed, 'boot', `${nameOf(eventFacade)}::subscribe(${nameOf(className)}::class);`);
  if (edit === undefined) return undefined;
  return {
    edits: [{ file: provider.file, edits: [...uses, edit] }],
    adds: [`${relativePath(context.root, provider.file)}: registers it in boot()`],
  };
}

/** The class is named in the provider's text already, by its short name: registered by whatever form. */
function names({ parsed }: Provider, className: string): boolean {
  const short = className.slice(className.lastIndexOf('\\') + 1);
  return new RegExp(`\\b${short}\\b(?:::class|'|")`).test(parsed.text);
}

function inSubscribe(
  context: ScaffoldContext,
  { file, parsed }: Provider,
  className: string,
): Registration | undefined {
  const list = parsed.declaration.properties.find(({ name }) => name === 'subscribe')?.default;
  if (list?.kind !== 'array') return undefined;
  const { nameOf, edits: uses } = importAll(parsed.text, [className]);
  const item = `${nameOf(className)}::class`;
  const edit = appendArrayItem(parsed.text, list.range, list.items.at(-1)?.range, item);
  return {
    edits: [{ file, edits: [...uses, edit] }],
    adds: [`${relativePath(context.root, file)}: registers it in $subscribe`],
  };
}
