import { lowerArguments, lowerExpression } from './lowerExpression';
import type { Lowering } from './lowering';
import { resolveClassName } from './names';
import { type RawNode, children, flag, nameOf, node, nodes, rangeOf, text } from './raw';
import type { Attribute, ClassDeclaration, Parameter, Property } from './syntax';

/** A class, trait, interface or enum. */
export function classDeclaration(raw: RawNode, to: Lowering): ClassDeclaration {
  const members = nodes(raw, 'body');
  const name = nameOf(raw, 'name');
  const identifier = node(raw, 'name');
  const parent = node(raw, 'extends');
  const of = (kind: string) => members.filter((each) => each.kind === kind);
  const { kind } = raw;
  return {
    type: kind === 'trait' || kind === 'interface' || kind === 'enum' ? kind : 'class',
    name: name === '' ? '' : resolveClassName(`namespace\\${name}`, to.scope),
    nameRange: identifier === undefined ? { start: rangeOf(raw).start, end: rangeOf(raw).start } : rangeOf(identifier),
    abstract: flag(raw, 'isAbstract'),
    implements: classNames(raw, 'implements', to),
    traits: of('traituse').flatMap((each) => classNames(each, 'traits', to)),
    attributes: attributes(raw, to),
    properties: of('propertystatement').flatMap((each) => properties(each, to)),
    constants: members.flatMap((each) =>
      each.kind === 'classconstant' ? constants(each, to) : each.kind === 'enumcase' ? enumCase(each, to) : [],
    ),
    methods: of('method').map((each) => to.functionLike(each)),
    ...(parent === undefined ? {} : { extends: resolveClassName(text(parent, 'name'), to.scope) }),
  };
}

/** `#[…]` in front of a declaration. */
export function attributes(raw: RawNode, to: Lowering): Attribute[] {
  return nodes(raw, 'attrGroups').flatMap((group) =>
    nodes(group, 'attrs').map((each) => ({
      name: resolveClassName(text(each, 'name'), to.scope),
      range: rangeOf(each),
      arguments: lowerArguments(each, 'args', to),
    })),
  );
}

export function parameter(raw: RawNode, to: Lowering): Parameter {
  const value = node(raw, 'value');
  const type = node(raw, 'type');
  return {
    name: nameOf(raw, 'name'),
    variadic: flag(raw, 'variadic'),
    byReference: flag(raw, 'byref'),
    ...(type?.kind === 'name' ? { type: resolveClassName(text(type, 'name'), to.scope) } : {}),
    ...(value === undefined ? {} : { default: lowerExpression(value, to) }),
  };
}

export function constants(raw: RawNode, to: Lowering): ClassDeclaration['constants'] {
  return nodes(raw, 'constants').flatMap((each) => {
    const value = children(each).find((child) => child === node(each, 'value'));
    return value === undefined ? [] : [{ name: nameOf(each, 'name'), value: lowerExpression(value, to) }];
  });
}

function enumCase(raw: RawNode, to: Lowering): ClassDeclaration['constants'] {
  const value = node(raw, 'value');
  return value === undefined ? [] : [{ name: nameOf(raw, 'name'), value: lowerExpression(value, to) }];
}

function properties(raw: RawNode, to: Lowering): Property[] {
  return nodes(raw, 'properties').map((each) => {
    const value = node(each, 'value');
    return {
      name: nameOf(each, 'name'),
      range: rangeOf(each),
      static: flag(raw, 'isStatic'),
      attributes: attributes(each, to),
      ...(value === undefined ? {} : { default: lowerExpression(value, to) }),
    };
  });
}

function classNames(raw: RawNode, field: string, to: Lowering): string[] {
  return nodes(raw, field).map((each) => resolveClassName(text(each, 'name'), to.scope));
}
