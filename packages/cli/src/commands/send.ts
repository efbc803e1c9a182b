import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { EventContract } from "@tributary/contract/event-contract";
import { withoutGivenName } from "@tributary/contract/given-name";
import { constantName, type EventModel } from "@tributary/contract-tools/contract-model";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { loadContracts } from "@tributary/contract-tools/load-contracts";
import { type Command, InvalidArgumentError } from "commander";
import { contractsFolder } from "../contracts-folder.ts";
import { type DevClient, findDev } from "../dev/dev-client.ts";
import { findEvent } from "../dev/find-event.ts";
import type { ReceiverOutcome } from "../dev/followed-events.ts";
import { freshDetail } from "../dev/fresh-detail.ts";
import { type DetailSource, readDetail } from "../dev/read-detail.ts";
import { configuredContracts, loadConfig } from "../load-config.ts";
import { runCommand, UsageError } from "../run-command.ts";
import { say } from "../say.ts";

interface Options {
  readonly example?: string;
  readonly asIs?: true;
  readonly wait?: number | true;
  readonly storage?: string;
  readonly endpoint?: string;
  readonly config?: string;
}

const examples = `
The file holds the event's detail: { "metadata": …, "data": … }. Without a file and --example, the first example is sent.
The event gets a fresh eventId, fresh times and a sequence above all that the streams of tables have given, because receivers
skip what they have seen; --as-is keeps those of the file. The event of a service that numbers its events itself, as by the
versions of a resource, keeps its sequence, so that it hides no later one.

Examples:
  npx tributary send OrderPlaced.v1 --example created     publish contracts/examples/order-placed.v1/valid/created.json
  npx tributary send OrderPlaced order.json --wait        and wait for what becomes of it at each receiver
  jq '.data.total = 3' order.json | npx tributary send OrderPlaced -

Prints the event's id. Exit codes: 0 published (with --wait: applied by every receiver), 1 it breaks its contract, was refused,
or some receiver has not applied it (stale, a duplicate, quarantined, a dead letter, or not done in time), 2 usage, an unknown
event or example, or npx tributary dev does not run.`;

/** How long --wait waits when it does not say, in seconds. */
const WAIT_SECONDS = 60;

/** Adds `tributary send`. */
export function register(program: Command): void {
  program
    .command("send")
    .description("Publish an event into a running `npx tributary dev`, once it obeys its contract")
    .argument("<event>", "the event: OrderPlaced.v1, or OrderPlaced for the newest version that is received")
    .argument("[file]", "JSON file of its detail, or - for standard input")
    .option("--example <name>", "send this valid example of the contract")
    .option("--as-is", "keep eventId, times and sequence as they are")
    .option(
      "--wait [seconds]",
      `wait until every receiver is done with it (default: ${WAIT_SECONDS} seconds at most)`,
      seconds,
    )
    .option(
      "--storage <folder>",
      "storage folder of the `npx tributary dev` to send to (default: .tributary/dev, then .tributary)",
    )
    .option("--endpoint <url>", "URL of the `npx tributary dev` to send to, in place of --storage")
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .addHelpText("after", examples)
    .action((event: string, file: string | undefined, options: Options) =>
      runCommand(() => send(event, file, options)),
    );
}

