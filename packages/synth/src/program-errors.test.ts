import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { programErrors } from "./program-errors.ts";
import type { Place } from "./source-places.ts";

function failing(...frames: string[]): Error {
  const error = new Error("no such bus\nand a trail of Pulumi");
  error.stack = ["Error: no such bus", ...frames.map(frame => `    at ${frame}`)].join("\n");
  return error;
}

it("names the first place in the program's own files", () => {
  const error = failing(
    "new Bus (/repo/.sst/platform/src/components/aws/bus.ts:9:1)",
    `grant (${fileURLToPath(new URL("../../sst/src/grant.ts", import.meta.url))}:1:1)`,
    "grant (file:///repo/packages/app/node_modules/sst/grant.ts:1:1)",
    "subscribe (file:///repo/packages/app/subscribe.ts:12:5)",
    "/repo/sst.config.ts:3:1",
  );
  expect(programErrors(error, "/repo", place => place)).toEqual(["packages/app/subscribe.ts:12:5 no such bus"]);
});

it("gives the message alone when no place is known", () => {
  expect(programErrors(failing("run (/elsewhere/x.ts:1:1)"), "/repo", place => place)).toEqual(["no such bus"]);
  expect(programErrors("plain text", "/repo", place => place)).toEqual(["plain text"]);
});

it("leads from the bundle to the source", () => {
  const error = failing("run (file:///repo/.sst/platform/program.mjs:900:7)");
  const sourceOf = ({ line, column }: Place) => ({ file: "/repo/infra/bus.ts", line: line - 890, column });
  expect(programErrors(error, "/repo", sourceOf)).toEqual(["infra/bus.ts:10:7 no such bus"]);
});
