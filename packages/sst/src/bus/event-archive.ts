import { physicalName } from "../stack/physical-name.ts";
import type { EventBus } from "./encrypted-bus.ts";

/** Archives every event of the bus for replay, under the stack's key: a year in production and a week elsewhere by default. */
export function eventArchive(
  { stack, contractName, component }: EventBus,
  name: string,
  { days = stack.production ? 365 : 7 }: { readonly days?: number } = {},
): aws.cloudwatch.EventArchive {
  const { aws, key, durable } = stack;
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
