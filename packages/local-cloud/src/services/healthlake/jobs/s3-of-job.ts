import type { HealthLakeContext } from "../behaviour.ts";
import { type Datastore, datastoreArn } from "../datastore.ts";
import type { Job } from "./job.ts";

/**
 * Calls S3 as the role of a job, which HealthLake assumes.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/getting-started-setting-up.html#setting-up-import-permissions
 */
export function s3OfJob(context: HealthLakeContext, datastore: Datastore, { request }: Job) {
  const { DataAccessRoleArn: role } = request;
  const assumed = { by: "healthlake.amazonaws.com", for: datastoreArn(context, datastore.id) };
  return <Output>(operation: string, input: object): Output => {
    if (role !== undefined) context.holdToRole({ role, session: "HealthLake", assumed }, "s3", operation, input);
    return context.call("s3", operation, input) as Output;
  };
}

/** How the files of a job are encrypted. */
export function encryptionOfJob({ request }: Job): object {
  const { KmsKeyId } = request.output;
  return KmsKeyId === undefined ? {} : { ServerSideEncryption: "aws:kms", SSEKMSKeyId: KmsKeyId };
}
