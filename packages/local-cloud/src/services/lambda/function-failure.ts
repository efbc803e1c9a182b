import { loggableName } from "@tributary/contract/error-name";
import type { Activity } from "../../kernel/service.ts";
import type { StoredFunction } from "./function-store.ts";

type Said = Pick<Activity, "reason" | "advice">;
type Configuration = Pick<StoredFunction["configuration"], "Handler" | "MemorySize" | "Timeout">;

/**
 * What may be said of an invocation that failed, from its error object: the kind of an error that a function threw, or what
 * Lambda ended it for. No message is quoted, as it may hold what the function was given.
 */
export function functionFailure(payload: string, configuration: Configuration): Said {
  const { errorType, errorMessage } = (JSON.parse(payload) ?? {}) as { errorType?: unknown; errorMessage?: unknown };
  if (typeof errorType !== "string") return {};
  const said = Object.hasOwn(ends, errorType) ? ends[errorType] : undefined;
  if (said) return said(configuration, String(errorMessage));
  const reason = loggableName(errorType);
  return reason === undefined ? {} : { reason };
}

const exported = (handler: string) => handler.slice(handler.lastIndexOf(".") + 1);
const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? "" : "s"}`;

/** Errors that are Lambda's own, by type. */
const ends: Readonly<Record<string, (configuration: Configuration, message: string) => Said>> = {
  "Sandbox.Timedout": ({ Handler, Timeout }) => ({
    reason: `its handler ${exported(Handler)} took longer than its timeout of ${counted(Timeout, "second")},`,
    advice: "Find what never ends, or raise the function's timeout",
  }),
  "Runtime.ExitError": ({ MemorySize }, message) =>
    message.endsWith("signal: killed")
      ? {
          reason: `it took more than its memory of ${MemorySize} MB,`,
          advice: "Hold less at once, or raise the function's memory",
        }
      : {
          reason: `it ended the process with ${/exit status \d+$/.exec(message)?.[0] ?? "exit status 0"},`,
          advice: "Return or throw in place of process.exit",
        },
  "Runtime.HandlerNotFound": ({ Handler }) => ({
    reason: `no function ${exported(Handler)} is exported`,
    advice: "Export it, or change the handler in the program",
  }),
  "Runtime.ImportModuleError": ({ Handler }) => ({
    reason: `there is no module ${Handler.slice(0, Handler.lastIndexOf("."))}`,
    advice: "Add it, or change the handler in the program",
  }),
  "Runtime.UnhandledPromiseRejection": () => ({
    reason: "a promise was rejected that nothing awaits,",
    advice: "Await it, or handle its error",
  }),
  "Function.ResponseSizeTooLarge": () => ({
    reason: "its answer is larger than 6 MB,",
    advice: "Answer less, or store it and answer where",
  }),
};
