import { productionEnvironments, saysProduction } from '../../production';
import type { Rule } from '../../rule';
import { readHere, writtenValue } from '../../written';
import { defaultLog, setsLogging } from './defaultLog';

/** ALR001: where production is known, every line of the log is thrown away. */
export const logChannelNull: Rule = {
  code: 'ALR001',
  slug: 'log-channel-null',
  area: 'alerting',
  severity: 'error',
  title: 'Nothing is logged in production',
  *check(context) {
    if (setsLogging(context.code)) return;
    for (const production of productionEnvironments(context)) {
      const { environment } = production;
      const written = writtenValue(environment, 'logging.default');
      const log = defaultLog(environment);
      if (written === undefined || log === undefined) continue;
      const { leaves, missing } = log.target;
      const nothing = leaves.length > 0 && leaves.every(({ sink, tapped }) => sink === 'nothing' && !tapped);
      if (!nothing || missing.length > 0) continue;
      const { location, origin } = written;
      const inEnv = origin.source === 'env';
      const other = ['daily', 'single'].find((each) => log.channels.names?.has(each));
      yield {
        rule: 'ALR001',
        severity: 'error',
        message: `Nothing is logged in production: channel \`${log.name}\` throws every line away, errors included.`,
        location,
        related: [...readHere(context, written), ...saysProduction(production, location)],
        fixes:
          other === undefined
            ? []
            : [
                {
                  title: inEnv ? `Set ${origin.envKey ?? 'the value'}=${other}` : `Set 'default' => '${other}'`,
                  preferred: false,
                  edits: [
                    { file: location.file, edits: [{ range: location.range, newText: inEnv ? other : `'${other}'` }] },
                  ],
                },
              ],
      };
    }
  },
};
