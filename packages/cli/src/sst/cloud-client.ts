import type { CloudDescription, DeploymentRequest } from "@tributary/local-cloud/drivers/deployments";
import { deploymentPaths } from "@tributary/local-cloud/drivers/deployments";
import type { DeploymentSummary } from "@tributary/local-cloud/graph/deploy";
import type { GraphResource } from "@tributary/synth/graph";

/** A deployment that the cloud refused, or a cloud that is none of ours. */
export class CloudRefusal extends Error {
  override readonly name = "CloudRefusal";
}

/** A stage of an app. */
export interface Stage {
  readonly app: string;
  readonly stage: string;
}

/** The local cloud at a URL, as `tributary sst` and its engine use it. */
export interface CloudClient {
  describe(): Promise<CloudDescription>;
  /** Makes ready what SST keeps in an account. */
  bootstrap(): Promise<void>;
  /** The certificate of its TLS, in PEM. */
  certificate(): Promise<string>;
  deploy(stage: Stage, request: DeploymentRequest): Promise<DeploymentSummary>;
  /** What is deployed; undefined where there is no such stage. */
  deployed(stage: Stage): Promise<readonly GraphResource[] | undefined>;
  /** Removes a stage, where there is one. */
  remove(stage: Stage): Promise<void>;
}

/** Milliseconds in which a cloud describes itself, also one that is busy with a deployment. */
const PATIENCE_MS = 30_000;

/** Throws a `CloudRefusal` where the URL is none, and rejects with one that says what to do. */
export function cloudClient(url: string, patienceMs = PATIENCE_MS): CloudClient {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    throw new CloudRefusal(`${JSON.stringify(url)} is no URL of a local cloud: give one such as http://127.0.0.1:4566`);
  const ask = async (method: string, path: string, body?: object, signal?: AbortSignal) => {
    const response = await fetch(new URL(path, url), {
      method,
      ...(signal && { signal }),
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    }).catch((cause: Error) => {
      throw new CloudRefusal(`nothing answers at ${url}: start it with \`npx tributary cloud\``, { cause });
    });
    const text = await response.text();
    return { status: response.status, answer: parsed(text) };
  };
  /** The answer, unless it is a refusal; undefined where there is no such stage, for calls that are about one. */
  const accepted = ({ status, answer }: Awaited<ReturnType<typeof ask>>, isOfStage = false) => {
    if (status === 200) return answer;
    if (status === 404 && isOfStage) return undefined;
    const message = (answer as { message?: string } | undefined)?.message;
    if (status === 422 && message !== undefined) throw new CloudRefusal(message);
    throw new CloudRefusal(
      `${url} is no local cloud of Tributary that takes deployments (status ${status}): start one with \`npx tributary cloud --empty\``,
    );
  };
  const must = async (...request: Parameters<typeof ask>) => accepted(await ask(...request));
  return {
    describe: async () =>
      (await must("GET", deploymentPaths.all, undefined, AbortSignal.timeout(patienceMs))) as CloudDescription,
    bootstrap: async () => void (await must("PUT", deploymentPaths.bootstrap)),
    certificate: async () => ((await must("GET", deploymentPaths.certificate)) as { certificate: string }).certificate,
    deploy: async (stage, request) => (await must("PUT", deploymentPaths.one(stage), request)) as DeploymentSummary,
    async deployed(stage) {
      // A cloud in trouble has lost nothing: a state without what is there would not protect it.
      const found = accepted(await ask("GET", deploymentPaths.one(stage)), true);
      return (found as { resources: GraphResource[] } | undefined)?.resources;
    },
    async remove(stage) {
      accepted(await ask("DELETE", deploymentPaths.one(stage)), true);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
