import type {
  AttributeDefinition,
  CreateTableInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  StreamSpecification,
} from "../../models/dynamodb-types.ts";
import { readWarmThroughput } from "./read-described.ts";
import type { KeyAttribute, KeySchema, StreamViewType, TableIndex } from "./table.ts";
import { validationError } from "./validation-error.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MOST_LOCAL_INDEXES = 5;
const MOST_GLOBAL_INDEXES = 20;

export type AttributeTypes = ReadonlyMap<string, KeyAttribute["type"]>;

/** Reads the keys and indexes of `CreateTable`. The order of the checks is AWS's: dynalite's tests of CreateTable. */
export function readKeys(input: CreateTableInput): { key: KeySchema; indexes: TableIndex[] } {
  const types = readAttributeTypes(input.AttributeDefinitions);
  const schema = input.KeySchema ?? [];
  if (schema.length > types.size)
    throw validationError("Invalid KeySchema: Some index key attribute have no definition");
  const key = readKeySchema(schema, types);
  const { LocalSecondaryIndexes: locals, GlobalSecondaryIndexes: globals } = input;
  if (!locals && !globals && types.size !== schema.length)
    throw invalid(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  if (locals?.length === 0) throw invalid("List of LocalSecondaryIndexes is empty");
  if (locals && !key.range)
    throw invalid("Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex");
  const indexes: TableIndex[] = [];
  for (const local of locals ?? []) indexes.push(newIndex(readLocalIndex(local, types, key), indexes));
  if (globals?.length === 0) throw invalid("List of GlobalSecondaryIndexes is empty");
  const isOnDemand = input.BillingMode === "PAY_PER_REQUEST";
  for (const global of globals ?? []) indexes.push(newIndex(readGlobalIndex(global, types, isOnDemand), indexes));
  refuseUnused(types, [key, ...indexes.map(index => index.key)]);
  return { key, indexes: [...indexes.filter(isGlobal), ...indexes.filter(index => !isGlobal(index))] };
}

/** An index that may join those there are. */
export function newIndex(index: TableIndex, others: readonly TableIndex[]): TableIndex {
  if (others.some(({ name }) => name === index.name)) throw invalid(`Duplicate index name: ${index.name}`);
  const alike = others.filter(other => other.kind === index.kind).length;
  if (index.kind === "local" && alike >= MOST_LOCAL_INDEXES)
    throw invalid(`Number of LocalSecondaryIndexes exceeds per-table limit of ${MOST_LOCAL_INDEXES}`);
  if (index.kind === "global" && alike >= MOST_GLOBAL_INDEXES)
    throw invalid(`GlobalSecondaryIndex count exceeds the per-table limit of ${MOST_GLOBAL_INDEXES}`);
  return index;
}

/** Reads `StreamSpecification`: a view type, "off", or undefined when the request says nothing. */
export function readStreamSpecification(
  specification: StreamSpecification | null | undefined,
): StreamViewType | "off" | undefined {
  if (!specification) return undefined;
  const viewType = specification.StreamViewType as StreamViewType | undefined;
  if (specification.StreamEnabled) {
    if (viewType) return viewType;
    throw invalid("StreamEnabled is true but StreamViewType is not specified");
  }
  if (viewType) throw invalid("StreamViewType is specified but StreamEnabled is false");
  return "off";
}

/** Reads `AttributeDefinitions`. */
export function readAttributeTypes(definitions: readonly AttributeDefinition[] | null | undefined): AttributeTypes {
  const types = new Map<string, KeyAttribute["type"]>();
  for (const { AttributeName: name, AttributeType: type } of definitions ?? []) {
    if (types.has(name)) throw invalid(`Duplicate AttributeName in AttributeDefinitions: ${name}`);
    types.set(name, type as KeyAttribute["type"]);
  }
  return types;
}

/** Reads a global index of `CreateTable` or `UpdateTable`. */
export function readGlobalIndex(input: GlobalSecondaryIndex, types: AttributeTypes, isOnDemand: boolean): TableIndex {
  const key = readKeySchema(input.KeySchema, types);
  const throughput = input.ProvisionedThroughput ?? undefined;
  const projection = readProjection(input);
  if (throughput && isOnDemand)
    throw invalid(
      `ProvisionedThroughput should not be specified for index: ${input.IndexName} when BillingMode is PAY_PER_REQUEST`,
    );
  return {
    name: input.IndexName,
    kind: "global",
    key,
    projection,
    ...(throughput ? { throughput } : {}),
    ...(input.WarmThroughput ? { warmThroughput: readWarmThroughput(input.WarmThroughput) } : {}),
  };
}

function readLocalIndex(
  input: Pick<GlobalSecondaryIndex, "IndexName" | "KeySchema" | "Projection">,
  types: AttributeTypes,
  table: KeySchema,
): TableIndex {
  const name = input.IndexName;
  const key = readKeySchema(input.KeySchema, types);
  if (!key.range) throw invalid(`Index KeySchema does not have a range key for index: ${name}`);
  if (key.hash.name !== table.hash.name)
    throw invalid(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${key.hash.name}, table hash key: ${table.hash.name}`,
    );
  return { name, kind: "local", key, projection: readProjection(input) };
}

function readKeySchema(elements: readonly KeySchemaElement[], types: AttributeTypes): KeySchema {
  const names = elements.map(({ AttributeName }) => AttributeName);
  const attribute = (name: string): KeyAttribute => {
    const type = types.get(name);
    if (type) return { name, type };
    throw invalid(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${names.join(", ")}], AttributeDefinitions: [${[...types.keys()].join(", ")}]`,
    );
  };
  const [hash, range] = names.map(attribute) as [KeyAttribute, KeyAttribute | undefined];
  if (range?.name === hash.name)
    throw validationError("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  if (elements[0]?.KeyType !== "HASH")
    throw validationError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  if (range && elements[1]?.KeyType !== "RANGE")
    throw validationError("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  return range ? { hash, range } : { hash };
}

function readProjection({ Projection }: Pick<GlobalSecondaryIndex, "Projection">): TableIndex["projection"] {
  const type = Projection.ProjectionType as TableIndex["projection"]["type"] | null | undefined;
  const names = Projection.NonKeyAttributes ?? undefined;
  if (!type) throw invalid("Unknown ProjectionType: null");
  if (type !== "INCLUDE" && names) throw invalid(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  if (type === "INCLUDE" && !names) throw invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  return { type, names: names ?? [] };
}

function refuseUnused(types: AttributeTypes, keys: readonly KeySchema[]): void {
  const used = new Set(keys.flatMap(({ hash, range }) => (range ? [hash.name, range.name] : [hash.name])));
  if ([...types.keys()].every(name => used.has(name))) return;
  throw invalid(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${[...types.keys()].join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
}

const isGlobal = ({ kind }: TableIndex) => kind === "global";

function invalid(message: string) {
  return validationError(`One or more parameter values were invalid: ${message}`);
}
