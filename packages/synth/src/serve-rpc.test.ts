import { expect, it } from "vitest";
import { offlineAnswers, passOn, serveRpc } from "./serve-rpc.ts";

async function serving() {
  const unknown: string[] = [];
  const { url, builds } = await serveRpc(offlineAnswers("/empty", method => unknown.push(method)));
  return { call: calling(url), unknown, builds, url };
}

const calling = (url: string) => async (method: string, args: object) => {
  const body = JSON.stringify({ jsonrpc: "1.0", method, params: [args] });
  return (await fetch(`${url}/rpc`, { method: "POST", body })).json();
};

it("answers a build with the handler itself, and remembers it with its links", async () => {
  const { call, builds } = await serving();
  const build = { functionID: "Work", handler: "work.run", links: { Store: { name: "s" } } };
  const result = { handler: "work.run", out: "/empty", errors: [], sourcemaps: [] };
  expect(await call("Runtime.Build", build)).toEqual({ result });
  expect(builds.get("Work")).toEqual(build);
});

it("remembers a function that `sst dev` runs, which is not built", async () => {
  const { call, builds } = await serving();
  const target = { functionID: "Live", handler: "work.run", links: {} };
  expect(await call("Runtime.AddTarget", target)).toEqual({ result: null });
  expect(builds.get("Live")).toEqual(target);
});

it("names a call that it has no answer for, as the sst CLI would", async () => {
  const { call, unknown } = await serving();
  expect(await call("Provider.Vercel.Deploy", {})).toEqual({ error: "rpc: can't find Provider.Vercel.Deploy" });
  expect(unknown).toEqual(["Provider.Vercel.Deploy"]);
});

it("leaves every call to a running sst, and remembers what that builds", async () => {
  const sst = await serving();
  const { url, builds } = await serveRpc(passOn(sst.url));
  const build = { functionID: "Work", handler: "work.run", links: {} };
  expect(await calling(url)("Runtime.Build", build)).toMatchObject({ result: { out: "/empty" } });
  expect([...builds.keys(), ...sst.builds.keys()]).toEqual(["Work", "Work"]);
  expect(await calling(url)("Resource.Aws.Thing", {})).toEqual({ error: "rpc: can't find Resource.Aws.Thing" });
});
