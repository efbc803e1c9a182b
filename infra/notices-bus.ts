import { encryptedBus } from "@tributary/sst/encrypted-bus";
import { datastore } from "./datastore.ts";
import { stack } from "./stack.ts";

/**
 * The bus that HealthLake sends the notices of its subscriptions to. They are AWS's events, not of a contract, and come from
 * a service: their own bus keeps the clinical one to events of contracts. Bus and data store must have the same key.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-subscriptions-create.html
 */
export const noticesBus = encryptedBus(stack, "NoticesBus");

/** Lets HealthLake put events on the bus, on behalf of this account. */
export const noticesPolicy = new aws.cloudwatch.EventBusPolicy("NoticesBusPolicy", {
  eventBusName: noticesBus.name,
  policy: $jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "HealthLake",
        Effect: "Allow",
        Principal: { Service: "healthlake.amazonaws.com" },
        Action: "events:PutEvents",
        Resource: noticesBus.arn,
        Condition: {
          StringEquals: { "aws:SourceAccount": stack.accountId },
          ArnEquals: { "aws:SourceArn": datastore.arn },
        },
      },
    ],
  }),
});
