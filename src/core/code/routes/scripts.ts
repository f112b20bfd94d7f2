import { parentPath } from '../../base/path';
import type { Attribute, ClassDeclaration, FunctionLike, Statement } from '../../laravel/php/syntax';
import type { Collector, ParsedFile, SourceFile } from '../collector';
import { readSteps } from './readSteps';
import { type Reading, readArguments, readParameters } from './reading';
import { readWritten } from './readWritten';
import type { Script, ScriptAttribute, ScriptClass, ScriptMethod } from './script';

const registering =
  /(?:\bRoute::|\$\w*[rR]oute[rs]?->)(?:get|post|put|patch|delete|options|any|match|view|redirect|permanentRedirect|fallback|group|middleware|prefix|domain|name|controller|namespace|as|(?:api)?[rR]esources?|(?:api)?[sS]ingletons?|withoutMiddleware)\s*\(/;
const loading = /\bloadRoutesFrom\s*\(|Support\\Providers\\RouteServiceProvider|\bAuth::routes\s*\(/;
const grouping =
  /(?:->|::)(?:middlewareGroup|aliasMiddleware|pushMiddleware(?:ToGroup)?|prependMiddleware(?:ToGroup)?|appendMiddlewareToGroup|removeMiddlewareFromGroup)\s*\(/;
const kernel = /\bextends\s+\\?[\w\\]*Kernel\b[\s\S]*\$(?:middleware|routeMiddleware)/;
const frameworkMiddleware =
  /\bextends\s+\\?[\w\\]*(?:Middleware|TrustProxies|TrustHosts|VerifyCsrfToken|ValidateCsrfToken|PreventRequestForgery)\b/;
const inController =
  /\$this->middleware\(\s*(?!static\b|fn\b|function\b|\))|\bHasMiddleware\b|Attributes\\Controllers\b/;

/** Route files, bootstrap/app.php, and classes of the application that register or load routes. */
export const routeScripts: Collector<Script> = {
  id: 'routeScripts',
  wants: ({ relative, text }: SourceFile) =>
    relative.startsWith('routes/') ||
    relative === 'bootstrap/app.php' ||
    relative === 'bootstrap/providers.php' ||
    registering.test(text) ||
    loading.test(text) ||
    grouping.test(text),
  collect: (file) => [scriptOf(file, () => true)],
};

/** HTTP kernels and the application's own copies of the framework's middleware, for their properties. */
export const kernelScripts: Collector<Script> = {
  id: 'kernelScripts',
  wants: ({ text }) => kernel.test(text) || frameworkMiddleware.test(text),
  collect: (file) => [scriptOf(file, (method) => method === '__construct')],
};

/** Controllers that name middleware themselves. */
export const controllerScripts: Collector<Script> = {
  id: 'controllerScripts',
  wants: ({ text }) => inController.test(text),
  collect: (file) => [scriptOf(file, (method) => method === '__construct' || method === 'middleware')],
};

function scriptOf(file: ParsedFile, wanted: (method: string) => boolean): Script {
  const reading: Reading = {
    root: file.path.slice(0, -file.relative.length - 1),
    file: file.path,
    folder: parentPath(file.path),
    text: file.text,
    written: readWritten,
    steps: readSteps,
  };
  const declared: ClassDeclaration[] = [];
  const visit = (statements: readonly Statement[]): void => {
    for (const each of statements) if (each.kind === 'class') declared.push(each.declaration);
  };
  visit(file.program.body);
  return {
    file: file.path,
    relative: file.relative,
    steps: readSteps(file.program.body, reading),
    classes: declared.map((each) => classOf(each, { ...reading, className: each.name }, wanted)),
  };
}

function classOf(declaration: ClassDeclaration, reading: Reading, wanted: (method: string) => boolean): ScriptClass {
  const methods = declaration.methods.filter(({ name }) => wanted(name));
  return {
    name: declaration.name,
    nameRange: declaration.nameRange,
    traits: declaration.traits,
    implements: declaration.implements,
    attributes: [
      ...declaration.attributes.map((each) => attributeOf(each, reading)),
      ...declaration.methods.flatMap(({ name, attributes }) =>
        attributes.map((each) => ({ ...attributeOf(each, reading), method: name })),
      ),
    ],
    methods: new Map(methods.map((each) => [each.name.toLowerCase(), methodOf(each, reading)])),
    properties: new Map(
      declaration.properties.flatMap(({ name, default: value }) =>
        value === undefined ? [] : [[name, readWritten(value, reading)] as const],
      ),
    ),
    constants: new Map(declaration.constants.map(({ name, value }) => [name, readWritten(value, reading)])),
    ...(declaration.extends === undefined ? {} : { extends: declaration.extends }),
  };
}

function attributeOf({ name, range, arguments: args }: Attribute, reading: Reading): ScriptAttribute {
  return { name, range, arguments: readArguments(args, reading) };
}

function methodOf(declaration: FunctionLike, reading: Reading): ScriptMethod {
  return {
    name: declaration.name,
    parameters: readParameters(declaration),
    steps: readSteps(declaration.body, reading),
  };
}
