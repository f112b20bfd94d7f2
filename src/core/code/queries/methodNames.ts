const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/**
 * Methods of builders and relations that send a statement, in lower case (Illuminate\Database\Query\Builder,
 * Eloquent\Builder, BuildsQueries and the relations; Laravel 8 to 13).
 */
export const sending = set(`
  get first firstorfail firstor firstwhere find findorfail findmany findornew findor findsole firstornew firstorcreate
  createorfirst updateorcreate updateorinsert incrementorcreate value valueorfail rawvalue solevalue sole pluck implode count
  sum avg average min max exists doesntexist existsor doesntexistor paginate simplepaginate cursorpaginate cursor chunk chunkbyid
  chunkbyiddesc orderedchunkbyid chunkmap each eachbyid lazy lazybyid lazybyiddesc all update updatefrom delete forcedelete
  insert insertgetid insertorignore insertusing insertorignoreusing upsert increment decrement incrementeach decrementeach
  truncate create createquietly forcecreate forcecreatequietly createmany touch restore getcountforpagination destroy
  forcedestroy getmodels aggregate numericaggregate getresults geteager
`);

/** Methods of a builder that add to it, as far as they are understood or known to matter not, in lower case. */
const building = set(`
  query newquery newmodelquery newquerywithoutscopes newquerywithoutscope on onwriteconnection table from fromsub connection
  with without withonly withcount withexists withsum withavg withmin withmax withaggregate withtrashed onlytrashed withouttrashed
  withoutglobalscope withoutglobalscopes where orwhere wherenot orwherenot wherein orwherein wherenotin orwherenotin
  whereintegerinraw orwhereintegerinraw whereintegernotinraw orwhereintegernotinraw wherenull orwherenull wherenotnull
  orwherenotnull wherebetween orwherebetween wherenotbetween orwherenotbetween wherebetweencolumns wherenotbetweencolumns
  wheredate orwheredate wheretime orwheretime whereday orwhereday wheremonth orwheremonth whereyear orwhereyear wherecolumn
  orwherecolumn whereraw orwhereraw wherekey wherekeynot whereexists orwhereexists wherenotexists orwherenotexists wherehas
  orwherehas wheredoesnthave orwheredoesnthave has orhas doesnthave ordoesnthave withwherehas whererelation orwhererelation
  wherehasmorph wherebelongsto wheremorphedto wherejsoncontains wherejsonlength wherelike orwherelike wherenotlike wherefulltext
  wherepivot wherepivotin wherepivotnull wherepivotnotnull orderby orderbydesc orderbyraw latest oldest inrandomorder reorder
  reorderdesc limit take offset skip forpage groupby groupbyraw having orhaving havingraw orhavingraw havingbetween havingnull
  havingnotnull select selectraw addselect selectsub distinct join joinsub leftjoin leftjoinsub rightjoin joinwhere leftjoinwhere
  crossjoin union unionall when unless tap lockforupdate sharedlock lock tobase getquery scopes usewritepdo clone applyscopes
  hydrate fromquery withcasts chaperone inverse useindex forceindex ignoreindex
`);

/** Relations (Illuminate\Database\Eloquent\Concerns\HasRelationships), in lower case. */
export const relating = set(`
  hasone hasmany belongsto belongstomany hasonethrough hasmanythrough morphone morphmany morphto morphtomany morphedbymany
`);

/** Methods whose closure is given one of a collection after the other, in lower case (Illuminate\Support\Collection). */
export const iterating = set(`
  map each filter reject transform flatmap mapwithkeys sortby sortbydesc groupby keyby sum avg max min every some contains
  first last partition unique mapinto mapspread maptogroups eachspread pluck takewhile skipwhile lazymap eachbyid chunkmap
`);

/** Methods of a builder whose closure is given some of its rows, in lower case. */
export const chunking = set('chunk chunkbyid chunkbyiddesc orderedchunkbyid');

/** True for `whereStatus('open')` too: a dynamic condition on the column `status`. */
export function isQueryMethod(name: string): boolean {
  const lower = name.toLowerCase();
  return sending.has(lower) || building.has(lower) || /^(?:or)?where[A-Z]/.test(name);
}
