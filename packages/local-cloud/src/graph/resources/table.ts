import { isDeepStrictEqual } from "node:util";
import type { GraphResource } from "@tributary/synth/graph";
import { GraphError } from "../graph-error.ts";
import { type Deployment, given, type Inputs, knownInputs, type ResourceType } from "../resource-type.ts";

/** What a table is born with. */
const fixed = [
  "name",
  "attributes",
  "hashKey",
  "rangeKey",
  "globalSecondaryIndexes",
  "localSecondaryIndexes",
  "streamEnabled",
  "streamViewType",
];
const changeable = ["deletionProtectionEnabled", "ttl", "pointInTimeRecovery"];
const described = ["billingMode", "readCapacity", "writeCapacity", "serverSideEncryption", "tableClass", "tags"];

interface Index {
  readonly name: string;
  readonly hashKey?: string;
  readonly rangeKey?: string;
  readonly projectionType?: string;
  readonly nonKeyAttributes?: readonly string[];
}
interface Description {
  readonly TableArn: string;
  readonly LatestStreamArn?: string;
}

/** aws:dynamodb/table:Table. Its stream gets the very ARN that the graph says, since others refer to it. */
export const table: ResourceType = {
  create(resource, deployment) {
    const inputs = knownInputs(resource, [...fixed, ...changeable, ...described], ["tagsAll"]);
    const { TableDescription: made } = deployment.call<{ TableDescription: Description }>(
      "dynamodb",
      "CreateTable",
      request(resource, inputs),
    );
    const streamArn = String(resource.outputs.streamArn ?? "");
    if (streamArn !== (made.LatestStreamArn ?? ""))
      throw new GraphError(`its stream is ${made.LatestStreamArn ?? "off"} here and "${streamArn}" in the graph`);
    arrange(inputs, {}, deployment);
    return made.TableArn;
  },
  update(resource, deployment, before) {
    const inputs = knownInputs(resource, [...fixed, ...changeable, ...described], ["tagsAll"]);
    const changed = fixed.find(name => !isDeepStrictEqual(inputs[name], before.inputs[name]));
    if (changed) throw new GraphError(`its ${changed} has changed, which a table with data in it cannot follow`);
    if (inputs.deletionProtectionEnabled !== before.inputs.deletionProtectionEnabled)
      deployment.call("dynamodb", "UpdateTable", {
        TableName: inputs.name,
        DeletionProtectionEnabled: inputs.deletionProtectionEnabled ?? false,
      });
    arrange(inputs, before.inputs, deployment);
    return undefined;
  },
  drop: ({ inputs }, { call }) => void call("dynamodb", "DeleteTable", { TableName: inputs.name }),
};

function request(resource: GraphResource, inputs: Inputs): object {
  const indexes = (name: string) =>
    ((inputs[name] ?? []) as readonly Index[]).map(index => indexRequest(index, inputs));
  const [global, local] = [indexes("globalSecondaryIndexes"), indexes("localSecondaryIndexes")];
  const encryption = inputs.serverSideEncryption as { enabled: boolean; kmsKeyArn?: string } | undefined;
  const capacity = { ReadCapacityUnits: inputs.readCapacity, WriteCapacityUnits: inputs.writeCapacity };
  return given<unknown>({
    TableName: inputs.name,
    AttributeDefinitions: ((inputs.attributes ?? []) as { name: string; type: string }[]).map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: keySchema(String(inputs.hashKey), inputs.rangeKey),
    BillingMode: inputs.billingMode,
    ProvisionedThroughput: inputs.billingMode === "PAY_PER_REQUEST" ? undefined : capacity,
    GlobalSecondaryIndexes: global.length > 0 ? global : undefined,
    LocalSecondaryIndexes: local.length > 0 ? local : undefined,
    StreamSpecification: inputs.streamEnabled
      ? { StreamEnabled: true, StreamViewType: inputs.streamViewType }
      : undefined,
    LatestStreamArn: inputs.streamEnabled ? resource.outputs.streamArn : undefined,
    SSESpecification:
      encryption && given({ Enabled: encryption.enabled, SSEType: "KMS", KMSMasterKeyId: encryption.kmsKeyArn }),
    DeletionProtectionEnabled: inputs.deletionProtectionEnabled,
    TableClass: inputs.tableClass,
    Tags: inputs.tags && Object.entries(inputs.tags).map(([Key, Value]) => ({ Key, Value })),
  });
}

function keySchema(hashKey: string, rangeKey: unknown): object[] {
  const hash = { AttributeName: hashKey, KeyType: "HASH" };
  return rangeKey ? [hash, { AttributeName: rangeKey, KeyType: "RANGE" }] : [hash];
}

function indexRequest({ name, hashKey, rangeKey, projectionType, nonKeyAttributes }: Index, inputs: Inputs): object {
  return {
    IndexName: name,
    KeySchema: keySchema(hashKey ?? String(inputs.hashKey), rangeKey),
    Projection: given({ ProjectionType: projectionType ?? "ALL", NonKeyAttributes: nonKeyAttributes }),
  };
}

/** Expiry and backups, which have operations of their own. */
function arrange(inputs: Inputs, before: Inputs, { call }: Deployment): void {
  const { name: TableName, ttl, pointInTimeRecovery } = inputs;
  const changed = (name: string) => !isDeepStrictEqual(inputs[name], before[name]);
  const wanted = (ttl ?? before.ttl) as { attributeName?: string; enabled?: boolean } | undefined;
  if (changed("ttl") && wanted?.attributeName)
    call("dynamodb", "UpdateTimeToLive", {
      TableName,
      TimeToLiveSpecification: { AttributeName: wanted.attributeName, Enabled: ttl ? (wanted.enabled ?? true) : false },
    });
  const recovery = pointInTimeRecovery as { enabled: boolean } | undefined;
  if (changed("pointInTimeRecovery"))
    call("dynamodb", "UpdateContinuousBackups", {
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: recovery?.enabled ?? false },
    });
}
