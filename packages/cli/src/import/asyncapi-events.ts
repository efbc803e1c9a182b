import { isObject, toPointer, valueAt } from "@tributary/contract-tools/json-pointer";
import { parseBeside } from "@tributary/contract-tools/parse-beside";
import type { SourceFile } from "@tributary/contract-tools/source-file";
import { assertLeadsBeside, type Files, referred } from "./bundle-schema.ts";
import type { Decide } from "./decision.ts";
import { importProblem, type Place, placeText } from "./import-problem.ts";
import { dialectOfFormat } from "./schema-dialect.ts";
import type { SourceEvent } from "./source-event.ts";

/** The events of an AsyncAPI 2 or 3 document: each message of its channels once; of a document without channels, each of its components. */
export async function asyncapiEvents(source: SourceFile, files: Files, decide: Decide): Promise<SourceEvent[]> {
  const version = String(valueAt(source.value, "/asyncapi"));
  if (!/^[23]\.\d+\.\d+$/.test(version))
    throw importProblem({ source, pointer: "/asyncapi" }, `AsyncAPI ${version} cannot be imported; 2 and 3 can`);
  // The parser reads whatever a document leads to.
  assertLeadsBeside(source, files);
  await assertValid(source);
  const channels = entriesAt({ source, pointer: "" }, "channels");
  const found = new Map<string, SourceEvent>();
  for (const [, at] of channels) {
    const channel = behind(at, files);
    for (const [key, message] of version.startsWith("2.")
      ? messagesOfOperations(channel, files)
      : entriesAt(channel, "messages")) {
      const place = behind(message, files);
      const known = found.get(placeText(place));
      if (known === undefined) found.set(placeText(place), eventOf(place, key, channel, decide));
      else
        decide(
          placeText(message),
          `one event with ${placeText(known.place)}: EventBridge tells events apart by their names`,
        );
    }
  }
  if (channels.length === 0)
    for (const [key, message] of entriesAt({ source, pointer: "/components" }, "messages"))
      found.set(placeText(message), eventOf(behind(message, files), key, undefined, decide));
  return [...found.values()];
}

/** Refuses what the authority on AsyncAPI refuses; examples are judged by the contract that they become examples of. */
async function assertValid(source: SourceFile): Promise<void> {
  const findings = await parseBeside({ path: source.path, text: source.text, judged: [] });
  const [error] = findings.filter(({ severity, code }) => severity === 0 && !code.includes("example"));
  if (error !== undefined)
    throw importProblem({ source, pointer: toPointer(error.path) }, error.message.split("\n")[0] ?? "");
}

/** In AsyncAPI 2 a channel has operations, each with a message or several. */
function messagesOfOperations(channel: Place, files: Files): [key: string, message: Place][] {
  return ["publish", "subscribe"].flatMap(action => {
    const at = { ...channel, pointer: `${channel.pointer}/${action}/message` };
    const message = contentOf(at);
    if (message === undefined) return [];
    const variants = isObject(message) && Array.isArray(message.oneOf) ? message.oneOf : undefined;
    const places = variants?.map((_, index) => ({ ...at, pointer: `${at.pointer}/oneOf/${index}` })) ?? [at];
    return places.map((place): [string, Place] => [keyOf(behind(place, files), channel), place]);
  });
}

/** What a message without a name is called: as where it is referred to, or as its channel. */
function keyOf(message: Place, channel: Place): string {
  const [parent, last] = message.pointer.split("/").slice(-2);
  return parent === "messages" && last !== undefined ? last : (channel.pointer.split("/").at(-1) ?? "");
}

function eventOf(place: Place, key: string, channel: Place | undefined, decide: Decide): SourceEvent {
  const message = contentOf(place);
  if (!isObject(message)) throw importProblem(place, "there is no message here");
  const bridge = channel && contentOf({ ...channel, pointer: `${channel.pointer}/x-eventbridge` });
  const { bus, source: by, detailType } = isObject(bridge) ? bridge : {};
  if (message.headers !== undefined)
    decide(`${placeText(place)}/headers`, "left out headers: an event on EventBridge has none");
  const nested = isObject(message.payload) && "schemaFormat" in message.payload;
  const payload = { ...place, pointer: `${place.pointer}/payload${nested ? "/schema" : ""}` };
  const format = nested ? (message.payload as { schemaFormat?: unknown }).schemaFormat : message.schemaFormat;
  if (contentOf(payload) === undefined) throw importProblem(place, "the message has no payload");
  const name = [detailType, message.name, key, message.title].find(each => typeof each === "string" && each !== "");
  const summary = [message.summary, message.description, message.title].find(each => typeof each === "string");
  return {
    place,
    name: String(name),
    ...(name === detailType && { isDetailType: true }),
    payload,
    dialect: dialectOfFormat(place, format),
    ...(typeof by === "string" && { source: by }),
    ...(typeof bus === "string" && { bus }),
    ...(typeof summary === "string" && { summary }),
    examples: examplesOf(place, message.examples),
  };
}

/** The examples of a message: https://www.asyncapi.com/docs/reference/specification/v3.1.0#messageExampleObject */
function examplesOf(place: Place, examples: unknown): SourceEvent["examples"] {
  if (!Array.isArray(examples)) return [];
  return examples.flatMap((example, index) =>
    isObject(example) && "payload" in example
      ? [
          {
            name: typeof example.name === "string" ? example.name : `example-${index + 1}`,
            value: example.payload,
            place: { ...place, pointer: `${place.pointer}/examples/${index}/payload` },
          },
        ]
      : [],
  );
}

const contentOf = ({ source, pointer }: Place): unknown => valueAt(source.value, pointer);

function entriesAt({ source, pointer }: Place, name: string): [key: string, place: Place][] {
  const value = valueAt(source.value, `${pointer}/${name}`);
  if (!isObject(value)) return [];
  return Object.keys(value).map(key => [key, { source, pointer: `${pointer}${toPointer([name, key])}` }]);
}

/** What is behind references, here or in other files. */
function behind(start: Place, files: Files): Place {
  let place = start;
  for (let hops = 0; hops < 20; hops++) {
    const value = contentOf(place);
    if (!isObject(value) || typeof value.$ref !== "string") return place;
    place = referred(place, value.$ref, files);
  }
  throw importProblem(start, "this $ref refers back to itself");
}
