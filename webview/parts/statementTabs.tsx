import type { ExplainContent } from '../../src/protocol/views/explain';
import { Button } from '../toolkit';
import { Facts } from './facts';
import { Icon } from './icon';
import { SqlText } from './sqlText';
import { WithState } from './stateBlock';
import { TextTable } from './textTable';

const confidences = {
  certain: { word: 'Certain', icon: 'pass', tone: 'good' },
  likely: { word: 'Likely', icon: 'circle-filled', tone: 'plain' },
  possible: { word: 'Possible', icon: 'circle-outline', tone: 'plain' },
} as const;

/** Real calls, each as it was sent. */
export function Examples({ content }: { readonly content: ExplainContent }) {
  const { examples = [], parameters = [] } = content;
  if (examples.length === 0 && parameters.length === 0)
    return <p class="note">The source kept no call of this statement with its values.</p>;
  return (
    <>
      {parameters.length === 0 ? null : (
        <TextTable
          name="Values in the place of ?"
          columns={['?', 'Value', 'Column', 'Where it comes from']}
          rows={parameters.map(({ column, value, provenance }, at) => [
            String(at + 1),
            value,
            column ?? '',
            provenance,
          ])}
        />
      )}
      <ol class="examples" aria-label="Calls">
        {examples.map(({ text, note }, at) => (
          <li key={at}>
            <p class="note">{note}</p>
            <SqlText text={text} />
          </li>
        ))}
      </ol>
    </>
  );
}

/** What the server says of the tables that the statement reads. */
export function Tables({ tables = [] }: { readonly tables: ExplainContent['tables'] }) {
  if (tables.length === 0) return <p class="note">The tables of this statement are not known.</p>;
  return (
    <>
      {tables.map(({ name, facts, indexes }) => (
        <section key={name} class="table-facts" aria-label={`Table ${name}`}>
          <h3 class="mono">{name}</h3>
          <Facts as="chips" facts={facts} />
          {indexes.length === 0 ? (
            <p class="note">It has no index.</p>
          ) : (
            <div class="scroll-x" tabIndex={0} role="region" aria-label={`Indexes of ${name}`}>
              <TextTable
                name={`Indexes of ${name}`}
                columns={['Index', 'Columns', 'Kind', 'Distinct values (estimate)', 'Read since the server started']}
                rows={indexes}
              />
            </div>
          )}
        </section>
      ))}
    </>
  );
}

/** Where the application may send it from. */
export function Code(props: {
  readonly code: ExplainContent['code'];
  readonly onOpen: (place: string) => void;
  readonly onRun: (command: string) => void;
}) {
  const { code, onOpen, onRun } = props;
  if (code === undefined) return <p class="note">The code was not looked at yet.</p>;
  return (
    <WithState state={code.state} onRun={onRun} keep={code.places.length > 0}>
      <ul class="places" aria-label="Places in the code">
        {code.places.map(({ place, confidence, why, excerpt }) => (
          <li key={`${place} ${why}`}>
            <p>
              <Icon name={confidences[confidence].icon} tone={confidences[confidence].tone} />{' '}
              {confidences[confidence].word}{' '}
              <Button look="quiet" name={`${place}, open`} onClick={() => onOpen(place)}>
                {place}
              </Button>
            </p>
            <p class="note">{why}</p>
            {excerpt === undefined ? null : <pre class="sql excerpt">{excerpt}</pre>}
          </li>
        ))}
      </ul>
    </WithState>
  );
}

/** Indexes that would help it. */
export function SuggestedIndexes(props: {
  readonly suggestions: ExplainContent['suggestions'];
  readonly canFind: boolean;
  readonly finding: boolean;
  readonly onFind: () => void;
  readonly onOpen: (id: string) => void;
  readonly onRun: (command: string) => void;
}) {
  const { suggestions, canFind, finding, onFind, onOpen, onRun } = props;
  return (
    <>
      {suggestions === undefined ? (
        <p class="note">Nobody has looked for an index yet.</p>
      ) : (
        <WithState state={suggestions.state} onRun={onRun} keep={suggestions.indexes.length > 0}>
          <ul class="places" aria-label="Suggested indexes">
            {suggestions.indexes.map(({ id, index, effect, tone }) => (
              <li key={id}>
                <p>
                  <Icon name={tone === 'good' ? 'pass' : tone === 'warning' ? 'warning' : 'lightbulb'} tone={tone} />{' '}
                  <Button look="quiet" name={`${index}, open the evidence`} onClick={() => onOpen(id)}>
                    {index}
                  </Button>
                </p>
                <p class="note">{effect}</p>
              </li>
            ))}
          </ul>
        </WithState>
      )}
      {canFind ? (
        <Button icon="search" disabled={finding} onClick={onFind}>
          Find Missing Indexes
        </Button>
      ) : null}
    </>
  );
}
