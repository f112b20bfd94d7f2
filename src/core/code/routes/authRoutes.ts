import type { Location } from '../../finding';
import { noAttributes } from './attributes';
import { type Run, insideGroup } from './run';
import { registerVerb } from './register';
import { changeRegistered } from './changeRegistered';
import { type RunValue, entryOf, truthOf } from './values';

type Row = readonly [verb: 'GET' | 'POST', uri: string, controller: string, method: string, name?: string];

// laravel/ui, AuthRouteMethods::auth(): the routes of each option.
const rows: Readonly<Record<string, readonly Row[]>> = {
  login: [
    ['GET', 'login', 'LoginController', 'showLoginForm', 'login'],
    ['POST', 'login', 'LoginController', 'login'],
  ],
  logout: [['POST', 'logout', 'LoginController', 'logout', 'logout']],
  register: [
    ['GET', 'register', 'RegisterController', 'showRegistrationForm', 'register'],
    ['POST', 'register', 'RegisterController', 'register'],
  ],
  reset: [
    ['GET', 'password/reset', 'ForgotPasswordController', 'showLinkRequestForm', 'password.request'],
    ['POST', 'password/email', 'ForgotPasswordController', 'sendResetLinkEmail', 'password.email'],
    ['GET', 'password/reset/{token}', 'ResetPasswordController', 'showResetForm', 'password.reset'],
    ['POST', 'password/reset', 'ResetPasswordController', 'reset', 'password.update'],
  ],
  confirm: [
    ['GET', 'password/confirm', 'ConfirmPasswordController', 'showConfirmForm', 'password.confirm'],
    ['POST', 'password/confirm', 'ConfirmPasswordController', 'confirm'],
  ],
  verify: [
    ['GET', 'email/verify', 'VerificationController', 'show', 'verification.notice'],
    ['GET', 'email/verify/{id}/{hash}', 'VerificationController', 'verify', 'verification.verify'],
    ['POST', 'email/resend', 'VerificationController', 'resend', 'verification.resend'],
  ],
};

/** What `Auth::routes(['register' => false])` registers. The controllers are the application's own copies. */
export function registerAuthRoutes(options: RunValue | undefined, location: Location, run: Run): void {
  const group = run.group ?? noAttributes;
  // The package looks in the group's namespace, and else in App\Http\Controllers.
  const inGroup = group.namespace?.join('');
  const namespace =
    inGroup !== undefined && run.isOwnClass(`${inGroup}\\Auth\\LoginController`) ? inGroup : 'App\\Http\\Controllers';
  const { namespace: _, ...bare } = group;
  insideGroup(run, bare, () => {
    for (const [option, routes] of Object.entries(rows)) {
      const given = entryOf(options, option);
      const otherwise =
        option === 'verify'
          ? false
          : option !== 'confirm' || run.isOwnClass(`${namespace}\\Auth\\ConfirmPasswordController`);
      const wanted = given === undefined ? otherwise : truthOf(given);
      if (wanted === false) continue;
      if (wanted === undefined || (options !== undefined && options.kind !== 'list')) {
        run.gaps.add('Auth::routes() is given options that are not certain.');
      }
      for (const [verb, uri, controller, method, name] of routes) {
        const text = (value: string): RunValue => ({ kind: 'text', parts: [value], location });
        const action = text(`\\${namespace}\\Auth\\${controller}@${method}`);
        const place = { location, whole: location };
        const result = registerVerb(
          { methods: [verb], uri: text(uri), action, attributes: noAttributes, place, builtIn: false },
          run,
        );
        if (name === undefined || result.kind !== 'registered') continue;
        changeRegistered(result.registered, 'name', { at: () => text(name), all: [text(name)] });
      }
    }
  });
}
