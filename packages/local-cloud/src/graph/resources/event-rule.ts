import { mirrored } from "../mirrored.ts";

/** aws:cloudwatch/eventRule:EventRule */
export const eventRule = mirrored({
  service: "events",
  create: "PutRule",
  inputs: ["name", "eventBusName", "eventPattern", "scheduleExpression", "description", "state", "roleArn"],
  kept: ["tagsAll"],
  arn: "RuleArn",
  remove: ["DeleteRule", ({ inputs }) => ({ Name: inputs.name, EventBusName: inputs.eventBusName })],
});
