import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as usual from "@tributary/synth/account";
import type { Graph } from "@tributary/synth/graph";
import { type AuthorizerOptions, createAuthorizer } from "./authorization/authorizer.ts";
import { type FunctionKeys, functionKeys } from "./authorization/function-keys.ts";
import { clearStorage } from "./clear-storage.ts";
import { type Cloud, type CloudOptions, createCloud } from "./cloud.ts";
import { deploymentPaths, deployments } from "./drivers/deployments.ts";
import { type HttpEndpoint, serve } from "./drivers/http.ts";
import { type LocalCertificate, localCertificate } from "./drivers/local-certificate.ts";
import { type DeploymentSummary, deploy } from "./graph/deploy.ts";
import { deployed } from "./graph/deployed.ts";
import { systemRandom } from "./kernel/random.ts";
import type { WireRequest, WireResponse } from "./kernel/wire.ts";
import { hostOf } from "./protocols/request-host.ts";
import { type Channels, createChannels } from "./services/appsync/channels/channels.ts";
import { appsyncService } from "./services/appsync/service.ts";
import { dynamodbService } from "./services/dynamodb/service.ts";
import { eventsService } from "./services/events/service.ts";
import { type HealthLakeOptions, healthlakeServices } from "./services/healthlake/service.ts";
import { kmsService } from "./services/kms/service.ts";
import { redeliverTo } from "./services/lambda/redeliver-to.ts";
import type { FunctionRuntime, Reloaded } from "./services/lambda/runtime/function-runtime.ts";
import { inProcessFunctions, type LocalFunction } from "./services/lambda/runtime/in-process-functions.ts";
import type { ToldOutcome } from "./services/lambda/runtime/worker-messages.ts";
import { workerThreads } from "./services/lambda/runtime/worker-threads.ts";
import { lambdaService } from "./services/lambda/service.ts";
import { urlAddress, urlConfigs } from "./services/lambda/urls/url-config.ts";
import { functionUrlService } from "./services/lambda/urls/url-service.ts";
import { pipesService } from "./services/pipes/service.ts";
import { s3Service } from "./services/s3/service.ts";
import { sqsService } from "./services/sqs/service.ts";
import { ssmService } from "./services/ssm/service.ts";
import { streamsService } from "./services/streams/service.ts";
import { stsService } from "./services/sts/service.ts";
import { lockStorage } from "./storage-lock.ts";

/** Options of both kinds of local cloud. */
export interface LocalCloudOptions
  extends Pick<CloudOptions, "clock" | "random" | "faults" | "onActivity" | "onDefect" | "onStorage"> {
  /** What it is to be: `readGraph` reads it from a file. */
  readonly graph: Graph;
  /** A folder for its state, or `memory`. */
  readonly storage: string;
  /** How HealthLake is to behave, and what it lets through. */
  readonly healthLake?: HealthLakeOptions;
  /** How requests are held to the roles and policies of the graph; what IAM would deny is refused unless told. */
  readonly iam?: AuthorizerOptions;
}

/** A local cloud that listens, and runs functions from their source. */
export interface StartLocalCloudOptions extends Omit<LocalCloudOptions, "graph"> {
  /** What it is to be: `readGraph` reads it from a file. Without one it runs what was deployed beside it. */
  readonly graph?: Graph;
  /** Where it is, when there is no graph to say so. */
  readonly region?: string;
  readonly account?: string;
  /** Folder that the handlers in the graph are below: the repository. */
  readonly root: string;
  /** 0 takes a free one; 4566 unless told. */
  readonly port?: number;
  /** Loopback unless told. */
  readonly host?: string;
  /** Forgets what the storage folder holds, once this process has it. */
  readonly fresh?: boolean;
  /** Hears what functions write. */
  readonly onLog?: (functionName: string, text: string) => void;
  /** Hears what became of messages that were not simply handled; `reload` needs it. */
  readonly onOutcome?: (functionName: string, told: ToldOutcome) => void;
  /** Lets invocations run as long as they like, one at a time a function. */
  readonly isDebugged?: boolean;
  /** Answers requests to paths that no AWS service has, those below `/_tributary/`. */
  readonly aside?: (request: WireRequest) => Promise<WireResponse>;
  /** Starts a worker for each function ahead of its first invocation; yes unless told. */
  readonly prewarm?: boolean;
  /** Workers that a function may have at once, unless its reserved concurrency says otherwise; two unless told. */
  readonly environments?: number;
}

