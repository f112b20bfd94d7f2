import { corsAnyOriginWithCredentials } from '../../../../../../src/core/lint/rules/apiThrottling/corsAnyOriginWithCredentials';
import { ruleCases } from '../../ruleCases';

function cors(origins: string, credentials: string, paths = "['api/*']"): Record<string, string> {
  return {
    'config/cors.php': `<?php\n\nreturn [\n    'paths' => ${paths},\n    'allowed_origins' => ${origins},\n    'supports_credentials' => ${credentials},\n];\n`,
  };
}
const session = (sameSite: string): Record<string, string> => ({
  'config/session.php': `<?php return ['same_site' => ${sameSite}];\n`,
});
const fromEnv = "array_filter(explode(',', env('CORS_ALLOWED_ORIGINS', '')))";

ruleCases(corsAnyOriginWithCredentials, {
  bad: [
    {
      name: 'a star and cookies that go to every site',
      files: { ...cors("['*']", 'true'), ...session("'none'") },
      at: ["config/cors.php: ['*']"],
      message: "Any site can call the API with the user's cookies and read the answers.",
      related: ['Cookies are allowed here.'],
      fixed: cors(fromEnv, 'true'),
    },
    {
      name: 'a session cookie that is lax goes along from subdomains',
      files: { ...cors("['*']", 'true'), ...session("env('SESSION_SAME_SITE', 'lax')") },
      at: ["config/cors.php: ['*']"],
      message:
        'Any origin can call the API and read the answers; the session cookie (SameSite=lax) goes along from every subdomain.',
      fix: "Set 'supports_credentials' => false",
      fixed: cors("['*']", 'false'),
    },
    {
      name: 'a star among others',
      files: cors("['https://shop.example', '*']", 'true'),
      at: ["config/cors.php: ['https://shop.example', '*']"],
      fixed: cors(fromEnv, 'true'),
    },
    {
      name: 'the older way to write arrays, in Laravel 8',
      files: {
        ...cors("array('*')", 'TRUE'),
        'composer.json': JSON.stringify({ require: { 'laravel/framework': '^8.0' } }),
      },
      at: ["config/cors.php: array('*')"],
      fixed: cors(fromEnv, 'TRUE'),
    },
  ],
  good: [
    { name: 'the file as Laravel ships it', files: cors("['*']", 'false') },
    { name: 'no file', files: {} },
    { name: 'listed origins', files: cors("['https://shop.example']", 'true') },
    { name: 'origins from the environment', files: cors("explode(',', env('ORIGINS', '*'))", 'true') },
    { name: 'a star that the environment may replace', files: cors("[env('ORIGIN', '*')]", 'true') },
    { name: 'credentials that the environment decides', files: cors("['*']", "env('CORS_CREDENTIALS', true)") },
    { name: 'credentials that nobody can know', files: cors("['*']", 'credentials()') },
    { name: 'origins that nobody can know', files: cors('origins()', 'true') },
    { name: 'no paths', files: cors("['*']", 'true', '[]') },
    { name: 'a subdomain pattern', files: cors("['https://*.shop.example']", 'true') },
  ],
});
