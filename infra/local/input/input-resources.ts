import type { Violation } from "@tributary/contract/event-contract";
import { isResourceType } from "@tributary/fhir/resource-type";
import { validateResource } from "@tributary/fhir/validate-resource";
import type { PlacedResource } from "../load/load-store.ts";
import type { InputFindings } from "./input-findings.ts";
import type { InputRecord, Place } from "./input-record.ts";
import { readInput } from "./read-input.ts";
import type { References } from "./references.ts";
import { syntheticResources } from "./synthetic-resources.ts";

/** Violations reported per resource. */
const TOLD = 3;

/**
 * The valid resources of the input, in order; a repeated id means a new version. Reports everything else with its place and skips
 * it; records references. Ends early if stopped.
 */
export async function* inputResources(
  paths: readonly string[],
  findings: InputFindings,
  { references, stop }: { readonly references?: Pick<References, "note">; readonly stop?: AbortSignal } = {},
): AsyncGenerator<PlacedResource> {
  for (const path of paths) {
    for await (const record of readInput(path)) {
      if (stop?.aborted) return;
      const resource = accepted(record, findings);
      if (!resource) continue;
      references?.note(resource, record.at);
      yield { resource, at: record.at };
    }
  }
}

/** Made-up resources, counted like input. */
export async function* madeUpResources(
  count: number,
  seed: number,
  findings: InputFindings,
): AsyncGenerator<PlacedResource> {
  let line = 0;
  for (const resource of syntheticResources(count, seed)) {
    const placed = accepted({ kind: "resource", resource, at: { file: "made-up resource", line: ++line } }, findings);
    if (placed) yield { resource: placed, at: { file: "made-up resource", line } };
  }
}

function accepted(record: InputRecord, findings: InputFindings): PlacedResource["resource"] | undefined {
  if (record.kind !== "resource") {
    findings.report(record.kind, record.at, record.reason);
    return undefined;
  }
  const { resource, at } = record;
  const bad = (pointer: string, reason: string) => findings.report("bad", within(at, pointer), reason);
  if (!isResourceType(resource.resourceType)) {
    bad("/resourceType", "no resource type of FHIR R4 (enum)");
    return undefined;
  }
  const verdict = validateResource(resource);
  if (!verdict.valid) {
    const [first, ...more] = verdict.violations.slice(0, TOLD).map(told);
    const others = more.map(({ pointer, reason }) => `; ${pointer} ${reason}`);
    bad(first?.pointer ?? "", `${first?.reason}${others.join("")}`);
    return undefined;
  }
  const { id } = verdict.value;
  if (id === undefined) {
    bad("/id", "a resource without id (required)");
    return undefined;
  }
  findings.resources++;
  if (resource.resourceType === "Patient") findings.patients++;
  return { ...verdict.value, id };
}

/** The name of an unknown field is text of the input: report the place of its parent instead. */
function told({ pointer, keyword, message }: Violation): { readonly pointer: string; readonly reason: string } {
  if (keyword !== "additionalProperties") return { pointer, reason: `${message} (${keyword})` };
  return { pointer: pointer.slice(0, pointer.lastIndexOf("/")), reason: `has a field that is none of it (${keyword})` };
}

function within(at: Place, pointer: string): Place {
  return { ...at, pointer: `${at.pointer ?? ""}${pointer}` };
}
