import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type Log, serviceLog } from "@tributary/bus/log";
import type { ClaimsOf, Operations, SubscriptionDependencies } from "@tributary/bus/subscription";
import { needsClaim } from "@tributary/contract/needs-claim";
import { dynamodbIdempotency } from "@tributary/delivery/dynamodb-idempotency";
import type { Quarantine } from "@tributary/delivery/quarantine";
import { s3PayloadStore } from "@tributary/delivery/s3-payload-store";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { type BucketLink, links, type QueueLink, type TableLink } from "./links.ts";

/** What the components `queueConsumer` and `subscribe` link to every function of theirs. */
interface ConsumerLinks {
  readonly Quarantine: BucketLink;
  readonly QuarantineReports: QueueLink;
  readonly ClaimChecks: BucketLink;
}

interface Consumer<Receives extends Operations> {
  readonly service: string;
  readonly receives: Receives;
  /** The client for claims; one of its own unless given. */
  readonly dynamodb?: DynamoDBClient;
}

/** What `subscribe` of `@tributary/bus` works with for what is received, but for what the handlers need of their own. */
export type ConsumerPorts<Receives extends Operations> = SubscriptionDependencies & ClaimsOf<Receives>;

/** The quarantine that the program links to a function, and the log of its service. */
export function servicePorts(service: string): { readonly quarantine: Quarantine; readonly log: Log } {
  const { Quarantine: bucket, QuarantineReports: reports } = links<ConsumerLinks>();
  return { quarantine: s3Quarantine({ bucket: bucket.name, reportsUrl: reports.url }), log: serviceLog(service) };
}

/**
 * The ports of the consumer that the component `subscribe` makes under this name, found by its links: quarantine and log; claims
 * and a store of payloads where its contract asks for them.
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
