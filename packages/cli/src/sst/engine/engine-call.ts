import { fileURLToPath } from "node:url";

/** What sst asks its engine to do. */
export type EngineCommand = "up" | "preview" | "refresh" | "destroy";

/** One call of the engine. */
export interface EngineCall {
  readonly command: EngineCommand;
  readonly app: string;
  readonly stage: string;
  /** Folder that the state is in: sst fetches it before, and stores it after. */
  readonly backend: string;
  /** File that sst reads events from, as they are written. */
  readonly eventLog: string;
  /** Settings of providers: `aws:region`. */
  readonly config: Readonly<Record<string, string>>;
  /** Options that this engine does not have. */
  readonly unsupported: readonly string[];
}

/** A stack by the name that sst gives it: `organization/app/stage`. */
export function stackOf(name: string): { readonly app: string; readonly stage: string } {
  const [, app = "", stage = ""] = name.split("/");
  return { app, stage };
}

/** Reads a call as sst makes it: a command and options with values. */
export function engineCall(argv: readonly string[], environment: NodeJS.ProcessEnv): EngineCall {
  const [command = "", ...rest] = argv;
  const values = new Map<string, string[]>();
  for (let at = 0; at < rest.length; at++) {
    const option = rest[at]!;
    if (withValue.has(option)) values.set(option, [...(values.get(option) ?? []), rest[++at] ?? ""]);
    else if (!flags.has(option)) values.set("unsupported", [...(values.get("unsupported") ?? []), option]);
  }
  const refused = ["--target", "--exclude", "--policy-pack"].filter(option => values.has(option));
  return {
    ...{ command: command as EngineCommand, ...stackOf(values.get("--stack")?.[0] ?? "") },
    backend: backendOf(environment),
    eventLog: values.get("--event-log")?.[0] ?? "",
    config: Object.fromEntries((values.get("--config") ?? []).map(each => splitAt(each, "="))),
    unsupported: [...refused, ...(values.get("unsupported") ?? [])],
  };
}

/** The folder of the state, which sst names as a URL. */
export function backendOf({ PULUMI_BACKEND_URL = "" }: NodeJS.ProcessEnv): string {
  return fileURLToPath(PULUMI_BACKEND_URL);
}

const withValue = new Set(["--stack", "--event-log", "--config", "--target", "--exclude", "--policy-pack"]);
const flags = new Set([
  ...["--yes", "-f", "--non-interactive", "--run-program", "--target-dependents", "--exclude-dependents"],
]);

function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
