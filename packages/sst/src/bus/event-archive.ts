import type { Stack } from "../stack/create-stack.ts";
import { physicalName } from "../stack/physical-name.ts";
import type { EventBus } from "./encrypted-bus.ts";

/** Keeps every event of the bus for replay, under the stack's key: for a year in production and a week elsewhere, unless given. */
export function eventArchive(
  { aws, key, production, durable }: Stack,
  name: string,
  { contractName, component }: EventBus,
  { days = production ? 365 : 7 }: { readonly days?: number } = {},
): aws.cloudwatch.EventArchive {
  return new aws.cloudwatch.EventArchive(
    name,
    {
      name: physicalName("archive", contractName),
      eventSourceArn: component.arn,
      kmsKeyIdentifier: key.arn,
      retentionDays: days,
    },
    durable,
  );
}
