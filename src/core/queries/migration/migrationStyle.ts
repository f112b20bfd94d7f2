/** How an application writes its migrations. */
export interface MigrationStyle {
  readonly anonymous: boolean;
  /** What stands between "class" and "extends" of an anonymous one: "", "()" or " ()". */
  readonly parentheses: '' | '()' | ' ()';
  /** The class's "{" stands behind its head. */
  readonly sameLineBrace: boolean;
  /** `declare(strict_types=1);` stands on a line of its own, or behind "<?php". */
  readonly strictTypes?: 'ownLine' | 'firstLine';
  /** Behind the parentheses of up and down: "", ": void" or " : void". */
  readonly returnType: string;
  /** `returns`: with "@return void". */
  readonly docBlocks: 'none' | 'plain' | 'returns';
  readonly staticClosures: boolean;
  readonly closureReturnType: boolean;
  readonly downFirst: boolean;
  /** Shortest first, as Laravel's stubs up to 5.8 had them; otherwise by the alphabet. */
  readonly importsByLength: boolean;
  readonly indent: string;
  readonly eol: '\n' | '\r\n';
}

/** What `php artisan make:migration` of a version writes (database/migrations/stubs of Laravel 6 to 13). */
export function defaultStyle(major: number | undefined): MigrationStyle {
  const version = major ?? 9;
  return {
    anonymous: version >= 9,
    parentheses: '',
    sameLineBrace: false,
    returnType: version >= 10 ? ': void' : '',
    docBlocks: version >= 10 ? 'plain' : 'returns',
    staticClosures: false,
    closureReturnType: false,
    downFirst: false,
    importsByLength: false,
    indent: '    ',
    eol: '\n',
  };
}

/**
 * The style of one migration of the application.
 *
 * @param text the file
 * @param fallback for what it does not show
 */
export function styleOf(text: string, fallback: MigrationStyle): MigrationStyle {
  const head = /(?:return\s+new\s+class( ?\(\))?|class\s+\w+)\s+extends\s+[\w\\]+([ \t\r\n]*)\{/.exec(text);
  const up = /^([ \t]*)public\s+function\s+up\s*\(\s*\)(\s*:\s*void)?/im.exec(text);
  if (head === null || up === null) return fallback;
  const down = /^[ \t]*public\s+function\s+down\b/im.exec(text);
  const closure = /\b(static\s+)?function\s*\(\s*Blueprint\s+\$\w+\s*\)(\s*:\s*void)?/.exec(text);
  const strict = /\bdeclare\s*\(\s*strict_types\s*=\s*1\s*\)/.exec(text);
  const [given = '', space = ''] = [head[1], head[2]];
  return {
    anonymous: head[0].startsWith('return'),
    parentheses: given === '()' || given === ' ()' ? given : '',
    sameLineBrace: !space.includes('\n'),
    ...(strict === null ? {} : { strictTypes: text.slice(0, strict.index).includes('\n') ? 'ownLine' : 'firstLine' }),
    returnType: up[2] === undefined ? '' : /^\s/.test(up[2]) ? ' : void' : ': void',
    docBlocks: docBlocksOf(text),
    staticClosures: closure === null ? fallback.staticClosures : closure[1] !== undefined,
    closureReturnType: closure === null ? fallback.closureReturnType : closure[2] !== undefined,
    downFirst: down !== null && down.index < up.index,
    importsByLength: importsByLength(text),
    indent: up[1] === '' || up[1] === undefined ? fallback.indent : up[1],
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function docBlocksOf(text: string): MigrationStyle['docBlocks'] {
  const block = /\*\s*Run the migrations\.[^/]{0,200}\*\//.exec(text)?.[0];
  if (block === undefined) return 'none';
  return block.includes('@return void') ? 'returns' : 'plain';
}

function importsByLength(text: string): boolean {
  const imports = [...text.matchAll(/^use ([\w\\]+);/gm)].map(([, name = '']) => name);
  const byAlphabet = [...imports].sort();
  if (imports.length < 2 || imports.every((name, at) => name === byAlphabet[at])) return false;
  return imports.every((name, at) => at === 0 || name.length >= (imports[at - 1]?.length ?? 0));
}
