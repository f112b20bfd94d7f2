import { logChannels } from '../../../code/logging/logChannels';
import type { Fix } from '../../../finding';
import type { Rule, RuleContext } from '../../rule';
import { revealingLogCollector, type RevealingLogCall } from './logCalls';

const messages: Readonly<Record<RevealingLogCall['what'], string>> = {
  request: 'Writes everything the request carries into the log, passwords and tokens with it when there are any.',
  headers: "Writes the request's headers into the log, cookies and `Authorization` with them.",
  token: "Writes the request's token into the log: whoever reads it can act as that user.",
  password: 'Writes a password into the log.',
};

/** SEC001: what is logged holds secrets. */
export const secretsInLogs: Rule = {
  code: 'SEC001',
  slug: 'secrets-in-logs',
  area: 'securityEventLogging',
  severity: 'warning',
  title: 'Secrets in the log',
  collectors: [revealingLogCollector],
  *check(context) {
    for (const call of context.code.facts(revealingLogCollector)) {
      if (mayBeMasked(context, call.channel)) continue;
      yield {
        rule: 'SEC001',
        severity: 'warning',
        message: messages[call.what],
        location: call.location,
        related: [],
        fixes: withoutSecrets(call),
      };
    }
  },
};

/** A tap or a processor on the way may take secrets out; where the channel is not certain, any of them may be it. */
function mayBeMasked({ project, environments }: RuleContext, channel: string | undefined): boolean {
  return [project, ...environments.map((each) => each.project)].some((each) => {
    const channels = logChannels(each);
    const name = channel ?? channels.default ?? 'unknown';
    const names = name === 'unknown' || channels.names?.has(name) !== true ? [...(channels.names ?? [])] : [name];
    return names.some((one) => {
      const target = channels.target(one);
      // A driver that nobody knows (Sentry's, an own one) takes lines elsewhere; only what changes them counts.
      return target.leaves.some(
        ({ tapped, value }) => tapped && (value.entries.has('tap') || value.entries.has('processors')),
      );
    });
  });
}

/** The fields that Laravel itself never flashes to the session. */
function withoutSecrets({ call, location: { file } }: RevealingLogCall): readonly Fix[] {
  if (call === undefined) return [];
  const newText = "except(['current_password', 'password', 'password_confirmation', 'token'])";
  return [
    { title: 'Leave passwords and tokens out', preferred: false, edits: [{ file, edits: [{ range: call, newText }] }] },
  ];
}
