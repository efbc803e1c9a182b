import type { GraphResource } from "@tributary/synth/graph";
import { GraphError } from "../graph-error.ts";
import { given, inApiCase, knownInputs, type ResourceType } from "../resource-type.ts";

const used = ["datastoreName", "datastoreTypeVersion", "sseConfiguration", "identityProviderConfiguration", "tags"];

/**
 * aws-native:healthlake:FhirDatastore. Its id is the one at the end of the ARN that the graph says, since others refer to it.
 * A change would replace it, and so lose what it holds: only its tags may change.
 */
export const fhirDatastore: ResourceType = {
  create: (resource, { call }) =>
    call<{ DatastoreArn: string }>("healthlake", "CreateFHIRDatastore", request(resource)).DatastoreArn,
  update(resource, { call }, before) {
    const { Tags, ...wanted } = request(resource);
    const { Tags: _before, ...was } = request(before);
    if (JSON.stringify(wanted) !== JSON.stringify(was))
      throw new GraphError("it has changed, which a data store with data in it cannot follow");
    if (Tags)
      call("healthlake", "TagResource", { ResourceARN: resource.outputs.datastoreArn ?? resource.outputs.arn, Tags });
    return undefined;
  },
  drop: ({ id }, { call }) => void call("healthlake", "DeleteFHIRDatastore", { DatastoreId: id }),
};

function request(resource: GraphResource): Record<string, unknown> {
  const inputs = knownInputs(resource, used, ["tagsAll"]);
  const { tags, ...rest } = inputs;
  const arn = String(resource.outputs.datastoreArn ?? resource.outputs.arn ?? "");
  const id = /datastore\/fhir\/([\da-f]{32})$/.exec(arn)?.[1];
  return given({
    ...(inApiCase(rest) as Record<string, unknown>),
    DatastoreId: id,
    ClientToken: resource.id,
    Tags: tags && inApiCase(tags),
  });
}
