import { encryptedBus } from "../bus/encrypted-bus.ts";
import type { Stack } from "../stack/create-stack.ts";
import type { Datastore } from "./may-call-datastore.ts";

/** A bus for a data store's notices, and the policy that lets HealthLake publish on it. */
export interface NoticesBus {
  readonly bus: sst.aws.Bus;
  readonly policy: $util.Resource;
}

/**
 * A bus for the notices of a data store's subscriptions. They are AWS's own events without a contract, so they get a bus of
 * their own. Bus and data store must use the same key.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-subscriptions-create.html
 */
export function noticesBus(stack: Stack, name: string, { arn }: Datastore): NoticesBus {
  const bus = encryptedBus(stack, name);
  const policy = new stack.aws.cloudwatch.EventBusPolicy(`${name}Policy`, {
    eventBusName: bus.name,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "HealthLake",
          Effect: "Allow",
          Principal: { Service: "healthlake.amazonaws.com" },
          Action: "events:PutEvents",
          Resource: bus.arn,
          Condition: {
            StringEquals: { "aws:SourceAccount": stack.accountId },
            ArnEquals: { "aws:SourceArn": arn },
          },
        },
      ],
    }),
  });
  return { bus, policy };
}
