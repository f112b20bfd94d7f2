// Which columns a statement of the workloads uses, and for what. A reading of its own, so that brute force and the peers do not lean
// on the parser of the product that they are compared with. It reads the statements of these workloads, not all of SQL.

/** @typedef {'select' | 'from' | 'on' | 'where' | 'group' | 'having' | 'order' | 'limit'} Clause */

/**
 * @typedef {object} Reference
 * @property {string} table
 * @property {string} column
 */

/**
 * One conjunct of WHERE or ON, without the subqueries in it.
 * @typedef {object} Conjunct
 * @property {Clause} clause `where` or `on`
 * @property {'equal' | 'range' | 'unequal' | 'join' | 'or' | 'function' | 'other'} kind `unequal`: <>, NOT LIKE, NOT BETWEEN
 * @property {Reference[]} columns
 */

/**
 * One SELECT.
 * @typedef {object} Select
 * @property {{ table: string, alias: string, derived: boolean }[]} tables
 * @property {{ clause: Clause, column: Reference }[]} uses
 * @property {Conjunct[]} conjuncts
 * @property {Reference[][]} on columns of each ON
 * @property {Set<string>} allColumnsOf tables of which `*` is selected
 * @property {boolean} mixedOrder ORDER BY goes up and down
 * @property {boolean} computedGroup GROUP BY has a function in it
 * @property {boolean} deepest it holds no other SELECT
 * @property {boolean} outermost
 */

/** @param {string} text @returns {string[]} */
const tokens = (text) =>
  text.match(/`[^`]*`|'(?:[^'\\]|''|\\.)*'|[A-Za-z_][\w$]*|\d+(?:\.\d+)?|<=>|<=|>=|<>|!=|[^\s]/g) ?? [];

const words = new Set(
  'select from where and or not in is null like between exists group by order having limit offset as on inner left right outer cross join union all distinct asc desc case when then else end interval day month year true false div mod rollup with using'.split(
    ' ',
  ),
);
/** @type {Record<string, Clause | undefined>} words that begin a clause on their own */
const clauses = { from: 'from', where: 'where', having: 'having', limit: 'limit' };
const isName = (/** @type {string} */ token) => token.startsWith('`') || /^[A-Za-z_]/.test(token);
const bare = (/** @type {string} */ token) => (token.startsWith('`') ? token.slice(1, -1) : token);

/**
 * @param {string} text
 * @param {Map<string, readonly string[]>} schema columns by table
 * @returns {Select[]} outermost first
 */
