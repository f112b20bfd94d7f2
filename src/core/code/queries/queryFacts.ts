import type { TextRange } from '../../base/text';
import type { Collector, SourceFile } from '../collector';
import type { QueryFact, QueryPlace } from './queryFact';
import { functionScope, readBody } from './readStatements';
import type { Reading } from './scope';

/** Longest excerpt. */
const longest = 120;

/** Queries of the application's code as they are written, with the models, relations and scopes that they are made of. */
export const queryFacts: Collector<QueryFact> = {
  id: 'queries',
  wants: ({ text, relative }) =>
    !/^database\/|(?:^|\/)(?:Migrations|Seeders|Factories)\//i.test(relative) &&
    (/(?:->|::)(?:where|find|first|get|all|with|query|table|count|select|insert|update|delete|create|pluck|paginate|load|latest|orderBy|has|cursor|chunk|lazy|each|value|exists|sum|preventLazy|shouldBeStrict|automaticallyEager)\w*\s*\(/.test(
      text,
    ) ||
      /\bextends\s|\btrait\s/.test(text)),
  collect: (file) => {
    const facts: QueryFact[] = [];
    const relational = /\$this\s*->\s*(?:has(?:One|Many)|belongsTo|morph)/.test(file.text);
    const reading: Reading = { file, facts, placeOf: placesIn(file), relational, globalScopes: [] };
    const scope = functionScope(reading, {
      name: '',
      range: { start: 0, end: 0 },
      parameters: [],
      body: [],
      arrow: false,
      attributes: [],
    });
    readBody(scope, file.program.body);
    return facts;
  },
};

function placesIn({ text, relative }: SourceFile): (range: TextRange) => QueryPlace {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (range) => {
    let low = 0;
    for (let high = starts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= range.start) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    const line = text.slice(start, Math.min(starts[low + 1] ?? text.length, start + 1000)).trim();
    const excerpt = line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
    return { file: relative, line: low + 1, range: { start: range.start, end: range.end }, excerpt };
  };
}
