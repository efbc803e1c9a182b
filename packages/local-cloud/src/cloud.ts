import { adoptSchema } from "./kernel/adopt-schema.ts";
import type { Authorizer } from "./kernel/authorizer.ts";
import { type Clock, realClock } from "./kernel/clock.ts";
import { describeDefect } from "./kernel/describe-defect.ts";
import { dispatch, run } from "./kernel/dispatch.ts";
import { guardedClock } from "./kernel/guarded-clock.ts";
import { type Random, systemRandom, uuid } from "./kernel/random.ts";
import type { Activity, CloudContext, Engine, Faults, Service, SocketContext } from "./kernel/service.ts";
import { createSignals } from "./kernel/signals.ts";
import type { Socket, SocketSession } from "./kernel/socket.ts";
import { openStore } from "./kernel/store.ts";
import { type StorageNotice, watchStorage } from "./kernel/watch-storage.ts";
import type { WireRequest, WireResponse } from "./kernel/wire.ts";

/** Options of a cloud. */
export interface CloudOptions {
  readonly services: readonly Service[];
  /** A folder for its state, or `memory`. */
  readonly storage: string;
  readonly region: string;
  readonly account: string;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly faults?: Faults;
  /** Decides about every request that comes through a driver; without it, all may do all. */
  readonly authorizer?: Authorizer;
  readonly onActivity?: (activity: Activity) => void;
  /** Hears when the storage fails, and when it works again; by default it is written to standard error. */
  readonly onStorage?: (notice: StorageNotice) => void;
  /** Hears of defects of the cloud itself; by default their kind and place go to standard error. */
  readonly onDefect?: (error: unknown) => void;
}

/** AWS-compatible services on one store. Drivers bring requests to it: over HTTP, or in process. */
export interface Cloud {
  readonly context: CloudContext;
  readonly authorizer?: Authorizer;
  /** Answers one HTTP-shaped request; never throws. */
  handle(request: WireRequest): Promise<WireResponse>;
  /** The service whose web sockets are opened at a path. */
  socketsAt(path: string): SocketEndpoint | undefined;
  /** Starts the work between requests: deliveries, pollers, sweepers. */
  start(): void;
  /** What is still to do, by part; empty at rest. */
  pending(): Readonly<Record<string, number>>;
  /** Resolves when nothing is left to do (and at once when nothing was). */
  settled(): Promise<void>;
  /** Ends the work between requests and closes the store. */
  stop(): Promise<void>;
}

/** Where web sockets of a service are opened. */
export interface SocketEndpoint {
  readonly protocol: string;
  open(request: WireRequest, socket: Socket): SocketSession;
}

function writeNotice({ kind, text }: StorageNotice): void {
  console.error(kind === "failed" ? `${text} When that is mended, it goes on by itself.` : text);
}

/** What a cloud that has stopped answers; clients try again. */
const UNAVAILABLE: WireResponse = { status: 503, headers: {}, body: "" };

/** Makes a cloud. State in its storage is taken up where it was left. */
export function createCloud(options: CloudOptions): Cloud {
  const store = openStore(options.storage);
  adoptSchema(store, options.services.map(service => service.schema).join("\n;\n"));
  const machineClock = options.clock ?? realClock();
  const storage = watchStorage(store, machineClock, notice => {
    if (notice.kind === "works again") signals.notifyAll();
    (options.onStorage ?? writeNotice)(notice);
  });
  const signals = createSignals(store, error => {
    if (!storage.isTrouble(error)) throw error;
  });
  const byName = new Map(options.services.map(service => [service.name, service]));
  const random = options.random ?? systemRandom;
  const tellDefect = options.onDefect ?? ((error: unknown) => console.error(describeDefect(error)));
  const onDefect = (error: unknown) => {
    if (!storage.isTrouble(error)) tellDefect(error);
  };

  const context: CloudContext = {
    region: options.region,
    account: options.account,
    clock: guardedClock(machineClock, storage.isTrouble),
    random,
    store,
    signals,
    faults: options.faults ?? {},
    // What is rolled back has not happened.
    report: activity => store.afterCommit(() => options.onActivity?.(activity)),
    defect: onDefect,
    deniedService: denied => options.authorizer?.deniedService(denied),
    holdToRole: (by, service, operation, input) =>
      options.authorizer?.authorize({ service, operation, input, by }, context),
    call(name, operation, input) {
      const service = byName.get(name);
      if (!service) throw new Error(`The cloud has no service ${name}.`);
      return run(service, operation, input, { ...context, requestId: uuid(random), accessKeyId: "" });
    },
  };

  let stopped = false;
  const engines: Engine[] = options.services.flatMap(service => service.engines?.(context) ?? []);

  const pending = () =>
    Object.fromEntries(
      engines.map(engine => [engine.name, engine.pending()] as const).filter(([, count]) => count > 0),
    );

  return {
    context,
    ...(options.authorizer ? { authorizer: options.authorizer } : {}),
    handle: request =>
      stopped
        ? Promise.resolve(UNAVAILABLE)
        : dispatch(options.services, context, request, onDefect, options.authorizer),
    socketsAt(path) {
      const service = options.services.find(({ sockets }) => sockets?.path === path);
      if (!service?.sockets || stopped) return undefined;
      const { name, sockets } = service;
      const own: Omit<SocketContext, keyof CloudContext> = {
        authenticate: (operation, request) => options.authorizer?.authenticate(request, name, operation, context),
        authorize: (operation, input, by) =>
          options.authorizer?.authorize({ service: name, operation, input, by }, context),
      };
      return {
        protocol: sockets.protocol,
        open: (request, socket) => sockets.open(request, socket, { ...context, ...own }),
      };
    },
    start: () => {
      for (const engine of engines) engine.start();
    },
    pending,
    settled: () =>
      new Promise(resolve => {
        const look = () => {
          if (engines.some(engine => engine.busy?.() ?? engine.pending() > 0)) return;
          end();
          resolve();
        };
        const end = signals.on("*", look);
        look();
      }),
    async stop() {
      await Promise.all(engines.map(engine => engine.stop()));
      stopped = true;
      storage.stop();
      store.close();
    },
  };
}
