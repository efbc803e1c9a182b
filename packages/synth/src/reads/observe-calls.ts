import child_process from "node:child_process";
import { readFileSync } from "node:fs";
import Module, { isBuiltin, registerHooks } from "node:module";
import net from "node:net";
import { dirname, join } from "node:path";
import perf_hooks from "node:perf_hooks";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { callingFile, isOfProgram } from "./calling-file.ts";
import { isThere, missingModule } from "./finding.ts";
import { isWithin, type Journal } from "./journal.ts";

/** Node.js modules that are observed, or that give every evaluation the same. */
const observedModules =
  /^(assert|async_hooks|buffer|child_process|console|constants|crypto|events|fs|http|https|module|net|os|path|perf_hooks|punycode|querystring|stream|string_decoder|timers|tls|tty|url|util|zlib)(\/|$)/;

/** Whether a program imports observed members of `node:process` by name: that takes the value at once, past any observer. */
function namesObserved(code: string): boolean {
  const all = code.match(/\b(from|import\()\s*["'](node:)?process["']/g) ?? [];
  const named = [...code.matchAll(/\bimport\s+([\w\s,{}]+?)\s+from\s+["'](?:node:)?process["']/g)];
  return named.length === all.length && !named.some(([, names]) => /\b(pid|ppid|debugPort|report)\b/.test(names!));
}

type Func = (...args: unknown[]) => unknown;

const pathOf = (url: string): string | undefined =>
  url.startsWith("file:") && url !== "file:///" ? fileURLToPath(url) : undefined;

const sourceOf = (file = ""): string => (isThere(file) ? readFileSync(file, "utf8") : "");

/**
 * Records the modules loaded from now on, and reads that cannot be observed: other programs, the network except `rpcPort`, and
 * unobserved modules of Node.js.
 */
export function observeCalls(journal: Journal, packages: string, own: readonly string[], rpcPort: number): void {
  const note = (module: string, by: string | undefined) => {
    const name = module.replace("node:", "");
    const isObserved = name === "process" ? namesObserved(sourceOf(by)) : observedModules.test(name);
    if (!isObserved && isOfProgram(by, packages)) journal.unrepeatable(`it uses ${module}`);
  };
  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL ?? "file:///";
      try {
        const resolved = next(specifier, context);
        if (resolved.url.startsWith("file:")) noteFile(fileURLToPath(resolved.url), specifier, parent);
        else note(resolved.url, pathOf(parent));
        return resolved;
      } catch (error) {
        if (parent.startsWith("file:")) journal.read("missing module", missingModule(specifier, parent));
        throw error;
      }
    },
  });
  const { getBuiltinModule } = process;
  process.getBuiltinModule = ((module: string) => {
    note(module, callingFile());
    return getBuiltinModule.call(process, module);
  }) as typeof getBuiltinModule;
  const processes = child_process as unknown as Record<string, unknown>;
  for (const [name, original] of Object.entries(processes))
    if (typeof original === "function" && !/^[A-Z_]/.test(name))
      processes[name] = function (this: unknown, ...args: unknown[]) {
        journal.unrepeatable(`it runs ${String(args[0])}`);
        return (original as Func).apply(this, args);
      };
  const { spawn } = child_process.ChildProcess.prototype as unknown as { spawn: Func };
  Object.assign(child_process.ChildProcess.prototype, {
    spawn(this: unknown, ...args: unknown[]) {
      journal.unrepeatable("it runs another program");
      return spawn.apply(this, args);
    },
  });
  // These find or load files unobserved; and the authorities that a machine trusts are its own.
  for (const [functions, name] of [
    [Module, "findPackageJSON"],
    [Module, "register"],
    [tls, "getCACertificates"],
    [perf_hooks, "monitorEventLoopDelay"],
    [perf_hooks, "eventLoopUtilization"],
  ] as unknown as [Record<string, unknown>, string][]) {
    const original = functions[name];
    if (typeof original === "function")
      functions[name] = function (this: unknown, ...args: unknown[]) {
        if (isOfProgram(callingFile(), packages)) journal.unrepeatable(`it calls ${name}`);
        return (original as Func).apply(this, args);
      };
  }
  const loader = Module as unknown as { _load: Func };
  const { _load: load } = loader;
  loader._load = function (this: unknown, ...args: unknown[]) {
    if (isBuiltin(String(args[0]))) note(String(args[0]), callingFile());
    return load.apply(this, args);
  };
  // Called synchronously, esbuild works in a thread of its own: on a text, as for SST's components, or on files.
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, ...args: [unknown]) {
    const { command } = (args[0] ?? {}) as { readonly command?: unknown };
    if (command !== "transform") journal.unrepeatable(`it calls ${String(command)} in another thread`);
    return postMessage.apply(this, args);
  };
  const { connect } = net.Socket.prototype as unknown as { connect: Func };
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    // Also called with a list: the normalized arguments of `net.connect`.
    const [to] = args.flat() as [{ port?: unknown } | undefined];
    if (Number(to?.port) !== rpcPort) journal.unrepeatable("it uses the network");
    return connect.apply(this, args);
  } as typeof net.Socket.prototype.connect;
  const { listen } = net.Server.prototype as unknown as { listen: Func };
  net.Server.prototype.listen = function (this: net.Server, ...args: unknown[]) {
    journal.unrepeatable("it uses the network");
    return listen.apply(this, args);
  } as typeof net.Server.prototype.listen;

  /** Records a module's file, and what led to it: how it was found, and the manifest that says how it is read. */
  function noteFile(file: string, specifier: string, parent: string): void {
    journal.read("content", file);
    if ([packages, ...own].some(folder => isWithin(file, folder))) return;
    if (file.endsWith(".node")) journal.unrepeatable(`it loads ${file}`);
    const [name] = /^(@[^/]+\/)?[^./#][^/:]*(?=\/|$)/.exec(specifier) ?? [];
    const from = pathOf(parent);
    if (name !== undefined && from !== undefined) noteFirst("presence", from, join("node_modules", name));
    noteFirst("content", file, "package.json");
  }

  /** Records every place, from a file's folder upwards, where something is looked for, up to where it is. */
  function noteFirst(kind: "content" | "presence", file: string, wanted: string): void {
    for (let folder = dirname(file); ; folder = dirname(folder)) {
      journal.read(kind, join(folder, wanted));
      if (isThere(join(folder, wanted)) || folder === dirname(folder)) return;
    }
  }
}
