import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { FromHost } from "../../../protocols/request-host.ts";
import type { HealthLakeContext } from "../behaviour.ts";
import { type DatastoreSettings, datastoreId, describeDatastore, findDatastore } from "../datastore.ts";
import { announceDatastore } from "../jobs/announce-job.ts";
import { smartMetadata } from "../smart-metadata.ts";
import { readTags, type Tag } from "../tags.ts";
import { invalid, onlyKnown } from "../validation.ts";

type Input = FromHost &
  DatastoreSettings & {
    readonly ClientToken?: string;
    readonly Tags?: readonly Tag[];
    /** In process, and only there: the id that a deployment's graph says, since others in it refer to it. */
    readonly DatastoreId?: string;
  };

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_IdentityProviderConfiguration.html */
const STRATEGIES = ["AWS_AUTH", "SMART_ON_FHIR", "SMART_ON_FHIR_V1"];

/** https://docs.aws.amazon.com/healthlake/latest/APIReference/API_CreateFHIRDatastore.html */
export function createFhirDatastore(input: Input, context: HealthLakeContext & OperationContext) {
  const { ClientToken = uuid(context.random), Tags, DatastoreId, ...settings } = input;
  onlyKnown(settings, ["DatastoreName", "DatastoreTypeVersion", "SseConfiguration", "IdentityProviderConfiguration"]);
  if (settings.DatastoreTypeVersion !== "R4") throw invalid("DatastoreTypeVersion is not R4.");
  if (settings.DatastoreName !== undefined && !/^[\p{L}\p{Z}\p{N}_.:/=+\-%@]{1,256}$/u.test(settings.DatastoreName))
    throw invalid("DatastoreName is not 1 to 256 letters, digits and _.:/=+-%@.");
  const { AuthorizationStrategy = "AWS_AUTH", Metadata } = settings.IdentityProviderConfiguration ?? {};
  if (!STRATEGIES.includes(AuthorizationStrategy)) throw invalid("AuthorizationStrategy is none that there is.");
  if (Metadata !== undefined && smartMetadata(Metadata) === undefined) throw invalid("Metadata is not a JSON object.");
  const { store, clock, behaviour } = context;
  if (DatastoreId !== undefined && context.accessKeyId !== "") throw invalid("DatastoreId is not a parameter of it.");
  const id = DatastoreId ?? datastoreId(context, ClientToken);
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
