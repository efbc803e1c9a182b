import { expect, it } from "vitest";
import { programErrors } from "./program-errors.ts";

function failing(...frames: string[]): Error {
  const error = new Error("no such bus\nand a trail of Pulumi");
  error.stack = ["Error: no such bus", ...frames.map(frame => `    at ${frame}`)].join("\n");
  return error;
}

it("names the first place in the program's own files", () => {
  const error = failing(
    "new Bus (/repo/.sst/platform/src/components/aws/bus.ts:9:1)",
    "subscribe (/repo/infra/subscribe.ts:12:5)",
    "/repo/sst.config.ts:3:1",
  );
  expect(programErrors(error, "/repo")).toEqual(["infra/subscribe.ts:12:5 no such bus"]);
});

it("gives the message alone when no place is known", () => {
  expect(programErrors(failing("run (/elsewhere/x.ts:1:1)"), "/repo")).toEqual(["no such bus"]);
  expect(programErrors("plain text", "/repo")).toEqual(["plain text"]);
});
