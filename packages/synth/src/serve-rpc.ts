import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Arguments of SST's `Runtime.Build` for one function; `links` are the values behind `Resource.<Name>`. */
export interface FunctionBuild {
  readonly functionID: string;
  readonly handler: string;
  readonly links: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface RpcServer {
  readonly url: string;
  readonly builds: ReadonlyMap<string, FunctionBuild>;
}

/** Answers a call: the text of its answer. */
type Answer = (call: RpcCall, text: string) => string | Promise<string>;

interface RpcCall {
  readonly method: string;
  readonly params: readonly [unknown];
}

/**
 * Answers the four calls that SST's components make to the sst CLI, without building or deploying anything.
 * `emptyFolder` stands for the code of every function; `onUnknown` gets the name of any other call.
 */
export function offlineAnswers(emptyFolder: string, onUnknown: (method: string) => void): Answer {
  const answers: Record<string, (params: unknown) => unknown> = {
    "Provider.Aws.Bootstrap": () => ({
      asset: "sst-asset",
      assetEcrRegistryId: "000000000000",
      assetEcrUrl: "sst-asset",
      state: "sst-state",
      appsyncHttp: "",
      appsyncRealtime: "",
    }),
    "Provider.Aws.Appsync": () => ({ http: "", realtime: "" }),
    "Runtime.Build": params => {
      const { handler } = params as FunctionBuild;
      return { handler, out: emptyFolder, errors: [], sourcemaps: [] };
    },
    "Runtime.AddTarget": () => null,
  };
  return ({ method, params }) => {
    const answer = answers[method];
    if (answer === undefined) onUnknown(method);
    return JSON.stringify(answer ? { result: answer(params[0]) } : { error: `rpc: can't find ${method}` });
  };
}

/** Leaves every answer to a running sst. */
export function passOn(host: string): Answer {
  return async (_call, body) => {
    const headers = { "content-type": "application/json", connection: "close" };
    return (await fetch(`${host}/rpc`, { method: "POST", headers, body })).text();
  };
}

/** Serves SST's components what `answer` says, and keeps what they had built. */
export async function serveRpc(answer: Answer): Promise<RpcServer> {
  const builds = new Map<string, FunctionBuild>();
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    const call = JSON.parse(body) as RpcCall;
    // A function that `sst dev` runs is named to it, and not built.
    if (call.method === "Runtime.Build" || call.method === "Runtime.AddTarget") {
      const build = call.params[0] as FunctionBuild;
      builds.set(build.functionID, build);
    }
    // An idle connection would keep the process waiting.
    response.setHeader("connection", "close").setHeader("content-type", "application/json");
    response.end(
      await Promise.try(answer, call, body).catch((error: Error) => JSON.stringify({ error: error.message })),
    );
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  // A call in flight keeps the process alive; the server alone does not.
  server.unref();
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, builds };
}
