import { setImmediate } from "node:timers/promises";
import { say } from "./say.ts";

/**
 * What a module exports by default, as plain data. Rejects with whatever the module throws: at once, in a promise of its own,
 * or when its data are read; also when it waits for what never comes. Should it end the process, that ends with 2 and says why.
 */
export async function evaluated(address: string, explained: (error: unknown) => string): Promise<unknown> {
  const broken = Promise.withResolvers<never>();
  const ends = () => {
    const error = new Error("it ends the process while it loads");
    Error.captureStackTrace(error, ends);
    say(`tributary: ${explained(error)}\n`);
    process.exitCode = 2;
  };
  const stalls = () => {
    const error = new Error("it waits for a promise that never settles");
    Error.captureStackTrace(error, stalls);
    broken.reject(error);
  };
  process.on("unhandledRejection", broken.reject);
  process.on("uncaughtException", broken.reject);
  process.on("beforeExit", stalls);
  process.on("exit", ends);
  try {
    return await Promise.race([load(address), broken.promise]);
  } finally {
    process.off("unhandledRejection", broken.reject);
    process.off("uncaughtException", broken.reject);
    process.off("beforeExit", stalls);
    process.off("exit", ends);
  }
}

async function load(address: string): Promise<unknown> {
  const module: { readonly default?: unknown } = await import(address);
  const value = plain(await module.default);
  // Node.js reports a rejection that nobody handles only now.
  await setImmediate();
  return value;
}

/** A copy that runs no code of the module's when it is read. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
