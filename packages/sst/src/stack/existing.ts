import type { Datastore } from "../datastore/may-call-datastore.ts";
import type { Link } from "../function/grant.ts";
import type { Stack } from "./create-stack.ts";

/** What handlers look up of a resource, and permissions name. */
export interface Linkable extends Link {
  readonly arn: $util.Input<string>;
}

/** A bus, made by `encryptedBus` or there already. */
export interface Bus extends Linkable {
  readonly name: $util.Input<string>;
}

/** A table that is there already. */
export interface ExistingTable extends Linkable {
  /** ARN of its change stream, where something is to read that. */
  readonly streamArn?: string;
}

/** A table, made by `encryptedTable` or there already. */
export type Table = sst.aws.Dynamo | ExistingTable;

/** A table that another program owns. Handlers look up `{ name }` under `name`; its stream must bring new and old images. */
export function existingTable(
  stack: Stack,
  name: string,
  { arn, streamArn }: { readonly arn: string; readonly streamArn?: string },
): ExistingTable {
  const table = idIn(name, arn, /^arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\/([\w.-]+)$/, "a table");
  if (streamArn !== undefined && !streamArn.startsWith(`${arn}/stream/`))
    throw new Error(`${name}: ${streamArn} is not the ARN of a stream of ${arn}.`);
  return { ...linked(stack, name, arn, { name: table }), ...(streamArn !== undefined && { streamArn }) };
}

/** A bus that another program owns. Handlers look up `{ name, arn }` under `name`. */
export function existingBus(stack: Stack, name: string, arn: string): Bus {
  const bus = idIn(name, arn, /^arn:aws[\w-]*:events:[\w-]+:\d{12}:event-bus\/([\w./-]+)$/, "an event bus");
  return { ...linked(stack, name, arn, { name: bus, arn }), name: bus };
}

/** A bucket that another program owns. Handlers look up `{ name }` under `name`. */
export function existingBucket(stack: Stack, name: string, arn: string): Linkable {
  const bucket = idIn(name, arn, /^arn:aws[\w-]*:s3:::([a-z0-9.-]+)$/, "a bucket");
  return linked(stack, name, arn, { name: bucket });
}

/** A HealthLake data store that another program owns. Handlers look up `{ id }` under `name`. */
export function existingDatastore(stack: Stack, name: string, arn: string): Datastore {
  const id = idIn(name, arn, /^arn:aws[\w-]*:healthlake:[\w-]+:\d{12}:datastore\/fhir\/(\w+)$/, "a data store");
  return { id, arn, link: new stack.sst.Linkable(name, { properties: { id } }) };
}

function idIn(name: string, arn: string, form: RegExp, what: string): string {
  const id = form.exec(arn)?.[1];
  if (id === undefined) throw new Error(`${name}: ${JSON.stringify(arn)} is not the ARN of ${what}.`);
  return id;
}

function linked({ sst }: Stack, name: string, arn: string, properties: Record<string, string>): Linkable {
  const linkable = new sst.Linkable(name, { properties });
  return { urn: linkable.urn, arn, getSSTLink: () => ({ properties }) };
}
