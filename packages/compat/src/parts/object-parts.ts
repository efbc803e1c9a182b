import { and, atom, fails, invalid, type KeyChoice, or, type Part, part, valid } from "../formula.ts";
import type { Node } from "../node.ts";
import { sizeParts } from "./scalar-parts.ts";

/** What the keywords of objects say, but for `unevaluatedProperties`. */
export function objectParts(node: Node): Part[] {
  const { required = [], propertyNames, dependentRequired = [], dependentSchemas = [] } = node;
  return [
    ...required.map(name => part({ kind: "required", name }, { kind: "absent", name })),
    ...sizeParts(node.minProperties, node.maxProperties),
    ...propertiesPart(node),
    ...(propertyNames === undefined
      ? []
      : [
          part(
            { kind: "keys", literal: { node: propertyNames, sign: true } },
            { kind: "someKey", literal: { node: propertyNames, sign: false } },
          ),
        ]),
    ...dependentRequired.map(([name, others]) => dependent(name, others.map(present), others.map(missing))),
    ...dependentSchemas.map(([name, schema]) => dependent(name, [valid(schema)], [invalid(schema)])),
  ];
}

const present = (name: string) => atom({ kind: "required", name });
const missing = (name: string) => atom({ kind: "absent", name });

function dependent(name: string, asks: Part["pass"][], breaks: Part["pass"][]): Part {
  return {
    pass: or([missing(name), and([present(name), ...asks])]),
    fail: breaks.length === 0 ? fails : and([present(name), or(breaks)]),
  };
}

function propertiesPart(node: Node): Part[] {
  const { properties = new Map<string, Node>(), patternProperties = [], additionalProperties } = node;
  if (properties.size === 0 && patternProperties.length === 0 && additionalProperties === undefined) return [];
  const some = (key: KeyChoice, node: Node) => atom({ kind: "someProperty", key, literal: { node, sign: false } });
  return [
    {
      pass: atom({ kind: "properties", named: properties, patterns: patternProperties, other: additionalProperties }),
      fail: or([
        ...[...properties].map(([name, inner]) => some({ kind: "named", name }, inner)),
        ...patternProperties.map(([pattern, inner]) => some({ kind: "matching", pattern }, inner)),
        ...(additionalProperties === undefined
          ? []
          : [
              some(
                {
                  kind: "outside",
                  names: [...properties.keys()],
                  patterns: patternProperties.map(([pattern]) => pattern),
                },
                additionalProperties,
              ),
            ]),
      ]),
    },
  ];
}
