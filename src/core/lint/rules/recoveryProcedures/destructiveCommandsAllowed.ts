import type { TextEdit } from '../../../base/text';
import type { Collector } from '../../../code/collector';
import type { Location } from '../../../finding';
import { appendStatement } from '../../../laravel/php/edit';
import { importing } from '../../../laravel/php/imports';
import type { LaravelVersion } from '../../../laravel/project';
import { productionEnvironments, saysProduction } from '../../production';
import type { Rule } from '../../rule';

type ProhibitionFact =
  /** Destructive commands are prohibited, or may be: somewhere the method is named. */
  | { readonly kind: 'prohibits' }
  | { readonly kind: 'boot'; readonly location: Location; readonly edits: readonly TextEdit[] };

const facade = 'Illuminate\\Support\\Facades\\DB';
const statement = '::prohibitDestructiveCommands($this->app->isProduction());';

const prohibitions: Collector<ProhibitionFact> = {
  id: 'prohibitions',
  wants: ({ relative, text }) =>
    relative.endsWith('/AppServiceProvider.php') || /prohibitDestructiveCommands|::prohibit\(/.test(text),
  collect: ({ path, text, program }) => {
    if (/prohibitDestructiveCommands|::prohibit\(/.test(text)) return [{ kind: 'prohibits' }];
    return program.body.flatMap((each): ProhibitionFact[] => {
      if (each.kind !== 'class' || !each.declaration.name.endsWith('\\AppServiceProvider')) return [];
      const boot = each.declaration.methods.find(({ name }) => name === 'boot');
      const { name: own, edit: use } = importing(text, facade);
      const edit = boot === undefined ? undefined : appendStatement(text, boot, own + statement);
      const at = boot === undefined ? -1 : text.indexOf('boot', boot.range.start);
      if (boot === undefined || edit === undefined || at < 0) return [];
      const location = { file: path, range: { start: at, end: at + 'boot'.length } };
      return [{ kind: 'boot', location, edits: use === undefined ? [edit] : [use, edit] }];
    });
  },
};

/** Packages that prohibit them on their own. */
const prohibiting = ['nunomaduro/essentials'];

/** REC004: nothing keeps `migrate:fresh --force` from emptying the production database. */
export const destructiveCommandsAllowed: Rule = {
  code: 'REC004',
  slug: 'destructive-commands-allowed',
  area: 'recoveryProcedures',
  severity: 'hint',
  title: 'Destructive commands can run in production',
  collectors: [prohibitions],
  *check(context) {
    const { code, project } = context;
    if (!canProhibit(project.version) || prohibiting.some((name) => project.packages.has(name))) return;
    const facts = code.facts(prohibitions);
    if (!code.complete(prohibitions) || facts.some(({ kind }) => kind === 'prohibits')) return;
    const [production] = productionEnvironments(context);
    const boot = facts.find((each) => each.kind === 'boot');
    if (production === undefined || boot?.kind !== 'boot') return;
    const { location, edits } = boot;
    yield {
      rule: 'REC004',
      severity: 'hint',
      message:
        '`migrate:fresh`, `migrate:refresh`, `migrate:reset` and `db:wipe` can run in production with `--force`: nothing prohibits them.',
      location,
      related: saysProduction(production, location),
      fixes: [{ title: 'Prohibit them in production', preferred: false, edits: [{ file: location.file, edits }] }],
    };
  },
};

/** DB::prohibitDestructiveCommands() came with 11.9.0. */
function canProhibit({ full, major }: LaravelVersion): boolean {
  if (major === undefined || major < 11) return false;
  if (major > 11) return true;
  const minor = /^v?11\.(\d+)/.exec(full ?? '')?.[1];
  return minor !== undefined && Number(minor) >= 9;
}
