import { createHash } from "node:crypto";
import { account, region } from "./account.ts";

/** What AWS would compute for one resource: its physical id and the outputs that others may refer to. */
export interface Computed {
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

type Inputs = Readonly<Record<string, unknown>>;
/** `place` tells it from the resource of the same name in another stage of the account; empty where only one stage counts. */
type Compute = (name: string, inputs: Inputs, place: string) => Computed;

/** A stream is labelled with the time it was enabled; offline it is always this. */
const streamLabel = "2026-01-01T00:00:00.000";

const text = (inputs: Inputs, key: string): string => String(inputs[key] ?? "");
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
const digest = (name: string, place: string) =>
  createHash("sha256")
    .update(place === "" ? name : `${place}\n${name}`)
    .digest("hex");

function uuid(name: string, place: string): string {
  const hex = digest(name, place);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

/** As Pulumi does for a resource without a physical name: a suffix of seven hexadecimal characters. */
const named = (name: string, inputs: Inputs, place: string, key = "name") =>
  text(inputs, key) || `${name}-${digest(name, place).slice(0, 7)}`;

const ofBucket: Compute = (_name, inputs) => ({ id: text(inputs, "bucket"), outputs: {} });

/** Per Pulumi type: how to compute what AWS would. A type that is not here is refused by name. */
export const computedOutputs: Readonly<Record<string, Compute>> = {
  "aws:kms/key:Key": (name, _inputs, place) => {
    const keyId = uuid(name, place);
    return { id: keyId, outputs: { keyId, arn: arn("kms", `key/${keyId}`) } };
  },
  "aws:kms/alias:Alias": (name, inputs, place) => {
    const alias = named(`alias/${name}`, inputs, place);
    return { id: alias, outputs: { name: alias, arn: arn("kms", alias) } };
  },
  "aws:dynamodb/table:Table": (name, inputs, place) => {
    const table = named(name, inputs, place);
    const tableArn = arn("dynamodb", `table/${table}`);
    const stream = inputs.streamEnabled
      ? { streamArn: `${tableArn}/stream/${streamLabel}`, streamLabel }
      : { streamArn: "", streamLabel: "" };
    return { id: table, outputs: { name: table, arn: tableArn, ...stream } };
  },
  "aws:cloudwatch/eventBus:EventBus": (name, inputs, place) => {
    const bus = named(name, inputs, place);
    return { id: bus, outputs: { name: bus, arn: arn("events", `event-bus/${bus}`) } };
  },
  "aws-native:healthlake:FhirDatastore": (name, inputs, place) => {
    const datastoreId = digest(text(inputs, "datastoreName") || name, place).slice(0, 32);
    const outputs = {
      datastoreId,
      datastoreArn: arn("healthlake", `datastore/fhir/${datastoreId}`),
      datastoreEndpoint: `https://healthlake.${region}.amazonaws.com/datastore/${datastoreId}/r4/`,
      datastoreStatus: "ACTIVE",
    };
    return { id: datastoreId, outputs };
  },
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": (_name, inputs) => ({
    id: text(inputs, "eventBusName"),
    outputs: {},
  }),
  "aws:lambda/invocation:Invocation": (_name, inputs) => ({
    id: text(inputs, "functionName"),
    outputs: { result: "null" },
  }),
  "aws:cloudwatch/eventArchive:EventArchive": (name, inputs, place) => {
    const archive = named(name, inputs, place);
    return { id: archive, outputs: { name: archive, arn: arn("events", `archive/${archive}`) } };
  },
  "aws:cloudwatch/eventRule:EventRule": (name, inputs, place) => {
    const rule = named(name, inputs, place);
    const bus = text(inputs, "eventBusName") || "default";
    // The ARN of a rule on the default bus does not name the bus.
    const path = bus === "default" ? rule : `${bus}/${rule}`;
    return { id: `${bus}/${rule}`, outputs: { name: rule, arn: arn("events", `rule/${path}`) } };
  },
  "aws:cloudwatch/eventTarget:EventTarget": (name, inputs, place) => {
    const targetId = named(name, inputs, place, "targetId");
    const bus = text(inputs, "eventBusName") || "default";
    return { id: `${bus}-${text(inputs, "rule")}-${targetId}`, outputs: { targetId } };
  },
  "aws:sqs/queue:Queue": (name, inputs, place) => {
    const queue = text(inputs, "name") || `${named(name, {}, place)}${inputs.fifoQueue === true ? ".fifo" : ""}`;
    const url = `https://sqs.${region}.amazonaws.com/${account}/${queue}`;
    return { id: url, outputs: { name: queue, url, arn: arn("sqs", queue) } };
  },
  "aws:sqs/queuePolicy:QueuePolicy": (_name, inputs) => ({ id: text(inputs, "queueUrl"), outputs: {} }),
  "aws:s3/bucket:Bucket": (name, inputs, place) => {
    const bucket = named(name.toLowerCase(), inputs, place, "bucket");
    const outputs = {
      bucket,
      arn: `arn:aws:s3:::${bucket}`,
      bucketDomainName: `${bucket}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
    };
    return { id: bucket, outputs };
  },
  "aws:s3/bucketVersioning:BucketVersioning": ofBucket,
  "aws:s3/bucketLogging:BucketLogging": ofBucket,
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": ofBucket,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ofBucket,
  "aws:s3/bucketPolicy:BucketPolicy": ofBucket,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ofBucket,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ofBucket,
  "aws:s3/bucketObjectv2:BucketObjectv2": (_name, inputs) => ({ id: text(inputs, "key"), outputs: {} }),
  "aws:iam/role:Role": (name, inputs, place) => {
    const role = named(name, inputs, place);
    return { id: role, outputs: { name: role, arn: `arn:aws:iam::${account}:role/${role}` } };
  },
  "aws:iam/policy:Policy": (name, inputs, place) => {
    const policy = named(name, inputs, place);
    const policyArn = `arn:aws:iam::${account}:policy${text(inputs, "path") || "/"}${policy}`;
    return { id: policyArn, outputs: { name: policy, arn: policyArn } };
  },
  "aws:iam/rolePolicy:RolePolicy": (name, inputs, place) => {
    const policy = named(name, inputs, place);
    return { id: `${text(inputs, "role")}:${policy}`, outputs: { name: policy } };
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (_name, inputs) => ({
    id: `${text(inputs, "role")}/${text(inputs, "policyArn")}`,
    outputs: {},
  }),
  "aws:cloudwatch/logGroup:LogGroup": (name, inputs, place) => {
    const group = named(name, inputs, place);
    return { id: group, outputs: { name: group, arn: arn("logs", `log-group:${group}`) } };
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": (name, inputs, place) => {
    const alarm = named(name, inputs, place);
    return { id: alarm, outputs: { name: alarm, arn: arn("cloudwatch", `alarm:${alarm}`) } };
  },
  "aws:lambda/function:Function": (name, inputs, place) => {
    const fn = named(name, inputs, place);
    const functionArn = arn("lambda", `function:${fn}`);
    const outputs = {
      name: fn,
      arn: functionArn,
      qualifiedArn: `${functionArn}:$LATEST`,
      invokeArn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
      version: "$LATEST",
    };
    return { id: fn, outputs };
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": (name, _inputs, place) => {
    const id = uuid(name, place);
    return { id, outputs: { uuid: id, arn: arn("lambda", `event-source-mapping:${id}`) } };
  },
  "aws:lambda/functionUrl:FunctionUrl": (name, inputs, place) => {
    const urlId = digest(name, place).slice(0, 32);
    const functionUrl = `https://${urlId}.lambda-url.${region}.on.aws/`;
    return {
      id: text(inputs, "functionName"),
      outputs: { functionUrl, urlId, functionArn: arn("lambda", `function:${text(inputs, "functionName")}`) },
    };
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": (_name, inputs) => ({
    id: text(inputs, "functionName"),
    outputs: {},
  }),
  // Pulumi gives a permission without a statement id one that begins with "terraform-" and is random.
  "aws:lambda/permission:Permission": (name, inputs, place) => {
    const statementId = text(inputs, "statementId") || `terraform-${digest(name, place).slice(0, 26)}`;
    return { id: statementId, outputs: { statementId } };
  },
  "aws:cloudtrail/trail:Trail": (name, inputs, place) => {
    const trail = named(name, inputs, place);
    return { id: trail, outputs: { name: trail, arn: arn("cloudtrail", `trail/${trail}`) } };
  },
  "aws:pipes/pipe:Pipe": (name, inputs, place) => {
    const pipe = named(name, inputs, place);
    return { id: pipe, outputs: { name: pipe, arn: arn("pipes", `pipe/${pipe}`) } };
  },
  // SST encrypts the links of a function with this; offline nothing is encrypted, so it is all zeros.
  "random:index/randomBytes:RandomBytes": (name, inputs) => {
    const bytes = Buffer.alloc(Number(inputs.length));
    return { id: name, outputs: { base64: bytes.toString("base64"), hex: bytes.toString("hex") } };
  },
};