/** Where a function is called over HTTP. */
export interface FunctionAddress {
  readonly functionName: string;
  readonly url: string;
}

/** A running local cloud. */
export interface LocalCloud {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  readonly cloud: Cloud;
  readonly deployment: DeploymentSummary;
  /** The function URLs that there are now, as they are called on this machine. */
  functionUrls(): readonly FunctionAddress[];
  /** All resources that it has, of every stage, as one graph. */
  everything(): Graph;
  /** The file of the certificate of TLS on its port, for `SSL_CERT_FILE`; made when it is first asked for. */
  certificate(): Promise<string>;
  /** Makes it what another graph of the same region and account says, while it runs; see `deploy`. */
  redeploy(graph: Graph): DeploymentSummary;
  /**
   * Replaces the environments of functions that have loaded one of these files, keeping those whose new source does not load.
   * What a replaced one had failed with is delivered again at once.
   */
  reload(files: ReadonlySet<string>): Promise<readonly Reloaded[]>;
  /** Ends it without losing anything. */
  stop(): Promise<void>;
}

/** What paths below `/_tributary/` are answered that nobody knows. */
const NOTHING_HERE: WireResponse = { status: 404, headers: { "content-type": "application/json" }, body: "{}" };

/**
 * Boots a cloud from its graph: takes the storage, creates what is missing, listens, runs.
 * Rejects with `StorageInUse`, `GraphError`, or the error of the port (`EADDRINUSE`); then nothing is left running, and nothing in a storage folder that was not there before.
 */
export async function startLocalCloud(options: StartLocalCloudOptions): Promise<LocalCloud> {
  const { storage, graph, host = "127.0.0.1", port = 4566 } = options;
  const region = graph?.region ?? options.region ?? usual.region;
  const account = graph?.account ?? options.account ?? usual.account;
  const lock = storage === "memory" ? undefined : lockStorage(storage);
  let endpoint: HttpEndpoint | undefined;
  const channels = createChannels();
  const certificates = certificateFolder(storage);
  const certificate = () => localCertificate(certificates.path());
  let isRefusalTold = false;
  const onCertificateRefused = () => {
    if (isRefusalTold) return;
    isRefusalTold = true;
    console.error(
      `A client does not trust the certificate of this cloud's TLS: start it with SSL_CERT_FILE=${join(certificates.path(), "localhost.pem")} (Node.js: NODE_EXTRA_CA_CERTS).`,
    );
  };
  const keys = functionKeys(systemRandom);
  const runtime = workerThreads({
    keys,
    root: options.root,
    region,
    endpoint: () => endpoint?.url ?? "",
    channels,
    ...(storage === "memory" ? {} : { compileCache: join(storage, "compile-cache") }),
    ...(options.onLog ? { onLog: options.onLog } : {}),
    ...(options.onOutcome ? { onOutcome: options.onOutcome } : {}),
    ...(options.isDebugged ? { isDebugged: true } : {}),
    ...(options.environments === undefined ? {} : { concurrency: options.environments }),
  });
  let cloud: Cloud | undefined;
  const end = async () => {
    await cloud?.stop(); // Stop the cloud first: finishing functions still need the endpoint.
    await endpoint?.close();
    certificates.remove();
  };
  try {
    const handle: Cloud["handle"] = request => running.handle(request);
    const socketsAt: Cloud["socketsAt"] = path => running.socketsAt(path);
    const aside = async (request: WireRequest): Promise<WireResponse> =>
      deployments(running, request) ??
      (await certificateAt(request, certificate)) ??
      options.aside?.(request) ??
      NOTHING_HERE;
    endpoint = await serve({ handle, socketsAt }, { host, port, certificate, onCertificateRefused, aside });
    // The port is ours: only now may the state change. No request comes in between, as nothing waits from here on.
    if (options.fresh && storage !== "memory") clearStorage(storage);
    const parts = { runtime, channels, keys, prewarm: options.prewarm ?? true };
    const running = assemble({ ...options, region, account }, parts);
    cloud = running;
    const deployment = graph ? deploy(running, graph) : { created: [], updated: [], removed: [], unchanged: 0 };
    running.start();
    return {
      ...{ url: endpoint.url, cloud: running, deployment },
      functionUrls: () =>
        urlConfigs.all(running.context).map(({ functionName, urlId }) => ({
          functionName,
          url: urlAddress(urlId, { [hostOf]: new URL(endpoint?.url ?? "").host }),
        })),
      certificate: async () => (await certificate()).file,
      async stop() {
        await end();
        lock?.unlock();
      },
      everything: () => ({
        ...{ app: "", stage: "", region, account, links: {} },
        resources: deployed.all(running.context).map(({ resource }) => resource),
      }),
      redeploy: next => deploy(running, next),
      async reload(files) {
        const reloaded = (await runtime.reload?.(files)) ?? [];
        for (const { functionName, problem } of reloaded)
          if (problem === undefined) redeliverTo(running.context, functionName);
        return reloaded;
      },
    };
  } catch (error) {
    await end();
    lock?.undo();
    throw error;
  }
}

