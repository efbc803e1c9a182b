import { expect, test } from "vitest";
import { startFlow } from "./flow.ts";

/** Used only where something is wrong, or where there is more than here. */
const usedRarely: Readonly<Record<string, readonly string[]>> = {
  // Of a subscription in error, and of a further page of results.
  HealthLakeSubscriberRole: ["healthlake:DeleteResource", "healthlake:SearchWithGet"],
  // Of a claim on an event whose handling failed.
  FhirSyncConsumerRole: ["dynamodb:DeleteItem"],
  // Of a version that history does not show yet; here it is never late.
  TimelineConsumerRole: ["dynamodb:DeleteItem", "healthlake:ReadResource"],
  // As above.
  HealthLakeWindowsConsumerRole: ["healthlake:SearchWithGet"],
  HealthLakeOperatorRole: ["healthlake:SearchWithGet"],
};

const patient = (id: string, more = {}) => ({ resourceType: "Patient" as const, id, ...more });

test("the functions around the data store may do what they do, and have no use for less", async () => {
  let isDeaf = false;
  const flow = startFlow({
    behaviour: {
      supportedTypes: ["Observation", "Patient"],
      notice: notice =>
        isDeaf || (notice.kind === "subscription" && notice.version.id === "lost") ? { copies: 0 } : {},
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

  const around = /^(FhirSync|HealthLake|Timeline)/;
  const idle = (flow.cloud.authorizer?.unusedGrants(flow.cloud.context) ?? []).filter(
    ({ role, action }) =>
      around.test(role) &&
      usedRarely[role]?.includes(action) !== true &&
      // Of the quarantine, to its reports, and to encrypt both.
      !["s3:PutObject", "sqs:SendMessage", "kms:GenerateDataKey"].includes(action),
  );
  expect(idle).toEqual([]);
});
