import type { CloudContext } from "../kernel/service.ts";
import type { Access, AccessRule } from "./access/access.ts";
import { appsyncAccess } from "./access/appsync-access.ts";
import { dynamodbAccess } from "./access/dynamodb-access.ts";
import { eventsAccess } from "./access/events-access.ts";
import { fhirAccess, healthlakeAccess } from "./access/healthlake-access.ts";
import { kmsAccess } from "./access/kms-access.ts";
import { lambdaAccess } from "./access/lambda-access.ts";
import { lambdaUrlAccess } from "./access/lambda-url-access.ts";
import { pipesAccess } from "./access/pipes-access.ts";
import { s3Access } from "./access/s3-access.ts";
import { sqsAccess } from "./access/sqs-access.ts";
import { ssmAccess } from "./access/ssm-access.ts";
import { streamsAccess } from "./access/streams-access.ts";
import { stsAccess } from "./access/sts-access.ts";

/** What each operation of each service needs, by the service's name in the local cloud. */
export const accessRules: Readonly<Record<string, Readonly<Record<string, AccessRule>>>> = {
  dynamodb: dynamodbAccess,
  "streams.dynamodb": streamsAccess,
  events: eventsAccess,
  sqs: sqsAccess,
  kms: kmsAccess,
  lambda: lambdaAccess,
  "lambda-url": lambdaUrlAccess,
  pipes: pipesAccess,
  ssm: ssmAccess,
  sts: stsAccess,
  healthlake: healthlakeAccess,
  "healthlake-fhir": fhirAccess,
  s3: s3Access,
  appsync: appsyncAccess,
};

/** The actions on resources that a request needs, each to be allowed for itself. */
export function requiredAccess(
  service: string,
  operation: string,
  input: object,
  context: CloudContext,
): readonly Access[] {
  const rules = accessRules[service];
  const rule = rules && Object.hasOwn(rules, operation) ? rules[operation] : undefined;
  return rule?.(input as never, context) ?? [];
}
