import type { Fix } from '../../../finding';
import { asString, type Value } from '../../../laravel/value';
import type { Rule, RuleContext } from '../../rule';
import { literalOrigin, locationOf } from '../../written';
import { writtenArray } from '../../arrayAt';

/** API005: every origin may send requests with the user's cookies and read the answers. */
export const corsAnyOriginWithCredentials: Rule = {
  code: 'API005',
  slug: 'cors-any-origin-with-credentials',
  area: 'apiThrottling',
  severity: 'warning',
  title: 'Any origin, with cookies',
  *check(context) {
    const { config } = context.project;
    const origins = config.get('cors.allowed_origins');
    const array = writtenArray(context, origins);
    const credentials = config.get('cors.supports_credentials');
    if (array === undefined || !isLiteral(credentials, true) || !hasLiteralStar(origins)) return;
    const paths = config.get('cors.paths');
    // Without paths Laravel sends no such header.
    if (paths.kind === 'absent' || (paths.kind === 'array' && paths.entries.size === 0)) return;
    const origin = literalOrigin(credentials);
    const allowed = origin === undefined ? undefined : locationOf(origin);
    const location = { file: array.file, range: array.expression.range };
    yield {
      rule: 'API005',
      severity: 'warning',
      message: messageOf(context),
      location,
      related: allowed === undefined ? [] : [{ location: allowed, message: 'Cookies are allowed here.' }],
      fixes: [
        listOrigins(location),
        ...(allowed === undefined
          ? []
          : [
              {
                title: "Set 'supports_credentials' => false",
                preferred: false,
                edits: [{ file: allowed.file, edits: [{ range: allowed.range, newText: 'false' }] }],
              },
            ]),
      ],
    };
  },
};

/** SameSite decides which of those sites the browser sends the session cookie for. */
function messageOf({ project }: RuleContext): string {
  const sameSite = project.config.get('session.same_site');
  const name = asString(sameSite)?.toLowerCase();
  if (name !== 'lax' && name !== 'strict')
    return "Any site can call the API with the user's cookies and read the answers.";
  return `Any origin can call the API and read the answers; the session cookie (SameSite=${name}) goes along from every subdomain.`;
}

function isLiteral(value: Value, expected: boolean): value is Value & { readonly kind: 'known' } {
  return value.kind === 'known' && value.value === expected && literalOrigin(value) !== undefined;
}

function hasLiteralStar(origins: Value): boolean {
  if (origins.kind !== 'array') return false;
  return [...origins.entries.values()].some(
    ({ value }) => value.kind === 'known' && value.value === '*' && literalOrigin(value) !== undefined,
  );
}

function listOrigins({ file, range }: { readonly file: string; readonly range: { start: number; end: number } }): Fix {
  const newText = "array_filter(explode(',', env('CORS_ALLOWED_ORIGINS', '')))";
  return {
    title: 'Read the origins from CORS_ALLOWED_ORIGINS',
    preferred: false,
    edits: [{ file, edits: [{ range, newText }] }],
  };
}
