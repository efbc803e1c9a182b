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

/**
 * Serves the four calls that SST's components make to the sst CLI, without building or deploying anything.
 * `emptyFolder` stands for the code of every function; `onUnknown` gets the name of any other call.
 */
export async function serveRpc(emptyFolder: string, onUnknown: (method: string) => void): Promise<RpcServer> {
  const builds = new Map<string, FunctionBuild>();
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
      const build = params as FunctionBuild;
      builds.set(build.functionID, build);
      return { handler: build.handler, out: emptyFolder, errors: [], sourcemaps: [] };
    },
    "Runtime.AddTarget": () => null,
  };
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join("");
    const { method, params } = JSON.parse(body) as { method: string; params: [unknown] };
    const answer = answers[method];
    if (answer === undefined) onUnknown(method);
    // An idle connection would keep the process waiting.
    response.setHeader("connection", "close").setHeader("content-type", "application/json");
    response.end(JSON.stringify(answer ? { result: answer(params[0]) } : { error: `rpc: can't find ${method}` }));
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  // A call in flight keeps the process alive; the server alone does not.
  server.unref();
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, builds };
}
