import { isMultiple } from "@tributary/contract/validator-runtime";
import { isAlways, type JsonType, type Node, type Scalar } from "../node.ts";
import { formatIncludes } from "./format-inclusions.ts";

/** Whether all that one node allows another plainly allows too. True is a proof; false says nothing. */
export type Implication = (node: Node, other: Node) => boolean;

/** Something that is asked of a node: whether it alone provides for it. */
type Demand = (node: Node) => boolean;

const mostSteps = 300_000;

/**
 * Compares nodes keyword by keyword, without a search: what has not changed is settled however large it is. A pair that
 * comes up again inside itself holds there: on the way something smaller was asked about, since no schema refers to itself
 * of the same value.
 */
export function createImplication(): Implication {
  const known = new Map<string, boolean>();
  const provides = provider(() => ++steps > mostSteps);
  const proved: string[] = [];
  let steps = 0;

  const implies: Implication = (node, other) => {
    if (node === other || node.never || isAlways(other)) return true;
    if (other.never) return false;
    const key = `${node.id} ${other.id}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    if (++steps > mostSteps) return false;
    const mark = proved.length;
    known.set(key, true);
    proved.push(key);
    const holds = demands(node, other, implies).every(demand => provides(node, demand));
    if (!holds) {
      // Later proofs may rest on this one.
      for (const each of proved.splice(mark)) known.delete(each);
      known.set(key, false);
    }
    return holds;
  };
  return implies;
}

/** Tells whether a node provides for a demand, by itself or by what stands in place under it. */
const provider = (isSpent: () => boolean) => (node: Node, demand: Demand) => {
  return provides(node);

  function provides(node: Node): boolean {
    if (isSpent()) return false;
    if (node.never || demand(node)) return true;
    const { reference, allOf = [], anyOf, oneOf, condition } = node;
    if (reference !== undefined && provides(reference.target())) return true;
    if (allOf.some(each => provides(each))) return true;
    if ([anyOf, oneOf].some(list => list?.every(each => provides(each)))) return true;
    if (condition?.failing === undefined || !provides(condition.failing)) return false;
    return [condition.test, condition.passing].some(each => each !== undefined && provides(each));
  }
};

function demands(whole: Node, asked: Node, implies: Implication): Demand[] {
  return [
    ...valueDemands(asked, implies),
    ...only("number", numberDemands(asked)),
    ...only("string", stringDemands(asked)),
    ...only("array", arrayDemands(asked, implies)),
    ...only("object", objectDemands(whole, asked, implies)),
    ...combinedDemands(whole, asked, implies),
  ];
}

/** What is asked of values of one type is provided where there are none of them. */
const only = (type: JsonType, list: readonly Demand[]): Demand[] =>
  list.map(demand => node => excludes(node, type) || demand(node));

const excludes = ({ types, oneOfValues = [] }: Node, type: JsonType) =>
  (types !== undefined && !types.includes(type) && !(type === "number" && types.includes("integer"))) ||
  oneOfValues.some(
    ({ scalars, compounds }) =>
      scalars.every(value => typeOf(value) !== type) && compounds.every(({ types }) => !types?.includes(type)),
  );

const typeOf = (value: Scalar): JsonType => (value === null ? "null" : (typeof value as JsonType));

function valueDemands({ types, oneOfValues = [] }: Node, implies: Implication): Demand[] {
  const isOfType = (value: Scalar) =>
    types?.includes(typeOf(value)) || (Number.isInteger(value) && types?.includes("integer")) || false;
  const withTypes: Demand[] =
    types === undefined
      ? []
      : [
          node =>
            node.types?.every(each => types.includes(each) || (each === "integer" && types.includes("number"))) ||
            (node.oneOfValues ?? []).some(
              ({ scalars, compounds }) =>
                scalars.every(isOfType) && compounds.every(each => each.types?.every(type => types.includes(type))),
            ),
        ];
  return [
    ...withTypes,
    ...oneOfValues.map((group): Demand => {
      // There may be a hundred thousand.
      const values = new Set(group.scalars);
      const nodes = new Set(group.compounds);
      return node =>
        (node.oneOfValues ?? []).some(
          ({ scalars, compounds }) =>
            scalars.every(value => values.has(value)) &&
            compounds.every(each => nodes.has(each) || group.compounds.some(other => implies(each, other))),
        );
    }),
  ];
}

function numberDemands(asked: Node): Demand[] {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = asked;
  const found: Demand[] = [];
  const lowest = Number.NEGATIVE_INFINITY;
  const highest = Number.POSITIVE_INFINITY;
  if (minimum !== undefined) {
    found.push(node => (node.minimum ?? lowest) >= minimum || (node.exclusiveMinimum ?? lowest) >= minimum);
  }
  if (exclusiveMinimum !== undefined) {
    found.push(
      node => (node.exclusiveMinimum ?? lowest) >= exclusiveMinimum || (node.minimum ?? lowest) > exclusiveMinimum,
    );
  }
  if (maximum !== undefined) {
    found.push(node => (node.maximum ?? highest) <= maximum || (node.exclusiveMaximum ?? highest) <= maximum);
  }
  if (exclusiveMaximum !== undefined) {
    found.push(
      node => (node.exclusiveMaximum ?? highest) <= exclusiveMaximum || (node.maximum ?? highest) < exclusiveMaximum,
    );
  }
  if (multipleOf !== undefined)
    found.push(
      node =>
        (node.multipleOf !== undefined && isMultiple(node.multipleOf, multipleOf)) ||
        (multipleOf === 1 && isWhole(node)),
    );
  return found;
}

const isWhole = ({ types = [] }: Node) => types.includes("integer") && !types.includes("number");

function stringDemands({ minLength, maxLength, patterns = [], format }: Node): Demand[] {
  return [
    ...sizeDemands("minLength", minLength, "maxLength", maxLength),
    ...patterns.map(
      (pattern): Demand =>
        node =>
          node.patterns?.includes(pattern) ?? false,
    ),
    ...(format === undefined ? [] : [(node: Node) => node.format !== undefined && formatIncludes(format, node.format)]),
  ];
}

type Size = "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties";

function sizeDemands(least: Size, min: number | undefined, most: Size, max: number | undefined): Demand[] {
  return [
    ...(min === undefined ? [] : [(node: Node) => (node[least] ?? 0) >= min]),
    ...(max === undefined ? [] : [(node: Node) => (node[most] ?? Number.POSITIVE_INFINITY) <= max]),
  ];
}

/** With a tuple, or where it is of each of several arrays, ajv departs from the specification. */
const isPlain = ({ prefix = [], repeated }: Node) => prefix.length === 0 && !repeated;

function arrayDemands(asked: Node, implies: Implication): Demand[] {
  const { minItems, maxItems, prefix = [], items, contains, uniqueItems, unevaluatedItems } = asked;
  const itemAt = (node: Node, index: number) => node.prefix?.[index] ?? node.items;
  const endsAt = (node: Node, index: number) => (node.maxItems ?? Number.POSITIVE_INFINITY) <= index;
  const allowed = (node: Node, index: number, other: Node) => {
    const item = itemAt(node, index);
    return endsAt(node, index) || (item === undefined ? isAlways(other) : implies(item, other));
  };
  const found = sizeDemands("minItems", minItems, "maxItems", maxItems);
  for (const [index, each] of prefix.entries()) found.push(node => allowed(node, index, each));
  if (items !== undefined) {
    found.push(node => {
      const own = node.prefix?.length ?? 0;
      const last = Math.max(own, prefix.length);
      for (let index = prefix.length; index <= last; index++) if (!allowed(node, index, items)) return false;
      return true;
    });
  }
  if (contains !== undefined) {
    found.push(node => {
      const same = node.contains;
      if (same === undefined || !isPlain(node) || !isPlain(asked)) return false;
      if (same.min !== contains.min || same.max !== contains.max || !implies(same.node, contains.node)) return false;
      return contains.max === Number.POSITIVE_INFINITY || implies(contains.node, same.node);
    });
  }
  if (uniqueItems) found.push(node => node.uniqueItems === true && isPlain(node) && isPlain(asked));
  if (unevaluatedItems !== undefined) found.push(() => false);
  return found;
}

function objectDemands(whole: Node, asked: Node, implies: Implication): Demand[] {
  const { required = [], minProperties, maxProperties, propertyNames, unevaluatedProperties } = asked;
  return [
    ...required.map(
      (name): Demand =>
        node =>
          node.required?.includes(name) ?? false,
    ),
    ...sizeDemands("minProperties", minProperties, "maxProperties", maxProperties),
    ...propertyDemands(asked, implies),
    ...(propertyNames === undefined
      ? []
      : [(node: Node) => node.propertyNames !== undefined && implies(node.propertyNames, propertyNames)]),
    ...(asked.dependentRequired ?? []).map(
      ([name, others]): Demand =>
        node =>
          others.every(other => node.required?.includes(other)) ||
          (node.dependentRequired ?? []).some(
            each => each[0] === name && others.every(other => each[1].includes(other)),
          ),
    ),
    ...(asked.dependentSchemas ?? []).map(
      ([name, schema]): Demand =>
        node =>
          (node.dependentSchemas ?? []).some(each => each[0] === name && implies(each[1], schema)) ||
          (node === whole && implies(whole, schema)),
    ),
    // All subschemas in place decide what counts as evaluated: only equal nodes are known to agree.
    ...(unevaluatedProperties === undefined || isAlways(unevaluatedProperties) ? [] : [() => false]),
  ];
}

function propertyDemands(asked: Node, implies: Implication): Demand[] {
  const { properties = new Map<string, Node>(), patternProperties = [], additionalProperties: others } = asked;
  const isMatched = (name: string, patterns: readonly (readonly [string, Node])[]) =>
    patterns.some(([pattern]) => matches(pattern, name));
  const valuesOf = (node: Node, name: string): readonly Node[] => {
    const own = node.properties?.get(name);
    const matching = (node.patternProperties ?? []).filter(([pattern]) => matches(pattern, name));
    const found = [...(own === undefined ? [] : [own]), ...matching.map(([, inner]) => inner)];
    return found.length > 0 || node.additionalProperties === undefined ? found : [node.additionalProperties];
  };
  const allows = (node: Node, name: string, other: Node) =>
    isAlways(other) || addsNo(node, name) || valuesOf(node, name).some(each => implies(each, other));
  const alike = (node: Node, name: (name: string) => boolean, pattern: (pattern: string) => boolean, other: Node) =>
    isAlways(other) ||
    (node.additionalProperties !== undefined &&
      implies(node.additionalProperties, other) &&
      [...(node.properties?.keys() ?? [])].every(each => !name(each) || allows(node, each, other)) &&
      (node.patternProperties ?? []).every(([each, inner]) => !pattern(each) || implies(inner, other)));
  return [
    ...[...properties].map(
      ([name, inner]): Demand =>
        node =>
          allows(node, name, inner),
    ),
    ...patternProperties.map(
      ([pattern, inner]): Demand =>
        node =>
          (node.patternProperties ?? []).some(each => each[0] === pattern && implies(each[1], inner)) ||
          alike(
            node,
            name => matches(pattern, name),
            () => true,
            inner,
          ),
    ),
    ...(others === undefined
      ? []
      : [
          (node: Node) =>
            alike(
              node,
              name => !properties.has(name) && !isMatched(name, patternProperties),
              each => !patternProperties.some(([pattern]) => pattern === each),
              others,
            ),
        ]),
  ];
}

/** Whether what a producer makes by a schema never has a property: nothing in place under it describes that. */
const addsNo = (node: Node, name: string) => node.closed === true && !describes(node, name, node, new Set());

function describes(node: Node, name: string, top: Node, met: Set<Node>): boolean {
  if (met.has(node)) return false;
  met.add(node);
  if (node.properties?.has(name) || (node.patternProperties ?? []).some(([pattern]) => matches(pattern, name))) {
    return true;
  }
  if (node.additionalProperties !== undefined || (node !== top && node.unevaluatedProperties !== undefined))
    return true;
  if (node.opaque !== undefined) return true;
  const { reference, allOf = [], anyOf = [], oneOf = [], not, condition, dependentSchemas = [] } = node;
  const inner = [not, condition?.test, condition?.passing, condition?.failing, reference?.target()];
  const inPlace = [...allOf, ...anyOf, ...oneOf, ...dependentSchemas.map(([, each]) => each), ...inner];
  return inPlace.some(each => each !== undefined && describes(each, name, top, met));
}

function combinedDemands(whole: Node, asked: Node, implies: Implication): Demand[] {
  const { reference, allOf = [], anyOf, oneOf, not, condition, opaque, opaqueOf } = asked;
  const found: Demand[] = [...(reference === undefined ? [] : [reference.target()]), ...allOf].map(
    inner => node => node === whole && implies(whole, inner),
  );
  if (anyOf !== undefined) found.push(node => anyOf.some(each => implies(node, each)));
  if (oneOf !== undefined) {
    const exclusive = () => oneOf.every((one, index) => oneOf.slice(index + 1).every(other => areApart(one, other)));
    found.push(
      node =>
        (node.oneOf?.length === oneOf.length &&
          node.oneOf.every((each, index) => implies(each, oneOf[index]!) && implies(oneOf[index]!, each))) ||
        (oneOf.some(each => implies(node, each)) && exclusive()),
    );
  }
  if (not !== undefined) found.push(node => node.not !== undefined && implies(not, node.not));
  if (condition?.passing !== undefined || condition?.failing !== undefined) {
    found.push(node => {
      const own = node.condition;
      if (own === undefined || !implies(own.test, condition.test) || !implies(condition.test, own.test)) return false;
      return ([["passing"], ["failing"]] as const).every(([branch]) => {
        const [there, here] = [condition[branch], own[branch]];
        return there === undefined || (here !== undefined && implies(here, there));
      });
    });
  }
  if (opaque !== undefined) found.push(node => node.opaque === opaque && node.opaqueOf === opaqueOf);
  return found;
}

/** Whether no value is valid in both: by their types, or by a property that both require, with other values. */
function areApart(one: Node, other: Node): boolean {
  const [a, b] = [followed(one), followed(other)];
  if (a.types !== undefined && b.types !== undefined) {
    const kinds = (node: Node) => (node.types ?? []).map(type => (type === "integer" ? "number" : type));
    if (!kinds(a).some(type => kinds(b).includes(type))) return true;
    // A property discriminates only if every value is an object.
    if (!(kinds(a).every(type => type === "object") || kinds(b).every(type => type === "object"))) return false;
  } else if (!(a.types ?? b.types ?? ["none"]).every(type => type === "object")) return false;
  return (a.required ?? []).some(name => {
    const [left, right] = [a, b].map(node => valuesOf(node.properties?.get(name)));
    return b.required?.includes(name) && left && right && !left.some(value => right.includes(value));
  });
}

const followed = (node: Node): Node =>
  node.reference !== undefined && Object.keys(node).length === 3 ? followed(node.reference.target()) : node;

function valuesOf(node: Node | undefined): readonly Scalar[] | undefined {
  const group = node === undefined ? undefined : followed(node).oneOfValues?.[0];
  return group?.compounds.length === 0 ? group.scalars : undefined;
}

const compiled = new Map<string, RegExp>();

function matches(pattern: string, name: string): boolean {
  const expression = compiled.get(pattern) ?? new RegExp(pattern, "u");
  compiled.set(pattern, expression);
  return expression.test(name);
}
