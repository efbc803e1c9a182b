import { statements } from "@tributary/sst/statements";
import { expect, test } from "vitest";
import { startFlow } from "./flow.ts";
import { statementActions } from "./table-writes.ts";

/** Used by AWS in the function's name. */
const usedByAws =
  /^(logs:|kms:|sqs:(ChangeMessageVisibility|DeleteMessage|GetQueueAttributes|ReceiveMessage)$|s3:PutObject$)/;

/** Used only where something is wrong. A subscription in error is deleted. */
const usedInTrouble: Readonly<Record<string, readonly string[]>> = {
  "services/healthlake-changes/handler.subscribeDatastore": ["healthlake:DeleteResource"],
  // Of a claim on an event whose handling failed.
  "services/fhir-sync/handler.consume": ["dynamodb:DeleteItem"],
  // Of a version that history does not show yet; here it is never late.
  "services/patient-timeline/handler.consume": ["dynamodb:DeleteItem", "healthlake:ReadResource"],
};

const patient = (id: string, more = {}) => ({ resourceType: "Patient" as const, id, ...more });

test("the functions around the data store may do what they do, and have no use for less", async () => {
  const used = new Map<string, Set<string>>();
  let isDeaf = false;
  const flow = startFlow({
    behaviour: {
      supportedTypes: ["Observation", "Patient"],
      notice: notice =>
        isDeaf || (notice.kind === "subscription" && notice.version.id === "lost") ? { copies: 0 } : {},
    },
    answered({ handler, operation, body }) {
      const [target = "", name] = operation.split(".");
      const service = target.startsWith("DynamoDB") ? "dynamodb" : target.startsWith("AWSEvents") ? "events" : "sqs";
      const actions =
        name === "BatchExecuteStatement"
          ? statementActions(JSON.parse(body)).map(({ action }) => action)
          : [name === undefined ? operation : `${service}:${name}`];
      used.set(handler, new Set([...(used.get(handler) ?? []), ...actions]));
    },
  });
  await flow.settle();
  // Both ways of every source: told, lost, gone, synchronised from the registry, compared, backfilled.
  await flow.fhir.update(patient("told"));
  await flow.fhir.update(patient("lost"));
  await flow.fhir.update(patient("told", { active: true }));
  await flow.settle();
  await flow.fhir.delete("Patient", "told");
  await flow.putPatient("p-1", "Rivers");
  await flow.settle();
  await flow.putPatient("p-1", "Brooks");
  await flow.settle();
  await flow.deletePatient("p-1");
  await flow.settle();
  isDeaf = true;
  await flow.fhir.update(patient("unheard"));
  isDeaf = false;
  await flow.clock.advance(2_000); // Until searches find it.
  await flow.operate({ kind: "reconcile" });
  await flow.fhir.delete("Patient", "lost");
  await flow.operate({ kind: "backfill", types: ["Patient"], since: "2020-01-01T00:00:00Z", republish: true });
  await flow.operate({ kind: "reconcile" });
  await flow.fhir.update(patient("lost"));
  await flow.settle();
  await flow.fhir.delete("Patient", "lost");
  await flow.clock.advance(24 * 60 * 60 * 1_000); // The daily comparison.
  await flow.settle();

  const granted = statements(flow.graph).filter(({ kind }) => kind === "role");
  const around = [...used.keys()].filter(handler => !handler.startsWith("services/patient-registry/"));
  expect(around.length).toBe(6);
  for (const handler of around) {
    const role = flow.graph.resources.find(({ code }) => code?.handler === handler)?.inputs.role;
    const owner = flow.graph.resources.find(
      ({ type, outputs }) => type.endsWith(":Role") && outputs.arn === role,
    )?.name;
    const actions = new Set(granted.filter(statement => statement.owner === owner).flatMap(({ actions: own }) => own));
    const calls = [...(used.get(handler) ?? [])].filter(action => action.includes(":")).sort();
    expect({ handler, refused: calls.filter(action => !actions.has(action)) }).toEqual({ handler, refused: [] });
    const idle = [...actions].filter(
      action =>
        !usedByAws.test(action) &&
        !calls.includes(action) &&
        !usedInTrouble[handler]?.includes(action) &&
        action !== "sqs:SendMessage", // To the reports of the quarantine.
    );
    expect({ handler, idle }).toEqual({ handler, idle: [] });
  }
});
