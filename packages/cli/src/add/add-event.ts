import { join, relative } from "node:path";
import type { ContractModel } from "@tributary/contract-tools/contract-model";
import { sourcePrefix } from "@tributary/contract-tools/source-prefix";
import type { LoadedConfig } from "../load-config.ts";
import { UsageError } from "../run-command.ts";
import { alone } from "./alone.ts";
import { applyEdits } from "./apply-edits.ts";
import { type DocumentEntry, withEntries } from "./document.ts";
import { eventFiles } from "./event-files.ts";
import { type EventNames, eventNames, serviceNames, uncapitalised } from "./names.ts";
import { nextVersionFiles } from "./next-version-files.ts";
import { operationEntry, wordsOf } from "./operation-entry.ts";
import type { Report } from "./report.ts";
import { schemaIdBeside } from "./schema-id-beside.ts";
import { documentRead, soundModel } from "./sound-model.ts";

/** What a command line says of a new event. */
export interface AddEventOptions {
  readonly service?: string;
  readonly bus?: string;
}

/** Adds an event to the contracts of the current folder. Throws a `UsageError`, having written nothing. */
export const addEvent = (loaded: LoadedConfig, given: string, options: AddEventOptions): Promise<Report> =>
  alone(loaded.folder, scratch => add(loaded, scratch, eventNames(given), options));

async function add(
  loaded: LoadedConfig,
  scratch: string,
  names: EventNames,
  options: AddEventOptions,
): Promise<Report> {
  const { name, detailType, stem } = names;
  const model = soundModel(loaded);
  if (model.events.some(event => event.detailType === detailType))
    throw new UsageError(`there is an event ${detailType} already`);
  const like = model.events.find(event => event.name !== name && event.name.toLowerCase() === name.toLowerCase());
  if (like !== undefined)
    throw new UsageError(`there is an event ${like.detailType}: a name that differs in capitals alone is taken for it`);
  const service = options.service ?? only("service", "sends events", sendersOf(model));
  const bus = options.bus ?? only("bus", "carries events", [...new Set(model.events.map(event => event.bus))]);
  const { service: sender } = serviceNames(service);
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(bus)) throw new UsageError(`${bus} is no name of a bus: write it like clinical`);
  const prefix = sourcePrefix(model, loaded.config.sourcePrefix);
  if (prefix === undefined)
    throw new UsageError(
      "sources of events begin with something: set sourcePrefix in tributary.config.ts, such as com.acme.",
    );

  const otherIds = model.schemas.map(({ id }) => id);
  const files =
    nextVersionFiles(model, names) ??
    eventFiles(names, schemaIdBeside(otherIds, stem, `https://${sender}.example/schemas/`));
  const entries = documentEntries(model, names, { bus, sender, source: `${prefix}${sender}` });
  const document = withEntries(model.document.path, model.document.text, entries);
  const folder = model.root;
  // Somebody's own schema or example of that name is not overwritten.
  const read = new Map([
    ...documentRead(model),
    ...[...files.keys()].map(path => [join(folder, path), undefined] as const),
  ]);
  const edits = new Map([["asyncapi.yaml", document], ...files]);
  await applyEdits({ loaded, contracts: folder, scratch }, edits, new Map(), read);
  const schema = relative(".", join(folder, "schemas", `${stem}.schema.json`));
  // The name alone would mean any of its versions.
  const asked = model.events.some(event => event.name === name) ? detailType : name;
  const hasFolder = model.operations.some(operation => operation.service === sender);
  return {
    done: `Added ${detailType}, sent by ${sender}`,
    written: [...["asyncapi.yaml", ...files.keys()].map(path => relative(".", join(folder, path)))],
    left: [
      ...(model.events.length > 0 && model.events.every(event => event.bus !== bus)
        ? [`Make the bus ${bus} in the program: no other event is on it.`]
        : []),
      `Say in ${schema} what it holds, and show it in the examples beside; then run \`npx tributary generate\`.`,
      hasFolder
        ? `Publish it in services/${sender}: its mapping makes it of an item's change.`
        : `Let a new service send it: \`npx tributary add service ${sender} --sends ${asked}\`.`,
      `Let a new service receive it: \`npx tributary add service NAME --receives ${asked}\`; for a service that is there, the same command prints what to write.`,
      "Once a service sends or receives it: `npx tributary synth`, then `npx tributary check`.",
    ],
  };
}

function documentEntries(
  model: ContractModel,
  { name, version, detailType, stem }: EventNames,
  { bus, sender, source }: { readonly bus: string; readonly sender: string; readonly source: string },
): DocumentEntry[] {
  const channel = `${uncapitalised(name)}${version > 1 ? `V${version}` : ""}`;
  const { servers } = model.document.value as { readonly servers?: object };
  const title = wordsOf(name);
  return [
    [
      ["channels"],
      channel,
      {
        address: `${bus}/${detailType}`,
        title,
        ...(servers && Object.hasOwn(servers, bus) && { servers: [{ $ref: `#/servers/${bus}` }] }),
        messages: { [detailType]: { $ref: `#/components/messages/${detailType}` } },
        "x-eventbridge": { bus, source, detailType, bindingVersion: "0.1.0" },
      },
    ],
    operationEntry(model, {
      ...{ service: sender, action: "send", name, version, channel: `/channels/${channel}` },
      delivery: { order: "sequence", dedupe: "eventId", replayable: true },
    }),
    [
      ["components", "messages"],
      detailType,
      {
        name: detailType,
        title,
        summary: `${title}.`,
        contentType: "application/json",
        payload: { $ref: `./schemas/${stem}.schema.json` },
      },
    ],
  ];
}

const sendersOf = ({ operations }: ContractModel): string[] => [
  ...new Set(operations.flatMap(({ action, service }) => (action === "send" ? [service] : []))),
];

/** The one thing of its kind, where nobody says which; asks for the option where there are several, or none. */
function only(option: string, does: string, all: readonly string[]): string {
  const [one] = all;
  if (one !== undefined && all.length === 1) return one;
  const which = one === undefined ? `no ${option} ${does} yet` : `${all.join(", ")} each ${does.replace(/s\b/, "")}`;
  throw new UsageError(`say which ${option} with --${option}: ${which}`);
}
