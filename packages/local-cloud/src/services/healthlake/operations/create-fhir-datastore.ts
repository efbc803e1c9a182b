import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateFHIRDatastoreRequest } from "../../../models/healthlake-types.ts";
import { modelled } from "../../../models/pick-modelled.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { datastoreId, describeDatastore, findDatastore } from "../datastore.ts";
import { announceDatastore } from "../jobs/announce-job.ts";
import { smartMetadata } from "../smart-metadata.ts";
import { readTags } from "../tags.ts";
import { invalid } from "../validation.ts";

type Input = FromHost &
  CreateFHIRDatastoreRequest & {
    /** In process, and only there: the id that a deployment's graph says, since others in it refer to it. */
    readonly DatastoreId?: string;
  };

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_CreateFHIRDatastore.html */
export function createFhirDatastore(input: Input, context: HealthLakeContext & OperationContext) {
  const {
    ClientToken = uuid(context.random),
    Tags,
    ...settings
  } = modelled("healthlake", "CreateFHIRDatastoreRequest", input);
  const { Metadata } = settings.IdentityProviderConfiguration ?? {};
  if (Metadata !== undefined && smartMetadata(Metadata) === undefined) throw invalid("Metadata is not a JSON object.");
  const { store, clock, behaviour } = context;
  const given = context.accessKeyId === "" ? input.DatastoreId : undefined;
  const id = given ?? datastoreId(context, ClientToken);
  return store.transaction(() => {
    if (!store.prepare("SELECT 1 FROM healthlake_datastores WHERE id = ?").get(id)) {
      const now = clock.now();
      store
        .prepare(
          "INSERT INTO healthlake_datastores (id, created_at, active_at, client_token, settings, tags) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .run(
          id,
          now,
          now + behaviour.creationMs,
          ClientToken,
          JSON.stringify(settings),
          JSON.stringify(readTags(Tags)),
        );
      const made = findDatastore(context, id);
      announceDatastore(context, made, "Creating", 0);
      announceDatastore(context, made, "Active", behaviour.creationMs);
    }
    const described = describeDatastore(context, findDatastore(context, id), input);
    const { DatastoreArn, DatastoreStatus, DatastoreEndpoint } = described;
    return { DatastoreId: id, DatastoreArn, DatastoreStatus, DatastoreEndpoint };
  });
}
