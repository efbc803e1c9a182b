import { expect, it } from "vitest";
import { serveRpc } from "./serve-rpc.ts";

async function serving() {
  const unknown: string[] = [];
  const { url, builds } = await serveRpc("/empty", method => unknown.push(method));
  const call = async (method: string, args: object) => {
    const body = JSON.stringify({ jsonrpc: "1.0", method, params: [args] });
    return (await fetch(`${url}/rpc`, { method: "POST", body })).json();
  };
  return { call, unknown, builds };
}

it("answers a build with the handler itself, and remembers it with its links", async () => {
  const { call, builds } = await serving();
  const build = { functionID: "Work", handler: "work.run", links: { Store: { name: "s" } } };
  const result = { handler: "work.run", out: "/empty", errors: [], sourcemaps: [] };
  expect(await call("Runtime.Build", build)).toEqual({ result });
  expect(builds.get("Work")).toEqual(build);
});

it("names a call that it has no answer for, as the sst CLI would", async () => {
  const { call, unknown } = await serving();
  expect(await call("Provider.Vercel.Deploy", {})).toEqual({ error: "rpc: can't find Provider.Vercel.Deploy" });
  expect(unknown).toEqual(["Provider.Vercel.Deploy"]);
});