/** Gives the certificate to who is to trust it. */
async function certificateAt(
  { method, path }: WireRequest,
  certificate: () => Promise<LocalCertificate>,
): Promise<WireResponse | undefined> {
  if (method !== "GET" || path !== deploymentPaths.certificate) return undefined;
  const headers = { "content-type": "application/json" };
  try {
    return { status: 200, headers, body: JSON.stringify({ certificate: (await certificate()).cert }) };
  } catch (error) {
    const { path: at = "", message } = error as NodeJS.ErrnoException;
    const text = `the certificate of the local cloud's TLS cannot be kept${at && ` in ${at}`}: ${message}`;
    return { status: 422, headers, body: JSON.stringify({ message: text }) };
  }
}

/** Where a certificate is kept: with the state, or until the end where that is in memory. */
function certificateFolder(storage: string) {
  if (storage !== "memory") return { path: () => join(storage, "tls"), remove: () => {} };
  let made: string | undefined;
  return {
    path() {
      made ??= mkdtempSync(join(tmpdir(), "tributary-tls-"));
      return made;
    },
    remove() {
      if (made !== undefined) rmSync(made, { recursive: true, force: true });
    },
  };
}

/** A local cloud in this process, for tests and simulation: functions are given as a table, time may be virtual. */
export interface CreateLocalCloudOptions extends Omit<LocalCloudOptions, "storage"> {
  /** `memory` unless told. */
  readonly storage?: string;
  /** Functions by their handler in the graph: `services/patient-registry/handler.capture`. */
  readonly functions: Readonly<Record<string, LocalFunction>>;
}

/** Makes a cloud from its graph, running, without a network: reach it through `inProcess`. `GraphError` as for `deploy`. */
export function createLocalCloud(options: CreateLocalCloudOptions): Cloud {
  const { functions, graph, clock } = options;
  const byName = graph.resources.flatMap(({ code, inputs }) => {
    const found = code && functions[code.handler];
    return found ? [[String(inputs.name), found] as const] : [];
  });
  const runtime = inProcessFunctions(Object.fromEntries(byName), clock ? { clock } : {});
  const { region, account } = graph;
  const cloud = assemble(
    { storage: "memory", ...options, region, account },
    { runtime, channels: createChannels(), prewarm: false },
  );
  deploy(cloud, graph);
  cloud.start();
  return cloud;
}

type Assembly = Omit<LocalCloudOptions, "graph"> & Pick<Graph, "region" | "account">;

interface Parts {
  readonly runtime: FunctionRuntime;
  readonly channels: Channels;
  readonly prewarm: boolean;
  /** Of functions that call the cloud over the network. */
  readonly keys?: FunctionKeys;
}

function assemble(options: Assembly, { runtime, channels, prewarm, keys }: Parts): Cloud {
  const { region, account, storage, clock, random, faults, onActivity, onDefect, onStorage } = options;
  return createCloud({
    services: [
      functionUrlService,
      dynamodbService,
      streamsService,
      eventsService,
      sqsService,
      lambdaService({ runtime, prewarm }),
      pipesService,
      kmsService,
      ssmService,
      stsService,
      ...healthlakeServices(options.healthLake),
      s3Service,
      appsyncService(channels),
    ],
    storage,
    region,
    account,
    ...(clock ? { clock } : {}),
    ...(random ? { random } : {}),
    ...(faults ? { faults } : {}),
    ...(onActivity ? { onActivity } : {}),
    ...(onDefect ? { onDefect } : {}),
    ...(onStorage ? { onStorage } : {}),
    authorizer: createAuthorizer({ mode: "enforce", ...options.iam, ...(keys && { functionKeys: keys }) }),
  });
}
