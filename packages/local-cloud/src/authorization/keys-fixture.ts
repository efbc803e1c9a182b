import { deployed, placeOf } from "../graph/deployed.ts";
import type { CloudContext } from "../kernel/service.ts";
import { ALIAS, forgetKeys, KEY } from "./find-key.ts";

/** Records a key in a cloud as its deployment would; returns its ARN. */
export function deployKey(context: CloudContext, id: string, inputs: object): string {
  return record(context, KEY, id, inputs, `arn:aws:kms:us-east-1:000000000000:key/${id}`);
}

/** Records an alias of a key, `alias/clinic`; returns its ARN. */
export function deployAlias(context: CloudContext, id: string, targetKeyId: string): string {
  return record(context, ALIAS, id, { targetKeyId }, `arn:aws:kms:us-east-1:000000000000:${id}`);
}

function record(context: CloudContext, type: string, id: string, inputs: object, arn: string): string {
  const resource = { type, id, name: id, inputs: { ...inputs }, outputs: { arn } };
  context.store.execute(deployed.schema);
  deployed.put(context, placeOf(resource), { owner: "cloud", app: "app", stage: "test", resource, fingerprint: "" });
  forgetKeys(context);
  return arn;
}
