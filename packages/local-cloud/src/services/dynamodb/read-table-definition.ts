import {
  type Input,
  optionalObject,
  optionalObjects,
  optionalTexts,
  optionalWord,
  requiredText,
} from "./read-input.ts";
import type { KeyAttribute, KeySchema, StreamViewType, TableIndex } from "./table.ts";
import { constraintError, validationError } from "./validation-error.ts";

const VIEW_TYPES = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"] as const;

/** Reads the keys and indexes of `CreateTable`. */
export function readKeys(input: Input): { key: KeySchema; indexes: TableIndex[] } {
  const types = readAttributeTypes(input);
  const used = new Set<string>();
  const key = readKeySchema(input, types, used);
  const locals = readIndexes(input, "local", types, used);
  if (locals.some(index => index.key.hash.name !== key.hash.name))
    throw validationError(
      "One or more parameter values were invalid: Index KeySchema does not have the same leading hash key as table KeySchema",
    );
  const indexes = [...readIndexes(input, "global", types, used), ...locals];
  const names = indexes.map(index => index.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw validationError(`One or more parameter values were invalid: Duplicate index name: ${twice}`);
  const unused = [...types.keys()].filter(name => !used.has(name));
  if (unused.length > 0)
    throw validationError(
      `One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: [${[...types.keys()].join(", ")}], keys used: [${[...used].join(", ")}]`,
    );
  return { key, indexes };
}

/** Reads `StreamSpecification`: a view type, "off", or undefined when the request says nothing. */
export function readStreamSpecification(input: Input): StreamViewType | "off" | undefined {
  const specification = optionalObject(input, "StreamSpecification");
  if (!specification) return undefined;
  const viewType = optionalWord(specification, "StreamViewType", VIEW_TYPES);
  if (specification.StreamEnabled === true) {
    if (viewType) return viewType;
    throw validationError(
      "One or more parameter values were invalid: StreamEnabled is true but StreamViewType is not specified",
    );
  }
  if (viewType)
    throw validationError(
      "One or more parameter values were invalid: StreamViewType is specified but StreamEnabled is false",
    );
  return "off";
}

/** Reads `AttributeDefinitions`. */
export function readAttributeTypes(input: Input): Map<string, KeyAttribute["type"]> {
  const definitions = optionalObjects(input, "AttributeDefinitions");
  if (!definitions) throw constraintError("AttributeDefinitions", "not be null");
  return new Map(
    definitions.map(definition => {
      const type = optionalWord(definition, "AttributeType", ["S", "N", "B"]);
      if (!type) throw constraintError("AttributeType", "not be null");
      return [requiredText(definition, "AttributeName"), type];
    }),
  );
}

function readKeySchema(input: Input, types: Map<string, KeyAttribute["type"]>, used: Set<string>): KeySchema {
  const elements = optionalObjects(input, "KeySchema") ?? [];
  const parts = elements.map(element => {
    const name = requiredText(element, "AttributeName");
    const type = types.get(name);
    if (!type)
      throw validationError(
        `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}], AttributeDefinitions: [${[...types.keys()].join(", ")}]`,
      );
    used.add(name);
    return { name, type, kind: optionalWord(element, "KeyType", ["HASH", "RANGE"]) };
  });
  const [hash, range] = parts;
  if (hash?.kind !== "HASH")
    throw validationError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  if (range && range.kind !== "RANGE")
    throw validationError("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  if (parts.length > 2) throw constraintError("KeySchema", "have length less than or equal to 2");
  if (range?.name === hash.name)
    throw validationError("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  const attribute = ({ name, type }: (typeof parts)[number]) => ({ name, type });
  return range ? { hash: attribute(hash), range: attribute(range) } : { hash: attribute(hash) };
}

function readIndexes(
  input: Input,
  kind: TableIndex["kind"],
  types: Map<string, KeyAttribute["type"]>,
  used: Set<string>,
): TableIndex[] {
  const indexes = optionalObjects(input, kind === "global" ? "GlobalSecondaryIndexes" : "LocalSecondaryIndexes") ?? [];
  return indexes.map(index => readIndex(index, kind, types, used));
}

/** Reads one index; `used` collects the attributes that are keys. */
export function readIndex(
  input: Input,
  kind: TableIndex["kind"],
  types: Map<string, KeyAttribute["type"]>,
  used: Set<string>,
): TableIndex {
  const projection = optionalObject(input, "Projection") ?? {};
  const type = optionalWord(projection, "ProjectionType", ["ALL", "KEYS_ONLY", "INCLUDE"]);
  if (!type) throw validationError("One or more parameter values were invalid: Unknown ProjectionType: null");
  return {
    name: requiredText(input, "IndexName"),
    kind,
    key: readKeySchema(input, types, used),
    projection: { type, names: optionalTexts(projection, "NonKeyAttributes") ?? [] },
  };
}
