import { inspect } from "node:util";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import { foreignTags, invalidResources, plantedNotices, plantedResources } from "./fhir-canaries.ts";

/** What the data store may refuse with. */
export const REFUSALS = [400, 409, 412, 422, 429, 500, 503];

/** A refusal that quotes what it was given, wherever an OperationOutcome has room. */
export function quotingOutcome(status: number, input: unknown): AwsError {
  const text = `Canary ${inspect(input, { depth: 9 })}`;
  const issue = {
    ...{ severity: "Canary", code: "Canary", diagnostics: text, details: { text, coding: [{ code: "Canary" }] } },
    expression: ["Patient.name.where(family = 'Canary')", "Canary 1974-12-25", text],
    location: ["/f:Patient/f:name[@value='Canary']"],
  };
  const members = { resourceType: "OperationOutcome", issue: [issue, { ...issue, code: "invalid" }], headers: {} };
  return new AwsError("FhirError", text, { status, members });
}

interface Clients {
  readonly fhir: FhirClient;
  readonly sqs: SQSClient;
  readonly link: (name: string) => string;
}

/** Writes, reads and searches all that is planted; returns what went wrong, as far as an error may be shown. */
export async function plantFhir({ fhir, sqs, link }: Clients): Promise<string[]> {
  const told: string[] = [];
  const attempt = async (what: () => Promise<unknown>) =>
    await what().catch((error: unknown) => told.push(inspect(error, { depth: 9 })));
  for (const resource of plantedResources()) {
    const { resourceType: type, id } = resource;
    await attempt(() => fhir.update(resource));
    await attempt(() => fhir.update({ ...resource, language: "canary" }, { ifMatch: "1" }));
    await attempt(() => fhir.update({ ...resource, language: "stale" }, { ifMatch: "1" }));
    await attempt(() => fhir.patch(type, id, [{ op: "add", path: "/language", value: "canary-2" }]));
    await attempt(() => fhir.patch(type, id, [{ op: "test", path: "/Canary", value: "Canary" }]));
    await attempt(() => fhir.updateWhere(resource, { identifier: "urn:Canary|Canary" }));
    await attempt(() => fhir.create(resource, { ifNoneExist: { identifier: "urn:Canary|Canary" } }));
    await attempt(() => fhir.read(type, "canary-nobody"));
    await attempt(() => fhir.vread(type, id, "77"));
    await attempt(() => Array.fromAsync(fhir.search(type, { identifier: "Canary|Canary", Canary: "Canary" })));
    await attempt(() => Array.fromAsync(fhir.search(type, { Canary: "Canary" }, { method: "GET" })));
    await attempt(() => Array.fromAsync(fhir.history(type, id)));
  }
  for (const meta of foreignTags()) await attempt(() => fhir.update({ ...plantedResources()[1]!, meta }));
  for (const resource of invalidResources()) await attempt(() => fhir.update(resource));
  const put = (resource: { resourceType: string; id: string }) =>
    ({ method: "PUT", url: `${resource.resourceType}/${resource.id}`, resource }) as never;
  const calls = [...plantedResources(), ...invalidResources().slice(0, 20)].map(put);
  const outcomes = await fhir.batch(calls).catch((error: unknown) => [error]);
  told.push(...outcomes.map(outcome => inspect((outcome as { error?: unknown }).error ?? "", { depth: 9 })));
  await attempt(() => fhir.transaction(calls.slice(0, 9)));
  await attempt(() => fhir.transaction([put(plantedResources()[0]!), put(plantedResources()[0]!)]));
  await attempt(() => fhir.delete("Patient", "canary-0"));
  for (const MessageBody of plantedNotices())
    for (const queue of ["HealthLakeNoticesQueue", "HealthLakeWindowsQueue", "FhirSyncQueue"])
      await sqs.send(new SendMessageCommand({ QueueUrl: link(queue), MessageBody }));
  return told;
}
