import { mirrored } from "../mirrored.ts";

/** aws:pipes/pipe:Pipe */
export const pipe = mirrored({
  service: "pipes",
  create: "CreatePipe",
  update: "UpdatePipe",
  inputs: [
    "name",
    "source",
    "sourceParameters",
    "enrichment",
    "enrichmentParameters",
    "target",
    "targetParameters",
    "roleArn",
    "description",
    "desiredState",
    "kmsKeyIdentifier",
  ],
  kept: ["tagsAll"],
  names: {
    dynamodbStreamParameters: "DynamoDBStreamParameters",
    eventbridgeEventBusParameters: "EventBridgeEventBusParameters",
  },
  fixed: ["Source"],
  arn: "Arn",
  remove: ["DeletePipe", ({ inputs }) => ({ Name: inputs.name })],
});
