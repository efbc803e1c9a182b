import type { Log } from "@tributary/bus/log";
import type { ClaimsOf, Operations, SubscriptionDependencies } from "@tributary/bus/subscription";
import { needsClaim } from "@tributary/contract/needs-claim";
import { dynamodbIdempotency } from "@tributary/delivery/dynamodb-idempotency";
import { s3PayloadStore } from "@tributary/delivery/s3-payload-store";
import { servicePortsIn } from "./service-ports-in.ts";
import type { GraphParts } from "./start-graph.ts";

interface Consumer<Receives extends Operations> {
  readonly service: string;
  readonly receives: Receives;
  readonly log?: Log;
}

/** In a running graph, what `consumerPorts` of `@tributary/sst` finds by its links on AWS. */
export function consumerPortsIn<Receives extends Operations>(
  parts: GraphParts,
  name: string,
  { service, receives, log }: Consumer<Receives>,
): SubscriptionDependencies & ClaimsOf<Receives> {
  const { link, dynamodb, clock, s3 } = parts;
  const received = Object.values(receives);
  const claims = received.some(({ delivery }) => needsClaim(delivery)) && {
    idempotency: dynamodbIdempotency({
      table: link(`${name}Idempotency`),
      consumer: service,
      client: dynamodb,
      now: clock.now,
    }),
  };
  const payloads = received.some(({ contract }) => contract.claimCheck) && {
    payloads: s3PayloadStore({ bucket: link("ClaimChecks"), s3 }),
  };
  return { ...servicePortsIn(parts, log), ...payloads, ...claims } as SubscriptionDependencies & ClaimsOf<Receives>;
}
