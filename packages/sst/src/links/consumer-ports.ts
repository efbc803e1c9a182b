import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type Log, serviceLog } from "@tributary/bus/log";
import type { ClaimsOf, Operations, SubscriptionDependencies } from "@tributary/bus/subscription";
import { needsClaim } from "@tributary/contract/needs-claim";
import { dynamodbIdempotency } from "@tributary/delivery/dynamodb-idempotency";
import type { Quarantine } from "@tributary/delivery/quarantine";
import { s3PayloadStore } from "@tributary/delivery/s3-payload-store";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { type BucketLink, links, type QueueLink, type TableLink } from "./links.ts";

/** Links of every function of the components `queueConsumer` and `subscribe`. */
interface ConsumerLinks {
  readonly Quarantine: BucketLink;
  readonly QuarantineReports: QueueLink;
  readonly ClaimChecks: BucketLink;
}

interface Consumer<Receives extends Operations> {
  readonly service: string;
  readonly receives: Receives;
  /** The client for claims; by default a new one. */
  readonly dynamodb?: DynamoDBClient;
}

/** Dependencies of `subscribe` in `@tributary/bus`, without those of the handlers. */
export type ConsumerPorts<Receives extends Operations> = SubscriptionDependencies & ClaimsOf<Receives>;

/** The linked quarantine, and the log of the service. */
export function servicePorts(service: string): { readonly quarantine: Quarantine; readonly log: Log } {
  const { Quarantine: bucket, QuarantineReports: reports } = links<ConsumerLinks>();
  return { quarantine: s3Quarantine({ bucket: bucket.name, reportsUrl: reports.url }), log: serviceLog(service) };
}

/**
 * Ports of the consumer of `subscribe` with this name, built from its links: quarantine and log; claims and a payload store if
 * its contracts ask for them.
 */
export function consumerPorts<Receives extends Operations>(
  name: string,
  { service, receives, dynamodb }: Consumer<Receives>,
): ConsumerPorts<Receives> {
  const linked = links<ConsumerLinks & Readonly<Record<string, TableLink>>>();
  const received = Object.values(receives);
  const claims = received.some(({ delivery }) => needsClaim(delivery)) && {
    idempotency: dynamodbIdempotency({
      table: linked[`${name}Idempotency`]!.name,
      consumer: service,
      ...(dynamodb && { client: dynamodb }),
    }),
  };
  const payloads = received.some(({ contract }) => contract.claimCheck) && {
    payloads: s3PayloadStore({ bucket: linked.ClaimChecks.name }),
  };
  return { ...servicePorts(service), ...payloads, ...claims } as ConsumerPorts<Receives>;
}