export function selectsOf(text, schema) {
  const all = tokens(text);
  /** @type {Select[]} */
  const found = [];
  /** @type {{ select: Select, references: { clause: Clause, on: number, parts: string[], at: number }[], ons: number, conjuncts: { clause: Clause, from: number, to: number, inner: [number, number][] }[], parent: number }[]} */
  const frames = [];

  /** Index behind the parenthesis that closes the one at `from`. @param {number} from */
  const closing = (from) => {
    let depth = 0;
    for (let at = from; at < all.length; at++) {
      if (all[at] === '(') depth++;
      else if (all[at] === ')' && --depth === 0) return at;
    }
    return all.length;
  };

  /** @param {number} from at "select" @param {number} to behind its last token @param {number} parent @param {boolean} [exists] */
  const read = (from, to, parent, exists = false) => {
    /** @type {Select} */
    const select = {
      tables: [],
      uses: [],
      conjuncts: [],
      on: [],
      allColumnsOf: new Set(),
      mixedOrder: false,
      computedGroup: false,
      deepest: true,
      outermost: parent < 0,
    };
    const own = frames.length;
    /** @type {(typeof frames)[number]} */
    const frame = { select, references: [], conjuncts: [], ons: 0, parent };
    frames.push(frame);
    found.push(select);
    /** @type {Clause} */
    let clause = 'select';
    let depth = 0;
    let between = false;
    let direction = 'asc';
    /** @type {Set<string>} */
    const directions = new Set();
    const endTerm = () => {
      if (clause === 'order') directions.add(direction);
      direction = 'asc';
      select.mixedOrder = directions.size > 1;
    };
    /** @type {{ clause: Clause, from: number, to: number, inner: [number, number][] } | undefined} */
    let open;
    const shut = (/** @type {number} */ at) => {
      if (open !== undefined) frame.conjuncts.push({ ...open, to: at });
      open = undefined;
    };
    for (let at = from + 1; at < to; at++) {
      const token = all[at];
      const word = token.toLowerCase();
      if (token === '(') {
        if (all[at + 1]?.toLowerCase() === 'select') {
          const end = closing(at);
          select.deepest = false;
          read(at + 1, end, own, all[at - 1]?.toLowerCase() === 'exists');
          open?.inner.push([at, end]);
          if (clause === 'from') {
            const name = all[end + 1]?.toLowerCase() === 'as' ? all[end + 2] : all[end + 1];
            select.tables.push({ table: '', alias: bare(name ?? ''), derived: true });
          }
          at = end;
          continue;
        }
        depth++;
      } else if (token === ')') depth--;
      else if (depth === 0 && word === 'union') {
        shut(at);
        const next = all[at + 1]?.toLowerCase() === 'all' ? at + 2 : at + 1;
        read(next, to, parent);
        return;
      } else if (depth === 0 && clauses[word] !== undefined) {
        shut(at);
        endTerm();
        clause = clauses[word] ?? clause;
        if (word === 'where') open = { clause, from: at + 1, to, inner: [] };
      } else if (depth === 0 && (word === 'group' || word === 'order')) {
        shut(at);
        clause = word;
        at++;
      } else if (depth === 0 && word === 'on' && clause === 'from') {
        clause = 'on';
        frame.ons++;
        open = { clause, from: at + 1, to, inner: [] };
      } else if (
        depth === 0 &&
        (word === 'join' || (['inner', 'left', 'right', 'cross'].includes(word) && clause === 'on'))
      ) {
        shut(at);
        clause = 'from';
      } else if (depth === 0 && word === 'and' && open !== undefined) {
        if (between) between = false;
        else {
          const current = open.clause;
          shut(at);
          open = { clause: current, from: at + 1, to, inner: [] };
        }
      } else if (depth === 0 && word === 'between') between = true;
      else if (clause === 'order' && depth === 0 && word === 'desc') direction = 'desc';
      else if (clause === 'order' && depth === 0 && token === ',') endTerm();
      else if (token === '*' && clause === 'select' && depth === 0) {
        if (exists) continue; // Nobody looks at it.
        const before = all[at - 1] === '.' ? bare(all[at - 2] ?? '') : '';
        select.allColumnsOf.add(before);
      } else if (isName(token) && !words.has(word)) {
        if (clause === 'from') {
          const name = bare(token);
          const alias = all[at + 1]?.toLowerCase() === 'as' ? all[at + 2] : undefined;
          if (schema.has(name) && all[at - 1].toLowerCase() !== 'as')
            select.tables.push({ table: name, alias: alias === undefined ? name : bare(alias), derived: false });
          if (alias !== undefined) at += 2;
        } else if (all[at + 1] === '(') {
          if (clause === 'group') select.computedGroup = true;
        } else if (all[at - 1] === '.' || all[at - 1].toLowerCase() === 'as') continue;
        else if (all[at + 1] === '.') {
          if (all[at + 2] !== '*')
            frame.references.push({ clause, on: frame.ons, parts: [bare(token), bare(all[at + 2] ?? '')], at });
          else if (clause === 'select' && depth === 0) continue;
          at += all[at + 2] === '*' ? 1 : 2;
        } else frame.references.push({ clause, on: frame.ons, parts: [bare(token)], at });
      }
    }
    endTerm();
    shut(to);
  };
  const start = all.findIndex((token) => token.toLowerCase() === 'select');
  if (start >= 0) read(start, all.length, -1);

  /** @param {number} from frame @param {string[]} parts @returns {Reference | undefined} */
  const resolve = (from, parts) => {
    for (let at = from; at >= 0; at = frames[at]?.parent ?? -1) {
      const tables = frames[at]?.select.tables ?? [];
      const [first = '', second] = parts;
      if (second !== undefined) {
        const use = tables.find(({ alias }) => alias === first);
        if (use !== undefined) return use.derived ? undefined : { table: use.table, column: second };
      } else {
        const use = tables.find(({ table }) => schema.get(table)?.includes(first));
        if (use !== undefined) return { table: use.table, column: first };
      }
    }
    return undefined;
  };
  frames.forEach((frame, at) => {
    const { select } = frame;
    /** @type {Map<number, Reference>} */
    const resolved = new Map();
    for (const { clause, on, parts, at: place } of frame.references) {
      const column = resolve(at, parts);
      if (column === undefined) continue;
      resolved.set(place, column);
      select.uses.push({ clause, column });
      if (clause === 'on') {
        const columns = select.on[on - 1] ?? [];
        select.on[on - 1] = columns;
        columns.push(column);
      }
    }
    const starred = [...select.allColumnsOf];
    for (const alias of starred) {
      select.allColumnsOf.delete(alias);
      for (const use of select.tables)
        if (!use.derived && (alias === '' || use.alias === alias)) select.allColumnsOf.add(use.table);
    }
    for (const { clause, from, to, inner } of frame.conjuncts) {
      const places = [];
      for (let place = from; place < to; place++)
        if (!inner.some(([a, b]) => place >= a && place <= b)) places.push(place);
      const text = places.map((place) => all[place].toLowerCase());
      const columns = places.flatMap((place) => resolved.get(place) ?? []);
      select.conjuncts.push({ clause, kind: kindOf(text, columns, inner.length > 0), columns });
    }
  });
  return found;
}

/** @param {string[]} text @param {Reference[]} columns @param {boolean} subquery @returns {Conjunct['kind']} */
function kindOf(text, columns, subquery) {
  if (columns.length === 0 || subquery) return 'other';
  if (text.includes('or')) return 'or';
  const wrapped = text.findIndex(
    (token, at) => token === '(' && /^[a-z_]/.test(text[at - 1] ?? '') && !words.has(text[at - 1] ?? ''),
  );
  if (wrapped >= 0) return 'function';
  if (columns.length > 1) return text.includes('=') ? 'join' : 'other';
  if (text.includes('not') && (text.includes('in') || text.includes('exists'))) return 'other';
  if (text.includes('like') && text.some((token) => token.startsWith("'%"))) return 'other';
  if (text.some((token) => token === '<>' || token === '!=') || (text.includes('not') && !text.includes('is')))
    return 'unequal';
  if (text.includes('is')) return text.includes('not') ? 'range' : 'equal';
  if (text.includes('in'))
    return text.filter((token) => token === ',').length > 0 || text.includes('?') ? 'range' : 'equal';
  if (text.includes('=') || text.includes('<=>')) return 'equal';
  return ['<', '>', '<=', '>=', 'like', 'between'].some((operator) => text.includes(operator)) ? 'range' : 'other';
}
