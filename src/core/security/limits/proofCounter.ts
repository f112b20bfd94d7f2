import { isOfStop, type Stop } from './answers';
import type { BurstAs, LimitProof, ProofFinding, ProofPlan, SentProof } from './proof';

/** What the single requests after the stop have shown. */
export interface CounterVerdict {
  readonly counter: LimitProof['counter'];
  readonly why: string;
  readonly findings: readonly ProofFinding[];
}

type Seen = 'fresh' | 'stopped' | undefined;

const fresh = 'passed';

/** What a counter is kept by: each probe changed one thing, and passed or was stopped as well. */
export function counterVerdict(plan: ProofPlan, sent: SentProof, stop: Stop): CounterVerdict {
  const seen = (as: BurstAs): Seen => {
    const [answer] = sent.bursts.find((each) => each.as === as)?.answers ?? [];
    if (answer === undefined || answer.status === 0 || answer.status >= 500 || answer.status === 419) return undefined;
    return isOfStop(answer, stop) ? 'stopped' : 'fresh';
  };
  if (seen('again') !== 'stopped')
    return unknown(
      seen('again') === 'fresh'
        ? 'The window was over before it could be seen what the counter is kept by.'
        : 'What the counter is kept by was not tried to the end.',
    );
  const [token, account, address, forwarded] = [
    seen('otherToken'),
    seen('otherAccount'),
    seen('otherAddress'),
    seen('forwarded'),
  ];
  const findings = forwarded === 'fresh' ? [forged(plan)] : [];
  const byAddress = address === 'fresh' || forwarded === 'fresh';
  const how =
    address === 'fresh' ? 'a request from another address of this machine' : 'a request with another X-Forwarded-For';
  if (token === 'fresh')
    return { counter: 'user', why: `The second account's request ${fresh}: each user has a counter.`, findings };
  if (byAddress && account === 'fresh')
    return {
      counter: 'accountAndIp',
      why: `Another account ${fresh}, and so did ${how}: account and address count together.`,
      findings,
    };
  const accountToo = account === 'stopped' ? '; another account from the same address was stopped' : '';
  if (byAddress)
    return { counter: 'ip', why: `${capital(how)} ${fresh}: each address has a counter${accountToo}.`, findings };
  if (account === 'fresh')
    return address === 'stopped'
      ? {
          counter: 'account',
          why: `Another account ${fresh}, another address did not: each account has a counter.`,
          findings,
        }
      : {
          counter: 'unknown',
          why: `Another account ${fresh}: the account counts, and whether the address does too was not shown.`,
          findings,
        };
  if (address !== 'stopped')
    return unknown(
      'Nothing that was changed gave a fresh counter, but requests from another address could not be sent from here: it is kept by address, or for everyone.',
    );
  if (token === 'stopped' || !plan.signedIn)
    return {
      counter: 'everyone',
      why: 'Whatever was changed, requests were stopped: one counter for all visitors.',
      findings: [
        {
          kind: 'oneForAll',
          severity: 'warning',
          message: `One visitor can lock everybody out of ${plan.title}: all share a counter.`,
        },
      ],
    };
  return unknown(
    'Another address was stopped as well: it is kept by user, or for everyone. Two tokens would show which.',
  );
}

function unknown(why: string): CounterVerdict {
  return { counter: 'unknown', why, findings: [] };
}

/** A forged header counts only where its sender is trusted. Of this machine that may be meant: a proxy on the same host. */
function forged({ trusts }: ProofPlan): ProofFinding {
  const got = 'A made-up X-Forwarded-For gets a fresh counter';
  if (trusts === 'everyone')
    return {
      kind: 'forgeable',
      severity: 'warning',
      message: `${got}: every address is a trusted proxy, and whoever reaches the application past its proxy is never stopped.`,
    };
  const known = trusts === 'some' ? ', whose address is among the trusted proxies' : '';
  return {
    kind: 'forgeable',
    severity: 'information',
    message: `${got} from this machine${known}. Whether it does from elsewhere was not shown.`,
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
