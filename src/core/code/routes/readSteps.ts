import type { Expression, Statement } from '../../laravel/php/syntax';
import { matters } from './readCalls';
import { type Reading, unknownWritten } from './reading';
import type { Step, Written } from './script';

/** Statements as plain data; those that cannot matter are left out. */
export function readSteps(statements: readonly Statement[], reading: Reading): readonly Step[] {
  return statements.flatMap((each) => step(each, reading));
}

function step(statement: Statement, reading: Reading): readonly Step[] {
  const { range } = statement;
  const body = (statements: readonly Statement[]): readonly Step[] => readSteps(statements, reading);
  const maybe = (steps: readonly Step[]): readonly Step[] =>
    steps.length === 0 ? [] : [{ kind: 'maybe', body: steps, range }];
  switch (statement.kind) {
    case 'expression':
      return expressionStep(statement.expression, reading);
    case 'return':
      return [
        {
          kind: 'leave',
          ...(statement.value === undefined ? {} : { value: reading.written(statement.value, reading) }),
        },
      ];
    case 'if': {
      const [consequent, alternate] = [body(statement.consequent), body(statement.alternate)];
      if (consequent.length === 0 && alternate.length === 0) return [];
      return [{ kind: 'if', test: reading.written(statement.test, reading), consequent, alternate }];
    }
    case 'foreach': {
      const inside = body(statement.body);
      if (inside.length === 0) return [];
      const { key, value } = statement;
      return [
        {
          kind: 'each',
          subject: reading.written(statement.subject, reading),
          body: inside,
          range,
          ...(key?.kind === 'variable' && typeof key.name === 'string' ? { key: key.name } : {}),
          ...(value.kind === 'variable' && typeof value.name === 'string' ? { variable: value.name } : {}),
        },
      ];
    }
    case 'for':
    case 'while':
    case 'doWhile':
      return maybe(body(statement.body));
    case 'switch':
      return maybe(statement.cases.flatMap((each) => body(each.body)).filter(({ kind }) => kind !== 'leave'));
    case 'try':
      return [
        ...body(statement.body),
        ...maybe(statement.catches.flatMap((each) => body(each.body))),
        ...body(statement.always),
      ];
    case 'block':
      return body(statement.body);
    default:
      return [];
  }
}

function expressionStep(expression: Expression, reading: Reading): readonly Step[] {
  if (
    expression.kind === 'assign' &&
    expression.target.kind === 'variable' &&
    typeof expression.target.name === 'string'
  ) {
    const value: Written =
      expression.operator === '='
        ? reading.written(expression.value, reading)
        : unknownWritten('a changed variable', expression.range);
    return [{ kind: 'assign', variable: expression.target.name, value }];
  }
  if (expression.kind === 'assign') return changed(expression.target, expression.value, reading);
  if (expression.kind === 'throw' || expression.kind === 'exit') return [{ kind: 'leave' }];
  const value = reading.written(expression, reading);
  return matters(value) ? [{ kind: 'value', value }] : [];
}

/** `$list[] = …`: the variable is no longer what it was. */
function changed(target: Expression, value: Expression, reading: Reading): readonly Step[] {
  let changing = target;
  while (changing.kind === 'index') changing = changing.target;
  const assigned = reading.written(value, reading);
  const steps: Step[] = matters(assigned) ? [{ kind: 'value', value: assigned }] : [];
  if (changing.kind === 'variable' && typeof changing.name === 'string' && changing !== target) {
    steps.push({ kind: 'assign', variable: changing.name, value: unknownWritten('a changed variable', target.range) });
  }
  return steps;
}
