import { existsSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { type ContractModel, type EventModel, eventKey } from "@tributary/contract-tools/contract-model";
import { docsPage } from "@tributary/contract-tools/docs-page";
import { isObject, valueAt } from "@tributary/contract-tools/json-pointer";
import { jsonFiles } from "@tributary/contract-tools/load-contracts";
import { readSourceFile } from "@tributary/contract-tools/source-file";
import { contractImports } from "@tributary/contract-tools/wiring/contract-imports";
import { isNear } from "@tributary/event-pattern/proof/is-near";
import { stringify } from "yaml";
import { type LoadedConfig, programFolder } from "../load-config.ts";
import { UsageError } from "../run-command.ts";
import { alone } from "./alone.ts";
import { applyEdits } from "./apply-edits.ts";
import { changedFields } from "./changed-fields.ts";
import { consumerFiles, handling, type Reception } from "./consumer-files.ts";
import { type DocumentEntry, withEntries } from "./document.ts";
import { eventNames, type ServiceNames, serviceNames } from "./names.ts";
import { operationEntry } from "./operation-entry.ts";
import { producerFiles } from "./producer-files.ts";
import { programLines, withService } from "./program-line.ts";
import type { Report } from "./report.ts";
import { documentRead, soundModel } from "./sound-model.ts";
import { takenComponent } from "./taken-components.ts";

/** What a command line says of a new service. */
export interface AddServiceOptions {
  readonly receives?: string;
  readonly sends?: string;
}

interface Repository {
  readonly model: ContractModel;
  /** The folder of the program. */
  readonly root: string;
  /** How services import a generated module. */
  readonly importOf: (module: string) => string;
}

interface Plan {
  readonly entries: readonly DocumentEntry[];
  readonly files: ReadonlyMap<string, string>;
  readonly left: readonly string[];
}

/** Adds a service that receives events, or sends one. Throws a `UsageError`, having written nothing. */
export const addService = (loaded: LoadedConfig, given: string, options: AddServiceOptions): Promise<Report> =>
  alone(loaded.folder, scratch => add(loaded, scratch, given, options));

async function add(loaded: LoadedConfig, scratch: string, given: string, options: AddServiceOptions): Promise<Report> {
  const { receives, sends } = options;
  if (receives !== undefined && sends !== undefined)
    throw new UsageError(
      "--receives and --sends exclude each other: write the service with one of them, and add the other by hand",
    );
  if (receives === undefined && sends === undefined)
    throw new UsageError("say what the service does: --receives EVENT[,EVENT], or --sends EVENT");
  const names = serviceNames(given);
  const root = programFolder(loaded);
  const folder = join(root, "services", names.service);
  const model = soundModel(loaded);
  for (const manifest of [root, model.root].map(each => join(each, "package.json"))) refuseBroken(manifest);
  const repository = { model, root, importOf: contractImports(root, model.root) };
  if (existsSync(folder)) throw new UsageError(byHand(repository, names, folder, options));
  const taken = takenComponent(loaded, model, names);
  if (taken !== undefined) throw new UsageError(`${names.service} would be called like ${taken}: choose another name`);
  const { entries, files, left } =
    sends === undefined ? receiving(repository, names, receives!.split(",")) : sending(repository, names, sends);

  const document = withEntries(model.document.path, model.document.text, entries);
  const others = new Map([...files].map(([name, text]) => [join(folder, name), text]));
  const program = join(root, "infra", "program.ts");
  const programText = statSync(program, { throwIfNoEntry: false })?.isFile()
    ? readFileSync(program, "utf8")
    : undefined;
  const called = programText && withService(programText, names.service, names.component);
  if (called !== undefined) others.set(program, called);
  const edits = new Map(entries.length === 0 ? [] : [["asyncapi.yaml", document]]);
  const read = new Map<string, string | undefined>([
    ...documentRead(model),
    ...[...others.keys()].map(path => [path, path === program ? programText : undefined] as const),
  ]);
  await applyEdits({ loaded, contracts: model.root, scratch }, edits, others, read);
  const { importLine, callLine } = programLines(names.service, names.component, "bus");
  return {
    done: `Added ${names.service}`,
    written: [...edits.keys().map(path => join(model.root, path)), ...others.keys()].map(path => relative(".", path)),
    left: [
      ...(called === undefined ? [`Call it in the program, with its bus: ${importLine} … ${callLine}`] : []),
      ...left,
      "Run `npx tributary synth`, then `npx tributary check`.",
    ],
  };
}

/** Without what it says of imports, files would be written that import in another way. */
function refuseBroken(manifest: string): void {
  const [problem] = existsSync(manifest) ? readSourceFile(manifest).problems : [];
  if (problem !== undefined)
    throw new UsageError(`nothing was written: ${manifest}:${problem.line}:${problem.column} ${problem.message}`);
}

/** What to write so that a service that is there receives or sends another event: its code is its owner's. */
function byHand(repository: Repository, names: ServiceNames, folder: string, { receives, sends }: AddServiceOptions) {
  const { model } = repository;
  const receptions = receives === undefined ? [] : receptionsOf(repository, receives.split(","));
  const entries =
    sends === undefined ? receiveEntries(model, names, receptions) : sending(repository, names, sends).entries;
  const written = entries.map(([, key, value]) => stringify({ [key]: value }).replace(/^(?=.)/gm, "  "));
  const sent = sends === undefined ? undefined : eventNamed(model, sends).detailType;
  return [
    `there is a service ${names.service} already: ${folder}. Nothing was written. To let it ${sends === undefined ? "receive" : "send"} this as well:`,
    ...(written.length === 0 ? [] : [`Below operations in ${relative(".", model.document.path)}:`, written.join("")]),
    ...(sent === undefined
      ? [
          `Among the handlers in services/${names.service}/handler.ts, with the types in entry.ts:`,
          `${receptions.map(handling).join("\n")}\n`,
        ]
      : [`Make ${sent} of an item's change in the mapping of services/${names.service}.`]),
    "Then run `npx tributary generate`, `npx tributary synth` and `npx tributary check`.",
  ].join("\n");
}

function receiving(repository: Repository, names: ServiceNames, given: readonly string[]): Plan {
  const receptions = receptionsOf(repository, given);
  return {
    entries: receiveEntries(repository.model, names, receptions),
    files: consumerFiles(names, receptions, repository.importOf),
    left: [
      `Decide in services/${names.service}/entry.ts what to keep; tables that hold personal data need an erasure (${docsPage("erasure.md")}).`,
    ],
  };
}

type ReceivedEvent = Reception & { readonly event: EventModel };

function receptionsOf(repository: Repository, given: readonly string[]): ReceivedEvent[] {
  const { model } = repository;
  const events = [...new Set(given.map(each => eventNamed(model, each.trim())))];
  return events.map(event => {
    const sender = model.operations.find(operation => operation.event === event && operation.action === "send");
    const hasAfter = changedFields(event)?.hasAfter === true;
    return {
      // Others call theirs as they like.
      ...{ ...eventNames(eventKey(event)), detailType: event.detailType },
      hasAfter,
      sequenced: sender?.delivery?.order === "sequence" || sender?.delivery?.order === "subject",
      example: exampleOf(repository, event, hasAfter ? "after" : undefined),
      event,
    };
  });
}

function receiveEntries(
  model: ContractModel,
  names: ServiceNames,
  receptions: readonly ReceivedEvent[],
): DocumentEntry[] {
  const already = (event: EventModel) =>
    model.operations.some(each => each.event === event && each.action === "receive" && each.service === names.service);
  return receptions
    .filter(({ event }) => !already(event))
    .map(({ event, sequenced, name, version }) =>
      operationEntry(model, {
        ...{ service: names.service, action: "receive", name, version, channel: event.pointer },
        delivery: sequenced
          ? { order: "sequence", dedupe: "sequence", maxAge: "PT24H" }
          : { order: "none", dedupe: "eventId", maxAge: "PT24H" },
      }),
    );
}

function sending(repository: Repository, names: ServiceNames, given: string): Plan {
  const { model, importOf } = repository;
  if (given.includes(",")) throw new UsageError("--sends takes one event: add the others in the service by hand");
  const event = eventNamed(model, given);
  const sender = model.operations.find(operation => operation.event === event && operation.action === "send");
  if (sender !== undefined && sender.service !== names.service)
    throw new UsageError(`${event.detailType} is sent by ${sender.service}: an event has one sender`);
  if (sender === undefined && !event.source.endsWith(`.${names.service}`))
    throw new UsageError(`${event.detailType} has the source ${event.source}, of another service`);
  const fields = changedFields(event);
  if (fields?.key[0] === undefined)
    throw new UsageError(`${event.detailType} is no change event, with data.key and images: write its service by hand`);
  const { name, version } = event;
  return {
    entries:
      sender !== undefined
        ? []
        : [
            operationEntry(model, {
              ...{ service: names.service, action: "send", name, version, channel: event.pointer },
              delivery: { order: "sequence", dedupe: "eventId", replayable: true },
            }),
          ],
    files: producerFiles(
      names,
      {
        ...{ ...eventNames(event.detailType), ...fields, bus: busComponent(event.bus) },
        example: exampleOf(repository, event, "after"),
      },
      importOf,
    ),
    left: [`Decide in services/${names.service} which fields of an item others may see.`],
  };
}

/** What the bus of a contract is called in the program. */
const busComponent = (bus: string): string => `${serviceNames(bus).pascal}Bus`;

/** The event that a command line names: by its detail-type, or its name where there is one version. */
function eventNamed({ events }: ContractModel, given: string): EventModel {
  const found = events.filter(event => [event.name, event.detailType, eventKey(event)].includes(given));
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  if (one !== undefined)
    throw new UsageError(
      `${given} has several versions: name one of ${found.map(({ detailType }) => detailType).join(", ")}`,
    );
  const near = events.find(({ name, detailType }) => isNear(given, name) || isNear(given, detailType));
  const known =
    events.length === 0 ? "there is none yet" : `there are ${events.map(({ detailType }) => detailType).join(", ")}`;
  throw new UsageError(
    `there is no event ${given || '""'}: ${near === undefined ? known : `did you mean ${near.name}?`}`,
  );
}

/** A valid example of an event whose data have a member, as seen from the repository's root. */
function exampleOf({ model, root }: Repository, { stem }: EventModel, member: string | undefined): string | undefined {
  const folder = join(model.root, "examples", stem, "valid");
  const found = jsonFiles(folder).find(name => {
    const data = valueAt(readSourceFile(join(folder, name)).value, "/data");
    return isObject(data) && (member === undefined || Object.hasOwn(data, member));
  });
  return found === undefined ? undefined : relative(root, join(folder, found));
}
