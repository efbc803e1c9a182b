import { expect, test } from "vitest";
import { parseSourceFile } from "./source-file.ts";
import { unreadParts } from "./unread-parts.ts";

const of = (text: string, events: readonly string[] = []) => {
  const document = parseSourceFile("asyncapi.yaml", text);
  const known = events.map(pointer => ({ pointer }) as Parameters<typeof unreadParts>[0]["events"][number]);
  const found = unreadParts({ root: ".", document, schemas: [], events: known, operations: [] });
  return found.map(({ rule, line, pointer }) => [rule, line, pointer]);
};

test.each<[string, string, readonly string[], unknown[]]>([
  ["nothing at all", "", [], [["asyncapi-version", 1, "/asyncapi"]]],
  ["no channels", "asyncapi: 3.1.0\n", [], []],
  ["channels that are none", "asyncapi: 3.1.0\nchannels: 5\n", [], [["channel-without-schema", 2, "/channels"]]],
  [
    "a channel without an event, and what follows from it",
    "asyncapi: 3.1.0\nchannels: { a: {}, b/c: {} }\noperations: { d: {} }\n",
    ["/channels/a"],
    [["channel-without-schema", 2, "/channels/b~1c"]],
  ],
  ["an operation on nothing", "asyncapi: 3.1.0\noperations:\n  a: {}\n", [], [["asyncapi", 3, "/operations/a"]]],
])("finds %s", (_what, text, events, found) => {
  expect(of(text, events)).toEqual(found);
});
