import { mirrored } from "../mirrored.ts";

/** aws:cloudwatch/eventBus:EventBus */
export const eventBus = mirrored({
  service: "events",
  create: "CreateEventBus",
  update: "UpdateEventBus",
  inputs: ["name", "kmsKeyIdentifier", "deadLetterConfig", "description"],
  kept: ["tagsAll"],
  arn: "EventBusArn",
  drop: ["DeleteEventBus", ({ inputs }) => ({ Name: inputs.name })],
});
