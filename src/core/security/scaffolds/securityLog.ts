import { joinPath } from '../../base/path';
import type { Fix } from '../../finding';
import { appStyle, newFile } from './appStyle';
import { created, type ScaffoldContext } from './scaffold';

/** The class that everything else writes through. */
export interface SecurityLog {
  /** Fully qualified. */
  readonly className: string;
  readonly file: string;
  /** Empty when the file is there. */
  readonly edits: Fix['edits'];
  /** Another class stands in its place. */
  readonly taken: boolean;
}

/** Inputs that name an account, in the order in which they are looked for. */
const accountFields = ['email', 'username', 'login', 'phone'];

/**
 * `App\Logging\SecurityLog::record()`: adds who and from where to every record, and never lets a log that cannot be written
 * break the request. PHP 7.3.
 */
export function securityLog(context: ScaffoldContext): SecurityLog {
  const style = appStyle(context);
  const file = joinPath(style.folder, 'Logging/SecurityLog.php');
  const className = `${style.namespace}\\Logging\\SecurityLog`;
  const text = context.textOf(file);
  if (text !== undefined) {
    return { className, file, edits: [], taken: !/function\s+record\s*\(\s*string \$event\b/.test(text) };
  }
  const imports = ['Illuminate\\Support\\Facades\\Log', 'Illuminate\\Support\\Str', 'Throwable'];
  const fields = accountFields.map((each) => `'${each}'`).join(', ');
  const names = context.project.packages.has('laravel/fortify')
    ? `array_merge([config('fortify.username', 'email')], [${fields}])`
    : `[${fields}]`;
  const body = template.replace('NAMES', () => names);
  const edits = created(file, newFile(style, `${style.namespace}\\Logging`, imports, body));
  return { className, file, edits, taken: false };
}

const template = String.raw`
/**
 * Writes security events to the "security" channel: what happened, who did it, from where. What somebody typed is never
 * written, only a keyed hash of the account that they named.
 */
class SecurityLog
{
    private static $reported = false;

    /**
     * @param  array<string, mixed>  $fields  null leaves a field out
     */
    public static function record(string $event, array $fields = [], string $level = 'info'): void
    {
        try {
            $fields = ['event' => $event] + $fields + self::request(! array_key_exists('user_id', $fields));

            Log::channel('security')->log($level, $event, array_filter($fields, function ($value) {
                return $value !== null;
            }));
        } catch (Throwable $error) {
            self::report($error);
        }
    }

    /**
     * @return array<string, mixed>
     */
    public static function user($user): array
    {
        if (! is_object($user)) {
            return ['user_id' => null];
        }

        $id = method_exists($user, 'getAuthIdentifier') ? $user->getAuthIdentifier() : null;

        return ['user_id' => $id, 'user_type' => get_class($user)];
    }

    /**
     * The account that somebody tried, so that attempts on one account can be counted without naming it.
     */
    public static function account(array $input): ?string
    {
        foreach (NAMES as $name) {
            $account = $input[$name] ?? null;

            if ((is_string($account) || is_int($account)) && (string) $account !== '') {
                return hash_hmac('sha256', Str::lower(trim((string) $account)), (string) config('app.key'));
            }
        }

        return null;
    }

    private static function request(bool $withUser): array
    {
        // A command or a queue worker has no visitor; a test pretends to be one.
        if (app()->runningInConsole() && ! app()->runningUnitTests()) {
            return ['console' => true];
        }

        $request = request();
        $route = $request->route();

        return [
            'ip' => $request->ip(),
            'user_agent' => Str::substr((string) $request->userAgent(), 0, 255),
            'method' => $request->method(),
            'route' => $route === null ? null : ($route->getName() ?: $route->uri()),
        ] + ($withUser ? self::user($request->user()) : []);
    }

    /**
     * Nobody is kept from logging in because a log cannot be written: it is reported, once, and the request goes on.
     */
    private static function report(Throwable $error): void
    {
        if (self::$reported) {
            return;
        }

        self::$reported = true;

        try {
            report($error);
        } catch (Throwable $again) {
            error_log('The security log cannot be written: '.$error->getMessage());
        }
    }
}
`;
