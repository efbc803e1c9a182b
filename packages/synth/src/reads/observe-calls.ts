import child_process from "node:child_process";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import net from "node:net";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { callingFile } from "./calling-file.ts";
import { missingModule } from "./finding.ts";
import type { Journal } from "./journal.ts";

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

/**
 * Records the modules loaded from now on, and reads that cannot be observed: other programs, the network except `rpcPort`, and
 * unobserved modules of Node.js.
 */
export function observeCalls(journal: Journal, program: string, rpcPort: number): void {
  const code = readFileSync(program, "utf8");
  const programUrl = pathToFileURL(program).href;
  const note = (module: string) => {
    const name = module.replace("node:", "");
    if (name === "process" ? !namesObserved(code) : !observedModules.test(name))
      journal.unrepeatable(`it uses ${module}`);
  };
  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL ?? "file:///";
      try {
        const resolved = next(specifier, context);
        if (resolved.url.startsWith("file:")) journal.read("content", fileURLToPath(resolved.url));
        else if (parent === programUrl) note(resolved.url);
        return resolved;
      } catch (error) {
        if (parent.startsWith("file:")) journal.read("missing module", missingModule(specifier, parent));
        throw error;
      }
    },
  });
  const { getBuiltinModule } = process;
  process.getBuiltinModule = ((module: string) => {
    if (callingFile() === program) note(module);
    return getBuiltinModule.call(process, module);
  }) as typeof getBuiltinModule;
  const processes = child_process as unknown as Record<string, unknown>;
  for (const [name, original] of Object.entries(processes))
    if (typeof original === "function" && !/^[A-Z_]/.test(name))
      processes[name] = function (this: unknown, ...args: unknown[]) {
        journal.unrepeatable(`it runs ${String(args[0])}`);
        return (original as Func).apply(this, args);
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
}
