import { createRequire } from "node:module";
import os from "node:os";
import { callingFile } from "./calling-file.ts";
import type { Journal } from "./journal.ts";

type Func = (...args: unknown[]) => unknown;

/**
 * Notes when the program reads the time, a random value or a fact about the machine. Uses by the platform's packages, for
 * names of their own and for waiting, do not count.
 */
export function observeChance(journal: Journal, program: string): void {
  const crypto = createRequire(import.meta.url)("node:crypto") as Record<string, unknown>;
  const note = (what: string) => {
    if (callingFile() === program) journal.unrepeatable(`it takes ${what}`);
  };
  const noted = (original: unknown, what: string, counts: (args: unknown[]) => boolean = () => true) =>
    function (this: unknown, ...args: unknown[]) {
      if (counts(args)) note(what);
      return (original as Func).apply(this, args);
    };

  const RealDate = Date;
  const now = noted(RealDate.now, "the time");
  globalThis.Date = new Proxy(RealDate, {
    construct(target, args, asked) {
      if (args.length === 0) note("the time");
      return Reflect.construct(target, args, asked === globalThis.Date ? target : asked);
    },
    apply(target) {
      note("the time");
      return target();
    },
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
  Math.random = noted(Math.random, "a random number") as () => number;
  performance.now = noted(performance.now, "the time") as () => number;
  for (const name of ["randomBytes", "randomFillSync", "randomInt", "randomUUID", "generateKeyPairSync"])
    crypto[name] = noted(crypto[name], "a random value", ([size]) => name !== "randomBytes" || size !== nameLength);
  for (const name of ["getRandomValues", "randomUUID"] as const)
    Object.defineProperty(globalThis.crypto, name, { value: noted(globalThis.crypto[name], "a random value") });

  const machine = os as unknown as Record<string, unknown>;
  for (const [name, original] of Object.entries(machine))
    if (typeof original === "function")
      machine[name] = (...args: unknown[]) => {
        if (callingFile() === program) journal.read("machine", name);
        return original(...args);
      };
}

/** Of the random characters that end a physical name, which the evaluation fixes. */
export const nameLength = 8;
