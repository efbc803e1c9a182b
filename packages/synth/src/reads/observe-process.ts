import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { callingFile, isOfProgram } from "./calling-file.ts";
import type { Journal } from "./journal.ts";

/** Members of `process` that are the same in every evaluation, carry no input, or are observed elsewhere. */
const stable: ReadonlySet<string> = new Set(
  `abort allowedNodeEnvironmentFlags arch argv argv0 chdir config cwd emitWarning env execArgv execPath exit exitCode
  features getBuiltinModule hasUncaughtExceptionCaptureCallback loadEnvFile nextTick noDeprecation platform ref release
  setSourceMapsEnabled setUncaughtExceptionCaptureCallback sourceMapsEnabled stderr stdout throwDeprecation title
  traceDeprecation unref version versions`.split(/\s+/),
);

type Func = (...args: unknown[]) => unknown;

/** Records uses of members that differ between processes, and the files that the program loads variables from. */
export function observeProcess(journal: Journal, packages: string): void {
  const all = process as unknown as Record<string, unknown>;
  const note = (name: string) => {
    const file = callingFile();
    // Node.js itself reads some as it loads modules.
    if (file !== undefined && isOfProgram(file, packages)) journal.unrepeatable(`it uses process.${name}`);
  };
  // Node.js itself uses members with an underscore.
  const isNoted = (name: string) => name === "_linkedBinding" || !(stable.has(name) || name.startsWith("_"));
  for (const name of Object.getOwnPropertyNames(process).filter(isNoted)) {
    const described = Object.getOwnPropertyDescriptor(process, name);
    if (described?.configurable !== true) continue;
    if (typeof described.value === "function") all[name] = noting(name, described.value as Func);
    else
      Object.defineProperty(process, name, {
        configurable: true,
        enumerable: described.enumerable === true,
        get() {
          note(name);
          return described.get === undefined ? described.value : described.get.call(process);
        },
        set(value: unknown) {
          if (described.set === undefined) described.value = value;
          else described.set.call(process, value);
        },
      });
  }

  /** Copies the function's members, such as `hrtime.bigint`. */
  function noting(name: string, original: Func): Func {
    const noted = function (this: unknown, ...args: unknown[]) {
      note(name);
      return original.apply(this, args);
    };
    const members = Object.entries(original).map(([key, member]) => [
      key,
      typeof member === "function" ? noting(`${name}.${key}`, member as Func) : member,
    ]);
    return Object.assign(noted, Object.fromEntries(members));
  }

  // It sets variables behind the program's view of `process.env`: they depend on the file and on those already set.
  const { loadEnvFile } = process;
  process.loadEnvFile = path => {
    const file = path === undefined ? ".env" : path instanceof URL ? fileURLToPath(path) : String(path);
    journal.read("content", resolve(file));
    loadEnvFile.call(process, path);
  };
}
