import { joinPath } from '../../base/path';
import type { Fix } from '../../finding';
import { appStyle, type AppStyle, newFile } from './appStyle';
import type { LimiterFigures } from './limiterTexts';
import { usualFigures } from './limiterTexts';
import { ownTestFiles } from './ownTestFiles';
import { changeTests, limiterTests, type OwnTest, securityLogTests, type TestSuite } from './ownTestTexts';
import { created, type Scaffold, type ScaffoldContext } from './scaffold';

/** What the tests are about: what was scaffolded. */
export interface OwnTestWishes {
  readonly channel?: boolean;
  readonly subscriber?: boolean;
  readonly auditTrail?: boolean;
  /** The limiter login is defined. */
  readonly loginLimiter?: boolean;
  readonly rateLimitLog?: boolean;
  readonly figures?: LimiterFigures;
}

/** Tests of the application's own, in the style that it uses: Pest or PHPUnit. They need no database. */
export function ownTests(context: ScaffoldContext, wishes: OwnTestWishes): Scaffold {
  const style = appStyle(context);
  const [logFile, limiterFile, changeFile] = ownTestFiles;
  const suites: readonly (readonly [string, TestSuite | undefined])[] = [
    [logFile, securityLogTests(style.namespace, wishes)],
    [limiterFile, limiterTests(wishes, (wishes.figures ?? usualFigures).login.account)],
    [changeFile, changeTests(style.namespace, wishes)],
  ];
  const edits: Fix['edits'][number][] = [];
  const adds: string[] = [];
  for (const [relative, suite] of suites) {
    const file = joinPath(context.root, relative);
    if (suite === undefined || suite.tests.length === 0 || context.textOf(file) !== undefined) continue;
    edits.push(...created(file, isPest(context) ? pestFile(context, style, suite) : unitFile(style, suite)));
    adds.push(`${relative}: ${suite.tests.length} ${suite.tests.length === 1 ? 'test' : 'tests'}`);
  }
  if (edits.length === 0) return { kind: 'nothing', why: 'These tests are there already.' };
  return { kind: 'edits', edits, adds, remarks: [] };
}

function isPest({ project, manifest, textOf, root }: ScaffoldContext): boolean {
  const known = project.packages.has('pestphp/pest') || manifest?.requires.has('pestphp/pest') === true;
  return known && textOf(joinPath(root, 'tests/Pest.php')) !== undefined;
}

function unitFile(style: AppStyle, { name, imports, helpers, setUp, tests }: TestSuite): string {
  const members = [
    ...(setUp.length === 0
      ? []
      : [['protected function setUp(): void', '{', '    parent::setUp();', '', ...setUp.map(inner), '}']]),
    ...tests.map((each) => [`public function test_${methodName(each)}(): void`, '{', ...each.lines.map(inner), '}']),
    ...helpers.map(({ signature, lines }) => [`private function ${signature}`, '{', ...lines.map(inner), '}']),
  ];
  const body = [`class ${name} extends TestCase`, '{', ...members.flatMap(spaced).map(inner), '}'];
  return newFile(style, 'Tests\\Feature', [...imports, 'Tests\\TestCase'], body.join('\n'));
}

function pestFile(context: ScaffoldContext, style: AppStyle, { imports, helpers, setUp, tests }: TestSuite): string {
  const pest = context.textOf(joinPath(context.root, 'tests/Pest.php')) ?? '';
  // The same test case twice is an error of Pest's.
  const bound = /->in\(\s*(?:[^)]*['"](?:Feature|\.|\.\/Feature)['"]|__DIR__)/.test(pest);
  const parts = [
    ...(bound ? [] : [['uses(Tests\\TestCase::class);']]),
    ...(setUp.length === 0 ? [] : [['beforeEach(function () {', ...setUp.map(inner), '});']]),
    ...tests.map((each) => [`test('${each.name}', function () {`, ...each.lines.map(inPest).map(inner), '});']),
    ...helpers.map(({ pestName, lines, parameters }) => [
      `function ${pestName}(${parameters})`,
      '{',
      ...lines.map(inPest).map(inner),
      '}',
    ]),
  ];
  return newFile(style, undefined, imports, parts.flatMap(spaced).join('\n'));
}

/** Helpers are functions in Pest's files: their names are unlikely to be taken. */
function inPest(line: string): string {
  return line.replace(/\$this->(securityRecords|changedModel)\(/g, '$1(').replace(/self::assert/g, '$this->assert');
}

function spaced(lines: readonly string[], index: number): readonly string[] {
  return index === 0 ? lines : ['', ...lines];
}

function inner(line: string): string {
  return line === '' ? '' : `    ${line}`;
}

function methodName({ name }: OwnTest): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}
