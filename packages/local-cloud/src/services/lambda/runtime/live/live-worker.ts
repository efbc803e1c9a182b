import { randomBytes, randomUUID } from "node:crypto";
import type { Channels } from "../../../appsync/channels/channels.ts";
import { answered, functionError, timedOut } from "../function-error.ts";
import { type InvocationResult, NobodyListens, type RunnableFunction, RuntimeStopped } from "../function-runtime.ts";
import type { FunctionWorker } from "../function-worker.ts";
import { bridgeEnvironment } from "./bridge-environment.ts";
import type { LiveFunction } from "./live-function.ts";
import { nextInvocation } from "./next-invocation.ts";
import { type LiveMessage, MESSAGE, packetReader, packetsOf } from "./packets.ts";
import { thrownByUser } from "./thrown-by-user.ts";

/** Milliseconds that `sst dev` has to say that it took an invocation, as in SST's own bridge. */
const PING_TIME = 16_000;

/** Dependencies of a live worker. */
export interface LiveWorkerOptions {
  readonly channels: Channels;
  /** Folder of the program, below which sources are named. */
  readonly root: string;
}

/**
 * One execution environment of a function that `sst dev` runs: it speaks SST's live protocol over channels of AppSync, as
 * the bridge does that SST deploys in place of the function's code. The process with the user's code is `sst dev`'s.
 */
export function startLiveWorker(
  fn: RunnableFunction,
  live: LiveFunction,
  env: Readonly<Record<string, string>>,
  { channels, root }: LiveWorkerOptions,
): FunctionWorker {
  const source = randomBytes(16).toString("hex");
  const mine = live.worker(source);
  let current: { readonly requestId: string; finish: (result: InvocationResult | RuntimeStopped) => void } | undefined;
  let onPing = () => {};
  let alive = true;
  let introduced = false;

  const send = (type: number, id: string, body: string) =>
    channels.publish(live.dev, packetsOf({ type, id, source, body }));
  const introduce = () => {
    introduced = true;
    send(MESSAGE.init, randomUUID(), JSON.stringify({ functionID: live.id, environment: bridgeEnvironment(env) }));
  };
  const fail = (body: string) => current?.finish(thrownByUser(body, root));

  const answers: Readonly<Record<number, (message: LiveMessage) => void>> = {
    [MESSAGE.ping]: () => onPing(),
    [MESSAGE.reboot]: introduce,
    [MESSAGE.initError]: ({ body }) => fail(body),
    [MESSAGE.response]: ({ id, body }) => id === current?.requestId && current.finish(answered(body)),
    [MESSAGE.error]: ({ id, body }) => id === current?.requestId && fail(body),
  };
  const leave = channels.subscribe(
    mine,
    packetReader(message => answers[message.type]?.(message)),
  );
  const end = () => {
    alive = false;
    leave();
  };

  return {
    files: new Set(),
    ready: Promise.resolve(undefined),
    handlerPlace: () => ({}),
    loading: () => false,
    alive: () => alive,
    invoke: ({ requestId, payload }, timeoutSeconds) =>
      new Promise((resolve, reject) => {
        const absent = new NobodyListens(source);
        const gone = () => channels.heardSince(live.dev) === undefined && current?.finish(absent);
        const late = setTimeout(() => {
          end();
          current?.finish(timedOut(requestId, timeoutSeconds));
        }, timeoutSeconds * 1000);
        const unheard = setTimeout(() => current?.finish(functionError("Error", absent.message)), PING_TIME);
        onPing = () => clearTimeout(unheard);
        const forget = channels.onChange(gone);
        current = {
          requestId,
          finish(result) {
            current = undefined;
            clearTimeout(late);
            clearTimeout(unheard);
            forget();
            if (result instanceof RuntimeStopped) reject(result);
            else resolve(result);
          },
        };
        gone();
        if (!current) return;
        if (!introduced) introduce();
        send(
          MESSAGE.next,
          randomUUID(),
          nextInvocation(fn, { requestId, payload }, Date.now() + timeoutSeconds * 1000),
        );
      }),
    async end() {
      end();
      current?.finish(new RuntimeStopped());
    },
  };
}
