import type { RecordedResource } from "@tributary/synth/recorded-resource";
import type { ResourceState } from "./checkpoint.ts";

/** What a program registered, as a state has it. */
export function resourceStates(resources: readonly RecordedResource[], now: string): ResourceState[] {
  return resources.map(({ urn, custom, type, id, parentUrn, inputs, outputs, dependencies, protect, retain }) => ({
    ...{ urn, custom, ...(custom ? { id } : {}), type, inputs, outputs },
    ...(parentUrn === "" ? {} : { parent: parentUrn }),
    ...(dependencies.length > 0 ? { dependencies } : {}),
    ...(protect ? { protect: true as const } : {}),
    ...(retain ? { retainOnDelete: true as const } : {}),
    ...{ created: now, modified: now },
  }));
}
