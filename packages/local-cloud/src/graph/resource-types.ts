import { ALIAS, KEY } from "../authorization/find-key.ts";
import { ATTACHMENT, POLICY, ROLE, ROLE_POLICY } from "../authorization/roles.ts";
import type { ResourceType } from "./resource-type.ts";
import { bucket } from "./resources/bucket.ts";
import {
  bucketEncryption,
  bucketLifecycle,
  bucketPolicy,
  bucketPublicAccessBlock,
  bucketVersioning,
} from "./resources/bucket-settings.ts";
import { eventArchive } from "./resources/event-archive.ts";
import { eventBus } from "./resources/event-bus.ts";
import { eventBusPolicy } from "./resources/event-bus-policy.ts";
import { eventRule } from "./resources/event-rule.ts";
import { eventSourceMapping } from "./resources/event-source-mapping.ts";
import { eventTarget } from "./resources/event-target.ts";
import { fhirDatastore } from "./resources/fhir-datastore.ts";
import { functionEventInvokeConfig } from "./resources/function-event-invoke-config.ts";
import { functionUrl } from "./resources/function-url.ts";
import { kept } from "./resources/kept.ts";
import { kmsAlias } from "./resources/kms-alias.ts";
import { kmsKey } from "./resources/kms-key.ts";
import { lambdaFunction } from "./resources/lambda-function.ts";
import { lambdaInvocation } from "./resources/lambda-invocation.ts";
import { permission } from "./resources/permission.ts";
import { pipe } from "./resources/pipe.ts";
import { queue } from "./resources/queue.ts";
import { queuePolicy } from "./resources/queue-policy.ts";
import { role, rolePolicy } from "./resources/role.ts";
import { table } from "./resources/table.ts";

/** Every Pulumi type that a graph may hold, in the order of creation: what is referred to before what refers to it. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map([
  [KEY, kmsKey],
  [ALIAS, kmsAlias],
  [POLICY, rolePolicy],
  [ROLE, role],
  [ROLE_POLICY, rolePolicy],
  [ATTACHMENT, kept],
  ["aws:cloudwatch/logGroup:LogGroup", kept],
  ["aws:sqs/queue:Queue", queue],
  ["aws:s3/bucket:Bucket", bucket],
  ["aws:s3/bucketLogging:BucketLogging", kept],
  ["aws:cloudtrail/trail:Trail", kept],
  ["aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", kept],
  ["aws:s3/bucketVersioning:BucketVersioning", bucketVersioning],
  ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", bucketPublicAccessBlock],
  ["aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", bucketEncryption],
  ["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", bucketLifecycle],
  ["aws:s3/bucketPolicy:BucketPolicy", bucketPolicy],
  ["aws:dynamodb/table:Table", table],
  ["aws-native:healthlake:FhirDatastore", fhirDatastore],
  ["aws:cloudwatch/eventBus:EventBus", eventBus],
  ["aws:cloudwatch/eventBusPolicy:EventBusPolicy", eventBusPolicy],
  ["aws:cloudwatch/eventArchive:EventArchive", eventArchive],
  ["aws:lambda/function:Function", lambdaFunction],
  ["aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", functionEventInvokeConfig],
  ["aws:lambda/functionUrl:FunctionUrl", functionUrl],
  ["aws:lambda/permission:Permission", permission],
  ["aws:cloudwatch/eventRule:EventRule", eventRule],
  ["aws:sqs/queuePolicy:QueuePolicy", queuePolicy],
  ["aws:cloudwatch/eventTarget:EventTarget", eventTarget],
  ["aws:lambda/eventSourceMapping:EventSourceMapping", eventSourceMapping],
  ["aws:pipes/pipe:Pipe", pipe],
  ["aws:lambda/invocation:Invocation", lambdaInvocation],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", kept],
]);