async function send(asked: string, file: string | undefined, options: Options): Promise<number> {
  const { example, asIs, wait, endpoint, storage } = options;
  if (file !== undefined && example !== undefined) throw new UsageError("a file and --example exclude each other");
  const contracts = contractsFolder(configuredContracts(await loadConfig(options.config)));
  const { model, diagnostics } = loadContracts(contracts);
  const event = findEvent(
    model,
    asked,
    diagnostics.find(({ severity }) => severity === "error"),
  );
  const read = readDetail(event, {
    ...{ contracts, ...(example === undefined ? {} : { example }), ...(file === undefined ? {} : { file }) },
  });
  const contract = await contractOf(event, contracts);
  // As it is given, and as it is sent: what is wrong with the file is not mended in passing.
  if (!obeys(contract, read.source.value, read)) return 1;
  const dev = await findDev({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(storage === undefined ? {} : { storage }),
  });
  const sender = model.operations.find(each => each.event === event && each.action === "send")?.service;
  const sequence = asIs ? undefined : await dev.takeSequence(sender ?? "");
  const detail = asIs ? read.source.value : freshened(read.source.value, sequence);
  if (!obeys(contract, detail, read)) return 1;

  const busName = dev.description.buses[event.bus];
  if (busName === undefined) throw new UsageError(`stage ${dev.description.stage} has no bus for ${event.bus}`);
  const { source, detailType } = event;
  const refused = await dev.put({ busName, source, detailType, detail: JSON.stringify(detail) });
  if (refused !== undefined) {
    say(`The bus refused ${detailType}: ${refused}.\n`);
    return 1;
  }
  const eventId = eventIdOf(detail);
  say(`${detailType} ${eventId}\n`, process.stdout);
  const fresh = `with a fresh eventId${sequence === undefined ? " and times" : ", times and sequence"}; --as-is keeps them`;
  say(`Published from ${read.name} ${asIs ? "as it is" : fresh}.\n`);
  if (!asIs && sequence === undefined)
    say(
      `It keeps the sequence of the file, as ${sender} numbers its events itself: receivers take others of its subject up to that as stale.\n`,
    );
  return wait === undefined ? 0 : reportOutcomes(dev, eventId, wait === true ? WAIT_SECONDS : wait);
}

function freshened(detail: unknown, sequence: string | undefined): unknown {
  return freshDetail(detail, { eventId: randomBytes(16).toString("hex"), now: Date.now(), sequence });
}

/** What the states that need a word of explanation mean. */
const explained: Readonly<Partial<Record<ReceiverOutcome["state"], string>>> = {
  stale: "stale: not newer than what the receiver has",
  duplicate: "duplicate: the receiver has handled this eventId before",
};

/** Prints what became of the event at each receiver. */
async function reportOutcomes(dev: DevClient, eventId: string, limit: number): Promise<number> {
  const until = performance.now() + limit * 1000;
  const isPending = ({ state }: ReceiverOutcome) => state === "pending";
  let outcomes: readonly ReceiverOutcome[];
  do outcomes = await dev.outcomes(eventId, Math.max(1, Math.round(until - performance.now())));
  while (outcomes.some(isPending) && performance.now() < until);
  if (outcomes.length === 0) say("No rule of the bus matches it: nobody receives it.\n", process.stdout);
  for (const { receiver, state, violations = [] } of outcomes) {
    const places = violations.map(({ pointer, keyword }) => ` ${pointer || "/"} (${keyword})`).join(",");
    const said =
      state === "pending" ? `not done after ${limit} s; its message comes again` : (explained[state] ?? state);
    say(`${receiver}: ${said}${places === "" ? "" : `:${places}`}\n`, process.stdout);
  }
  return outcomes.every(({ state }) => state === "applied" || state === "delivered") ? 0 : 1;
}

/** The generated contract of an event; `UsageError` when it has not been generated. */
async function contractOf(event: EventModel, contracts: string): Promise<EventContract> {
  const path = resolve(join(contracts, "generated", `${event.stem}.js`));
  if (!existsSync(path)) throw new UsageError(`${event.detailType} is not generated: run \`npx tributary generate\``);
  const module: Readonly<Record<string, EventContract | undefined>> = await import(pathToFileURL(path).href);
  const contract = module[constantName(event)];
  if (contract === undefined) throw new UsageError(`${path} is out of date: run \`npx tributary generate\``);
  return contract;
}

/** Whether a detail obeys the producer's validator; says where it does not, without a value. */
function obeys(contract: EventContract, detail: unknown, { name, source }: DetailSource): boolean {
  const verdict = contract.strict(detail);
  if (verdict.valid) return true;
  for (const violation of verdict.violations) {
    const { line, column } = source.at(violation.pointer);
    const { keyword, message } = violation;
    say(`${name}:${line}:${column} ${withoutGivenName(violation) || "/"} ${message} (${keyword})\n`);
  }
  return false;
}

function eventIdOf(detail: unknown): string {
  const metadata = isObject(detail) && isObject(detail.metadata) ? detail.metadata : {};
  return String(metadata.eventId);
}

function seconds(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError("Give a whole number of seconds.");
}
