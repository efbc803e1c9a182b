import type { GraphResource } from "@tributary/synth/graph";
import { given, inApiCase, knownInputs, type ResourceType } from "../resource-type.ts";

const used = ["name", "eventSourceArn", "eventPattern", "retentionDays", "description", "kmsKeyIdentifier"];

/** aws:cloudwatch/eventArchive:EventArchive */
export const eventArchive: ResourceType = {
  create: (resource, { call }) => call<{ ArchiveArn: string }>("events", "CreateArchive", request(resource)).ArchiveArn,
  update(resource, { call }) {
    const { EventSourceArn: _fixed, ...changes } = request(resource);
    call("events", "UpdateArchive", changes);
    return undefined;
  },
};

function request(resource: GraphResource): Record<string, unknown> {
  return given(inApiCase(knownInputs(resource, used), { name: "ArchiveName" }) as Record<string, unknown>);
}
