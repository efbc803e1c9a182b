import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import Table from "cli-table3";
import { functionEnd } from "./function-end.ts";
import { UsageError } from "./run-command.ts";
import { say, sayJson } from "./say.ts";

/** Where the operator's function is. */
export interface OperatorOptions {
  /** Name or ARN of the operator's function. */
  readonly function: string;
  readonly cursor?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Request to the function: what to do, for which types. */
export interface OperatorRequest {
  readonly kind: string;
  readonly types?: readonly string[];
}

type Counts = Record<string, Record<string, number>>;

/** Answer of the operator's function. */
interface Answer {
  readonly outcome: "done" | "continue" | "refused";
  readonly counts?: Counts;
  readonly cursor?: unknown;
  readonly violations?: readonly { readonly pointer: string; readonly message: string }[];
}

/** Attempts at a failing slice. A repetition publishes nothing twice. */
const ATTEMPTS = 5;
const PAUSE_MS = 1_000;

/**
 * Runs a request in the operator's function slice by slice, reports progress, and prints the counts. Ends early on Ctrl-C
 * and says how to resume. Returns the exit code.
 */
export async function operateSlices(request: OperatorRequest, options: OperatorOptions): Promise<number> {
  const functionName = options.function;
  const client = new LambdaClient({ region: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? "us-east-1" });
  const stopped = new AbortController();
  const stop = () => {
    stopped.abort();
    say("Stopping at the end of this slice, some 15 seconds at most. Ctrl-C again does not wait for it.\n");
  };
  process.once("SIGINT", stop);
  const counts: Counts = {};
  let cursor = options.cursor === undefined ? undefined : parseCursor(options.cursor);
  try {
    for (;;) {
      const answer = await invoke(client, functionName, { ...request, ...(cursor !== undefined && { cursor }) });
      if (answer.outcome === "refused") throw new UsageError(refusal(answer, request));
      add(counts, answer.counts ?? {});
      cursor = answer.cursor;
      if (!options.quiet) say(`${progress(counts)}\n`);
      if (answer.outcome === "done") break;
      if (stopped.signal.aborted) {
        print(counts, options);
        say(`Stopped. Go on with the same command and --cursor '${JSON.stringify(cursor)}'\n`);
        return 130;
      }
    }
  } catch (error) {
    if (cursor !== undefined && !(error instanceof UsageError))
      say(`Go on with the same command and --cursor '${JSON.stringify(cursor)}'\n`);
    throw error;
  } finally {
    process.off("SIGINT", stop);
    client.destroy();
  }
  print(counts, options);
  return Object.values(counts).some(({ quarantined = 0 }) => quarantined > 0) ? 1 : 0;
}

async function invoke(client: LambdaClient, functionName: string, request: object): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const failure = await once(client, functionName, request).catch(explain);
    if (typeof failure === "object") return failure;
    if (attempt === ATTEMPTS) throw new UsageError(`${functionName}, called ${attempt} times: ${failure}`);
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS * 2 ** (attempt - 1)));
  }
}

/** The answer, or the name of the error that ended the function. */
async function once(client: LambdaClient, FunctionName: string, request: object): Promise<Answer | string> {
  const Payload = Buffer.from(JSON.stringify(request));
  const { FunctionError, Payload: answered } = await client.send(new InvokeCommand({ FunctionName, Payload }));
  const answer = JSON.parse(Buffer.from(answered ?? []).toString() || "null") as Answer & { errorType?: string };
  return FunctionError === undefined ? answer : (functionEnd(answer?.errorType) ?? FunctionError);
}

/** AWS's reason for rejecting a call goes to the caller; any other failure is retried. */
function explain(error: unknown): string {
  const { name, code, message, $metadata } = error as Error & {
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  if (name === "CredentialsProviderError")
    throw new UsageError(`cannot call the function: ${message}. For the local cloud, export what \`npm start\` prints`);
  if (status !== undefined && status >= 400 && status < 429)
    throw new UsageError(`cannot call the function: ${name}: ${message}`);
  return code === "ECONNREFUSED" ? "nothing answers where AWS_ENDPOINT_URL leads" : (code ?? name);
}

/** Reason for a rejection by the function; an unknown type appears as the caller wrote it. */
function refusal({ violations = [] }: Answer, { types = [] }: OperatorRequest): string {
  return violations
    .map(({ pointer, message }) => {
      const type = types[Number(/^\/types\/(\d+)$/.exec(pointer)?.[1])];
      return `${type === undefined ? pointer : `--type ${type}`} ${message}`;
    })
    .join("; ");
}

function parseCursor(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError("--cursor is not what an earlier run printed");
  }
}

function add(sum: Counts, more: Counts): void {
  for (const [type, counts] of Object.entries(more)) {
    const own = sum[type] ?? {};
    sum[type] = own;
    for (const [name, count] of Object.entries(counts)) own[name] = (own[name] ?? 0) + count;
  }
}

function totals(counts: Counts): Record<string, number> {
  const sum: Counts = {};
  for (const own of Object.values(counts)) add(sum, { all: own });
  return sum.all ?? {};
}

function progress(counts: Counts): string {
  const all = Object.entries(totals(counts)).map(([name, count]) => `${name} ${count.toLocaleString("en-US")}`);
  return all.length === 0 ? "nothing so far" : all.join(", ");
}

function print(counts: Counts, { json }: OperatorOptions): void {
  if (json) {
    sayJson({ version: 1, types: counts, all: totals(counts) });
    return;
  }
  const names = Object.keys(totals(counts));
  if (names.length === 0) {
    say("Nothing was found.\n", process.stdout);
    return;
  }
  const right = names.map(() => "right" as const);
  const table = new Table({
    head: ["type", ...names],
    colAligns: ["left", ...right],
    style: { head: [], border: [], compact: true },
  });
  const row = (type: string, own: Record<string, number>) =>
    table.push([type, ...names.map(name => (own[name] ?? 0).toLocaleString("en-US"))]);
  for (const [type, own] of Object.entries(counts).sort()) row(type, own);
  row("all", totals(counts));
  say(`${table.toString()}\n`, process.stdout);
}
