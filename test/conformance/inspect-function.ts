import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL?: string;
}

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** A debugger on one function of `sst dev`, as an editor is: breakpoints are in sources, by their maps. */
export interface FunctionInspector {
  /** Sets a breakpoint; resolves with the source and line at which the function has stopped. */
  stopAt(file: string, line: number): Promise<{ readonly place: Promise<string> }>;
  resume(): void;
}

/** Attaches to the one of these inspectors that runs a function. */
export async function inspectFunction(addresses: readonly string[], id: string): Promise<FunctionInspector> {
  for (const address of addresses.toReversed()) {
    const session = await connect(address);
    const { result } = (await session?.ask("Runtime.evaluate", { expression: "process.env.SST_FUNCTION_ID" })) ?? {};
    if (session && (result as { value?: string } | undefined)?.value === id) return inspector(session);
    session?.close();
  }
  throw new Error(`No inspector of ${id} listens at ${addresses.join(", ")}.`);
}

async function inspector(session: Session): Promise<FunctionInspector> {
  const scripts = new Map<string, Script>();
  session.on("Debugger.scriptParsed", script => scripts.set((script as Script).scriptId, script as Script));
  await session.ask("Debugger.enable");
  const mapped = [...scripts.values()].flatMap(script => {
    const { url, sourceMapURL } = script;
    if (!url.startsWith("file:") || !sourceMapURL || sourceMapURL.startsWith("data:")) return [];
    const map = new SourceMap(JSON.parse(readFileSync(join(dirname(fileURLToPath(url)), sourceMapURL), "utf8")));
    return [{ script, map, lines: readFileSync(fileURLToPath(url), "utf8").split("\n").length }];
  });
  return {
    async stopAt(file, line) {
      for (const { script, map, lines } of mapped)
        for (let lineNumber = 0; lineNumber < lines; lineNumber++) {
          const entry = map.findEntry(lineNumber, 1_000);
          if (!("originalSource" in entry) || entry.generatedLine !== lineNumber) continue;
          if (basename(entry.originalSource) !== file || entry.originalLine !== line - 1) continue;
          const location = { scriptId: script.scriptId, lineNumber, columnNumber: entry.generatedColumn };
          const paused = new Promise<string>(resolve => {
            session.on("Debugger.paused", event => {
              const [frame] = (event as { callFrames: { location: Location }[] }).callFrames;
              const at = frame && map.findEntry(frame.location.lineNumber, frame.location.columnNumber);
              resolve(
                at && "originalSource" in at ? `${basename(at.originalSource)}:${at.originalLine + 1}` : "nowhere",
              );
            });
          });
          await session.ask("Debugger.setBreakpoint", { location });
          return { place: paused };
        }
      throw new Error(`No code is of ${file}:${line}.`);
    },
    resume() {
      void session.ask("Debugger.resume").then(session.close);
    },
  };
}

interface Session {
  ask(method: string, params?: object): Promise<Readonly<Record<string, unknown>>>;
  on(method: string, hear: (params: unknown) => void): void;
  close(): void;
}

/** Undefined where nothing listens any more. */
async function connect(address: string): Promise<Session | undefined> {
  const socket = new WebSocket(address);
  const isOpen = await new Promise<boolean>(resolve => {
    socket.addEventListener("open", () => resolve(true));
    socket.addEventListener("error", () => resolve(false));
  });
  if (!isOpen) return undefined;
  const answers = new Map<number, (result: Readonly<Record<string, unknown>>) => void>();
  const hearing = new Map<string, (params: unknown) => void>();
  let count = 0;
  socket.addEventListener("message", ({ data }) => {
    const { id, result, method, params } = JSON.parse(String(data));
    if (method) hearing.get(method)?.(params);
    else answers.get(id)?.(result ?? {});
  });
  return {
    ask: (method, params = {}) =>
      new Promise(resolve => {
        const id = ++count;
        answers.set(id, resolve);
        socket.send(JSON.stringify({ id, method, params }));
      }),
    on: (method, hear) => void hearing.set(method, hear),
    close: () => socket.close(),
  };
}
