import type { Datastore } from "../datastore/may-call-datastore.ts";
import type { Link } from "../function/grant.ts";
import type { Stack } from "./create-stack.ts";
import { foreignArn } from "./foreign-arn.ts";

/** The link of a resource for handlers, and its ARN for permissions. */
export interface Linkable extends Link {
  readonly arn: $util.Input<string>;
}

/** A bus of `encryptedBus`, or an existing one. */
export interface Bus extends Linkable {
  readonly name: $util.Input<string>;
}

/** An existing table. */
export interface ExistingTable extends Linkable {
  /** Its name in the program. */
  readonly component: string;
  /** ARN of its change stream, if anything reads it. */
  readonly streamArn?: $util.Input<string>;
}

/** A table of `encryptedTable`, or an existing one. */
export type Table = sst.aws.Dynamo | ExistingTable;

/** A queue of `encryptedQueue`, or an existing one. */
export interface Queue extends Linkable {
  readonly url: $util.Input<string>;
}

interface ExistingTableArgs {
  readonly arn: $util.Input<string>;
  readonly streamArn?: $util.Input<string>;
}

/** A table of somebody else's. Handlers look up `{ name }` under `name`; its stream must have new and old images. */
export function existingTable(stack: Stack, name: string, { arn, streamArn }: ExistingTableArgs): ExistingTable {
  const table = idIn(name, arn, /^arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\/([\w.-]+)$/, "a table");
  const stream =
    streamArn === undefined ? undefined : both(arn, streamArn, (of, given) => checkedStream(name, of, given));
  return {
    ...linked(stack, name, arn, { name: table }),
    component: name,
    ...(stream !== undefined && { streamArn: stream }),
  };
}

/** A bus of somebody else's, in this account and region. Handlers look up `{ name, arn }` under `name`. */
export function existingBus(stack: Stack, name: string, arn: $util.Input<string>): Bus {
  const bus = idIn(name, arn, /^arn:aws[\w-]*:events:[\w-]+:\d{12}:event-bus\/([\w./-]+)$/, "an event bus");
  const home = $util.all([arn, stack.accountId, stack.region]).apply(([given, account, region]) => {
    const problem = foreignArn(given, { account, region });
    if (problem !== undefined)
      throw new Error(
        `${name}: ${problem}, where this program can create no rule. There, forward the events to a bus of this account, and give that bus here.`,
      );
    return given;
  });
  return { ...linked(stack, name, home, { name: bus, arn: home }), name: bus };
}

/** A bucket of somebody else's. Handlers look up `{ name }` under `name`. */
export function existingBucket(stack: Stack, name: string, arn: $util.Input<string>): Linkable {
  const bucket = idIn(name, arn, /^arn:aws[\w-]*:s3:::([a-z0-9.-]+)$/, "a bucket");
  return linked(stack, name, arn, { name: bucket });
}

/**
 * A queue of somebody else's, under the stack's key. Handlers look up `{ url }` under `name`. Its redrive policy must give up
 * after ten receptions at most, and its visibility timeout must be a minute at least.
 */
export function existingQueue(stack: Stack, name: string, arn: $util.Input<string>): Queue {
  const form = /^arn:aws[\w-]*:sqs:([\w-]+:\d{12}:[\w-]+)$/;
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
  const url = mapped(idIn(name, arn, form, "a standard queue"), id => {
    const [region, account, queue] = id.split(":");
    return `https://sqs.${region}.amazonaws.com/${account}/${queue}`;
  });
  return { ...linked(stack, name, arn, { url }), url };
}

/** A HealthLake data store of somebody else's. Handlers look up `{ id }` under `name`. */
export function existingDatastore(stack: Stack, name: string, arn: $util.Input<string>): Datastore {
  const id = idIn(name, arn, /^arn:aws[\w-]*:healthlake:[\w-]+:\d{12}:datastore\/fhir\/(\w+)$/, "a data store");
  return { id, arn, link: new stack.sst.Linkable(name, { properties: { id } }) };
}

/** Checks a known ARN at once, and the ARN of a resource of this program once it is evaluated. */
function mapped(value: $util.Input<string>, change: (text: string) => string): $util.Input<string> {
  return typeof value === "string" ? change(value) : $util.output(value).apply(change);
}

function both(
  one: $util.Input<string>,
  other: $util.Input<string>,
  change: (one: string, other: string) => string,
): $util.Input<string> {
  if (typeof one === "string" && typeof other === "string") return change(one, other);
  return $util.all([one, other]).apply(([a, b]) => change(a, b));
}

function idIn(name: string, arn: $util.Input<string>, form: RegExp, what: string): $util.Input<string> {
  return mapped(arn, text => {
    const id = form.exec(text)?.[1];
    if (id === undefined) throw new Error(`${name}: ${JSON.stringify(text)} is not the ARN of ${what}.`);
    return id;
  });
}

function checkedStream(name: string, table: string, stream: string): string {
  if (stream === "") throw new Error(`${name}: ${noStream(table)}`);
  if (!stream.startsWith(`${table}/stream/`))
    throw new Error(`${name}: ${stream} is not the ARN of a stream of ${table}.`);
  return stream;
}

/** Advice for a table without a stream. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export function noStream(table: string): string {
  return [
    `${table} is given without a stream.`,
    `Enable one on the table (streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES"), and pass its ARN as streamArn.`,
  ].join(" ");
}

function linked(
  { sst }: Stack,
  name: string,
  arn: $util.Input<string>,
  properties: Record<string, $util.Input<string>>,
): Linkable {
  const linkable = new sst.Linkable(name, { properties });
  return { urn: linkable.urn, arn, getSSTLink: () => ({ properties }) };
}
