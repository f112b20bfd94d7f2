// The English rules of doctrine/inflector 2 (MIT licence), which Laravel's Str::singular() uses: a resource's parameter is
// the singular of its name.

/** Words that are their own plural. */
export const unchanged = new Set(
  `
  advice aircraft amoyese art audio baggage bison borghese bream breeches britches buffalo butter cantus carp
  cattle chassis clippers clothing coal cod coitus compensation congoese contretemps coreopsis corps cotton data
  debris deer diabetes djinn education eland elk emoji equipment evidence faroese feedback fish flounder flour
  foochowese food furniture gallows genevese genoese gilbertese gold headquarters herpes hijinks homework
  hottentotese impatience information innings jackanapes jeans jedi kin kiplingese knowledge kongoese leather love
  lucchese luggage mackerel maltese management metadata mews money moose mumps music nankingese news nexus niasese
  nutrition offspring oil patience pekingese piedmontese pincers pistoiese plankton pliers pokemon police polish
  portuguese proceedings progress rabies rain research rhinoceros rice salmon sand sarawakese scissors series
  shavese shears sheep siemens silk sms soap spam species staff sugar swine talent toothpaste traffic travel
  trousers trout tuna us vermontese vinegar weather wenchowese wheat whiting wildebeest wood wool yengeese clothes
  fascia fuchsia galleria mafia militia pants petunia sepia trivia utopia
  `
    .trim()
    .split(/\s+/),
);
const unchangedPatterns = /^(?:\w+media|sea[- ]bass|social media|.*ss)$/i;

/** plural:singular */
export const irregular = new Map(
  `
  atlases:atlas axes:axe beefs:beef blouses:blouse brothers:brother cafes:cafe chateaux:chateau niveaux:niveau
  children:child canvases:canvas cookies:cookie corpuses:corpus cows:cow criteria:criterion curricula:curriculum
  demos:demo dominoes:domino echoes:echo feet:foot fungi:fungus ganglions:ganglion gases:gas genies:genie
  genera:genus geese:goose graffiti:graffito hippopotami:hippopotamus hoofs:hoof humans:human irises:iris
  larvae:larva leaves:leaf lenses:lens loaves:loaf men:man media:medium memoranda:memorandum monies:money
  mongooses:mongoose mottoes:motto moves:move mythoi:mythos niches:niche nuclei:nucleus numina:numen
  occiputs:occiput octopuses:octopus opuses:opus oxen:ox passersby:passerby penises:penis people:person
  plateaux:plateau runners-up:runner-up safes:safe sexes:sex sieves:sieve soliloquies:soliloquy sons-in-law:son-
  in-law syllabi:syllabus testes:testis thieves:thief teeth:tooth tornadoes:tornado trilbys:trilby turfs:turf
  valves:valve volcanoes:volcano abuses:abuse avalanches:avalanche caches:cache curves:curve emphases:emphasis
  foes:foe graves:grave hoaxes:hoax neuroses:neurosis saves:save waves:wave oases:oasis zombies:zombie
  `
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split(':'))
    .map(([plural = '', one = '']) => [plural, one] as const),
);

/** In order; the first that matches counts. Groups of the pattern by their number; a missing one is empty. */
const regular: readonly (readonly [RegExp, string])[] = [
  [/(s)tatuses$/i, '$1tatus'],
  [/(s)tatus$/i, '$1tatus'],
  [/(c)ampus$/i, '$1ampus'],
  [/^(.*)(menu)s$/i, '$1$2'],
  [/(quiz)zes$/i, '$1'],
  [/(matr)ices$/i, '$1ix'],
  [/(vert|ind)ices$/i, '$1ex'],
  [/^(ox)en/i, '$1'],
  [/(alias)(es)*$/i, '$1'],
  [/(buffal|her|potat|tomat|volcan)oes$/i, '$1o'],
  [/(alumn|bacill|cact|foc|fung|nucle|radi|stimul|syllab|termin|viri?)i$/i, '$1us'],
  [/([ftw]ax)es/i, '$1'],
  [/(analys|ax|cris|test|thes)es$/i, '$1is'],
  [/(shoe|slave)s$/i, '$1'],
  [/(o)es$/i, '$1'],
  [/ouses$/i, 'ouse'],
  [/([^a])uses$/i, '$1us'],
  [/([m|l])ice$/i, '$1ouse'],
  [/(x|ch|ss|sh)es$/i, '$1'],
  [/(m)ovies$/i, '$1ovie'],
  [/(s)eries$/i, '$1eries'],
  [/([^aeiouy]|qu)ies$/i, '$1y'],
  [/([lr])ves$/i, '$1f'],
  [/(tive)s$/i, '$1'],
  [/(hive)s$/i, '$1'],
  [/(drive)s$/i, '$1'],
  [/(dive)s$/i, '$1'],
  [/(olive)s$/i, '$1'],
  [/([^fo])ves$/i, '$1fe'],
  [/(^analy)ses$/i, '$1sis'],
  [/(analy|diagno|^ba|(p)arenthe|(p)rogno|(s)ynop|(t)he)ses$/i, '$1$2sis'],
  [/(tax)a$/i, '$1on'],
  [/(c)riteria$/i, '$1riterion'],
  [/([ti])a$/i, '$1um'],
  [/(p)eople$/i, '$1erson'],
  [/(m)en$/i, '$1an'],
  [/(c)hildren$/i, '$1hild'],
  [/(f)eet$/i, '$1oot'],
  [/(n)ews$/i, '$1ews'],
  [/eaus$/i, 'eau'],
  [/^tights$/i, 'tights'],
  [/^shorts$/i, 'shorts'],
  [/s$/i, ''],
];

/** Illuminate\Support\Str::singular() of a lower-case name: "categories" → "category", "blog-posts" → "blog-post". */
export function singular(word: string): string {
  const lower = word.toLowerCase();
  if (unchanged.has(lower) || unchangedPatterns.test(lower)) return word;
  const known = irregular.get(lower);
  if (known !== undefined) return word === lower ? known : known.slice(0, 1).toUpperCase() + known.slice(1);
  for (const [pattern, replacement] of regular) if (pattern.test(word)) return word.replace(pattern, replacement);
  return word;
}
