import type { GraphResource } from "@tributary/synth/graph";
import { at } from "./graph-view.ts";

/** Path of the key's input, by type. */
export const keyOf: Readonly<Record<string, (resource: GraphResource) => unknown>> = {
  Table: ({ inputs }) => at(inputs, "serverSideEncryption", "kmsKeyArn"),
  Queue: ({ inputs }) => inputs.kmsMasterKeyId,
  EventBus: ({ inputs }) => inputs.kmsKeyIdentifier,
  EventArchive: ({ inputs }) => inputs.kmsKeyIdentifier,
  Pipe: ({ inputs }) => inputs.kmsKeyIdentifier,
  Trail: ({ inputs }) => inputs.kmsKeyId,
  FhirDatastore: ({ inputs }) => at(inputs, "sseConfiguration", "kmsEncryptionConfig", "kmsKeyId"),
  LogGroup: ({ inputs }) => inputs.kmsKeyId,
  BucketServerSideEncryptionConfiguration: ({ inputs }) =>
    at((inputs.rules as unknown[])[0], "applyServerSideEncryptionByDefault", "kmsMasterKeyId"),
};
