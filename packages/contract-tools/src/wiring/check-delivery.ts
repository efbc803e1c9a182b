import { durationSeconds } from "@tributary/contract/duration-seconds";
import { finding } from "../check/finding.ts";
import { schemaSet } from "../schema/schema-closure.ts";
import { dereference, type SchemaSet } from "../schema/schema-reference.ts";
import type { ContractModel, EventModel, OperationModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject } from "../source/json-pointer.ts";
import type { SourceFile } from "../source/source-file.ts";
import { inside, ofType, textAt, type Wiring } from "./read-wiring.ts";
import { busNamed, type Route, routesOf } from "./routes.ts";

/** EventBridge tries a target for at most a day. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const longestRetry = 86_400;

/** Whether the wiring can keep what `x-delivery` promises, each broken promise with the smallest mending. */
export function checkDelivery({ document, operations, schemas }: ContractModel, wiring: Wiring): Diagnostic[] {
  const set = schemaSet(schemas);
  return operations.flatMap(operation => {
    const { delivery, event, action, service } = operation;
    if (delivery === undefined) return [];
    const routes = routesOf(wiring, event).filter(route => action === "send" || route.service === service);
    return [
      ...checkOrder(operation, routes, document, set),
      ...checkDedupe(operation, document, set),
      ...(action === "receive" ? checkAge(operation, routes, document) : []),
      ...checkReplay(operation, document, wiring),
    ];
  });
}

function checkOrder(operation: OperationModel, routes: readonly Route[], document: SourceFile, set: SchemaSet) {
  const { event, delivery, pointer } = operation;
  const at = `${pointer}/x-delivery/order`;
  if (delivery?.order === "sequence") {
    const missing = ["sequence", "subject"].filter(name => !alwaysHas(event, name, set));
    const message = `an event may lack metadata.${missing[0]}, so its order cannot be restored`;
    return missing.length === 0 ? [] : [finding("delivery-order", document, at, message, { fix: "require it" })];
  }
  if (delivery?.order !== "subject") return [];
  const fix =
    "promise order: sequence, which receivers restore by metadata.sequence; or deliver to a FIFO queue with $.detail.metadata.subject as message group";
  return routes.flatMap(({ target, queue }) => {
    const fifo = queue?.inputs.fifoQueue === true;
    const group = textAt(target.inputs, "sqsTarget", "messageGroupId");
    if (!fifo) {
      const hop = queue === undefined ? `${target.name} calls a function` : `${queue.name} is a standard queue`;
      return [finding("delivery-order", document, at, `${hop}, which does not keep the order of a subject`, { fix })];
    }
    if (group !== "$.detail.metadata.subject") {
      const message = `${queue?.name} is a FIFO queue, but its message group is not the subject`;
      return [finding("delivery-order", document, at, message, { fix })];
    }
    const message = "EventBridge itself promises no order of the events it delivers to the FIFO queue";
    return [finding("delivery-order", document, at, message, { isMild: true, fix })];
  });
}

/** The fields by which a repetition is recognised. */
const RECOGNISED_BY: Readonly<Record<string, readonly string[]>> = {
  eventId: ["eventId"],
  sequence: ["sequence", "subject"],
};

function checkDedupe({ event, delivery, pointer }: OperationModel, document: SourceFile, set: SchemaSet) {
  const missing = RECOGNISED_BY[String(delivery?.dedupe)]?.find(name => !alwaysHas(event, name, set));
  if (missing === undefined) return [];
  const message = `an event may lack metadata.${missing}, so a repetition cannot be recognised`;
  return [finding("delivery-dedupe", document, `${pointer}/x-delivery/dedupe`, message, { fix: "require it" })];
}

function checkAge({ delivery, pointer }: OperationModel, routes: readonly Route[], document: SourceFile) {
  const at = `${pointer}/x-delivery/maxAge`;
  const stated = delivery?.maxAge;
  const seconds = typeof stated === "string" ? durationSeconds(stated) : undefined;
  // Without a length, or shorter or longer than EventBridge retries, it is a finding already.
  if (seconds === undefined || seconds > longestRetry || seconds < 60) return [];
  return routes.flatMap(({ target }) => {
    const age = inside(target.inputs, "retryPolicy", "maximumEventAgeInSeconds");
    const actual = typeof age === "number" ? age : longestRetry;
    if (actual <= seconds) return [];
    const message = `EventBridge retries ${target.name} for ${actual} seconds, longer than ${stated}`;
    const fix = `give it retryPolicy.maximumEventAgeInSeconds ${seconds}`;
    return [finding("delivery-age", document, at, message, { fix })];
  });
}

function checkReplay({ event, delivery, pointer }: OperationModel, document: SourceFile, wiring: Wiring) {
  const bus = busNamed(wiring, event.bus);
  if (delivery?.replayable !== true || bus === undefined) return [];
  const archives = ofType(wiring, "EventArchive").filter(({ inputs }) => inputs.eventSourceArn === bus.arn);
  // An archive with a pattern keeps some events; which, is not judged here.
  if (archives.length > 0) return [];
  const message = `no archive in ${wiring.source.path} keeps the events of the bus ${event.bus}`;
  const fix = "give the bus an archive, or promise replayable: false";
  return [finding("delivery-replay", document, `${pointer}/x-delivery/replayable`, message, { fix })];
}

/** Whether the schema of an event requires a field of its metadata. */
function alwaysHas({ schema, bare }: EventModel, name: string, set: SchemaSet): boolean {
  // What a bare event lacks is told wherever it is received.
  if (bare === true) return true;
  const properties = inside(schema.schema, "properties");
  const metadata = inside(properties, "metadata");
  if (!isObject(metadata)) return false;
  const { required } = dereference(set, { schema: metadata, base: schema.id, pointer: "" }).schema;
  return Array.isArray(required) && required.includes(name);
}
