import { createRequire } from "node:module";
import os from "node:os";
import { callingFile, isOfProgram } from "./calling-file.ts";
import type { Journal } from "./journal.ts";

type Func = (...args: unknown[]) => unknown;

/**
 * Records when the program reads the time, a random value or a fact about the machine. Uses by the platform's packages, for
 * their own names and for waiting, do not count.
 */
export function observeChance(journal: Journal, packages: string): void {
  const crypto = createRequire(import.meta.url)("node:crypto") as Record<string, unknown>;
  const note = (what: string) => {
    if (isOfProgram(callingFile(), packages)) journal.unrepeatable(`it takes ${what}`);
  };
  const noted = (original: unknown, what: string, counts: (args: unknown[]) => boolean = () => true) =>
    function (this: unknown, ...args: unknown[]) {
      if (counts(args)) note(what);
      return (original as Func).apply(this, args);
    };

  /** The getter, or the function, of a name in what instances share. */
  const notedIn = (prototype: object, name: string, what: string) => {
    const { get, value, ...described } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
    if (get !== undefined)
      Object.defineProperty(prototype, name, { ...described, get: noted(get, what) as () => unknown });
    else if (typeof value === "function")
      Object.defineProperty(prototype, name, { ...described, value: noted(value, what) });
  };

  const RealDate = Date;
  RealDate.now = noted(RealDate.now, "the time") as () => number;
  globalThis.Date = new Proxy(RealDate, {
    construct(target, args, asked) {
      if (args.length === 0) note("the time");
      return Reflect.construct(target, args, asked === globalThis.Date ? target : asked);
    },
    apply(target) {
      note("the time");
      return target();
    },
  });
  RealDate.prototype.constructor = globalThis.Date;
  // Without a date they take the time: `format` is a getter of the function that does.
  const { prototype: formats } = Intl.DateTimeFormat;
  const isDateless = ([date]: unknown[]) => date === undefined;
  formats.formatToParts = noted(formats.formatToParts, "the time", isDateless) as typeof formats.formatToParts;
  const formatOf = Object.getOwnPropertyDescriptor(formats, "format")!.get!;
  Object.defineProperty(formats, "format", {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      return noted(formatOf.call(this), "the time", isDateless);
    },
  });
  for (const [prototype, name] of [
    [Event.prototype, "timeStamp"],
    [File.prototype, "lastModified"],
    [PerformanceEntry.prototype, "startTime"],
    [PerformanceEntry.prototype, "duration"],
  ] as const)
    notedIn(prototype, name, "the time");
  Math.random = noted(Math.random, "a random number") as () => number;
  for (const [name, { value, get }] of Object.entries(ofPrototype(performance)))
    if (name !== "constructor" && (typeof value === "function" || get !== undefined)) {
      const described = get === undefined ? { value: noted(value, "the time") } : { get: noted(get, "the time") };
      Object.defineProperty(performance, name, { ...described, configurable: true });
    }
  for (const [name, { value, writable }] of Object.entries(Object.getOwnPropertyDescriptors(crypto)))
    if (writable && typeof value === "function" && !/^[A-Z]/.test(name) && !reckoned.test(name))
      crypto[name] = noted(value, "a random value", ([size]) => name !== "randomBytes" || size !== nameLength);
  const prototypeOf = (name: string) => (crypto[name] as { readonly prototype: object }).prototype;
  for (const [prototype, ...names] of [
    [Crypto.prototype, "getRandomValues", "randomUUID"],
    [SubtleCrypto.prototype, "generateKey", "sign", "encrypt", "encapsulateBits", "encapsulateKey"],
    [prototypeOf("ECDH"), "generateKeys"],
    [prototypeOf("DiffieHellman"), "generateKeys"],
    [prototypeOf("DiffieHellmanGroup"), "generateKeys"],
    [prototypeOf("Sign"), "sign"],
  ] as const)
    for (const name of names) notedIn(prototype, name, "a random value");
  URL.createObjectURL = noted(URL.createObjectURL, "a random value") as typeof URL.createObjectURL;

  const machine = os as unknown as Record<string, unknown>;
  for (const [name, original] of Object.entries(machine))
    if (typeof original === "function")
      machine[name] = (...args: unknown[]) => {
        if (isOfProgram(callingFile(), packages)) journal.read("machine", name);
        return original(...args);
      };
  for (const name of Object.keys(ofPrototype(navigator)).filter(each => each !== "constructor"))
    notedIn(Object.getPrototypeOf(navigator) as object, name, `navigator.${name}`);
}

const ofPrototype = (value: object): Readonly<Record<string, PropertyDescriptor>> =>
  Object.getOwnPropertyDescriptors(Object.getPrototypeOf(value) as object);

/** Functions of `node:crypto` whose results depend only on their arguments. */
const reckoned =
  /^(create(Hash|Hmac|PublicKey|PrivateKey|SecretKey|Cipheriv|Decipheriv|Verify)|get[A-Z].*|hash|hkdf(Sync)?|pbkdf2(Sync)?|scrypt(Sync)?|timingSafeEqual|verify|checkPrime(Sync)?|(public|private)Decrypt|secureHeapUsed)$/;

/** Length of the random suffix of a physical name, which the evaluation fixes. */
export const nameLength = 8;
