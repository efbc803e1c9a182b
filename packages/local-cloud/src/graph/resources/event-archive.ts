import { mirrored } from "../mirrored.ts";

/** aws:cloudwatch/eventArchive:EventArchive */
export const eventArchive = mirrored({
  service: "events",
  create: "CreateArchive",
  update: "UpdateArchive",
  inputs: ["name", "eventSourceArn", "eventPattern", "retentionDays", "description", "kmsKeyIdentifier"],
  names: { name: "ArchiveName" },
  fixed: ["EventSourceArn"],
  arn: "ArchiveArn",
  drop: ["DeleteArchive", ({ inputs }) => ({ ArchiveName: inputs.name })],
});
