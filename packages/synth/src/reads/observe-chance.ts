import { createRequire } from "node:module";
import os from "node:os";
import { callingFile } from "./calling-file.ts";
import type { Journal } from "./journal.ts";

type Func = (...args: unknown[]) => unknown;

/**
 * Records when the program reads the time, a random value or a fact about the machine. Uses by the platform's packages, for
 * their own names and for waiting, do not count.
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
  for (const [name, { value, get }] of Object.entries(ofPrototype(performance)))
    if (name !== "constructor" && (typeof value === "function" || get !== undefined)) {
      const described = get === undefined ? { value: noted(value, "the time") } : { get: noted(get, "the time") };
      Object.defineProperty(performance, name, { ...described, configurable: true });
    }
  for (const [name, { value, writable }] of Object.entries(Object.getOwnPropertyDescriptors(crypto)))
    if (writable && typeof value === "function" && !/^[A-Z]/.test(name) && !reckoned.test(name))
      crypto[name] = noted(value, "a random value", ([size]) => name !== "randomBytes" || size !== nameLength);
  for (const name of ["getRandomValues", "randomUUID"] as const)
    Object.defineProperty(globalThis.crypto, name, { value: noted(globalThis.crypto[name], "a random value") });
  const subtle = Object.getPrototypeOf(globalThis.crypto.subtle) as Record<string, unknown>;
  for (const name of ["generateKey", "sign"]) subtle[name] = noted(subtle[name], "a random value");

  const machine = os as unknown as Record<string, unknown>;
  for (const [name, original] of Object.entries(machine))
    if (typeof original === "function")
      machine[name] = (...args: unknown[]) => {
        if (callingFile() === program) journal.read("machine", name);
        return original(...args);
      };
}

const ofPrototype = (value: object): Readonly<Record<string, PropertyDescriptor>> =>
  Object.getOwnPropertyDescriptors(Object.getPrototypeOf(value) as object);

/** Functions of `node:crypto` whose results depend only on their arguments. */
const reckoned =
  /^(create(Hash|Hmac|PublicKey|PrivateKey|SecretKey|Cipheriv|Decipheriv|Verify)|get[A-Z].*|hash|hkdf(Sync)?|pbkdf2(Sync)?|scrypt(Sync)?|timingSafeEqual|verify|checkPrime(Sync)?|(public|private)Decrypt|secureHeapUsed)$/;

/** Length of the random suffix of a physical name, which the evaluation fixes. */
export const nameLength = 8;
