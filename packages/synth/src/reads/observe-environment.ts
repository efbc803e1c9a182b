import { callingFile } from "./calling-file.ts";
import { isWithin, type Journal } from "./journal.ts";

/**
 * Records the environment variables read from now on. A listing by `packages`, which look for their own (`DEBUG_…`, `…_proxy`)
 * as they load, does not count as a read of each.
 */
export function observeEnvironment(journal: Journal, packages: string): void {
  const real = process.env;
  /** Variables that this process set are no input: SST's server is the first. */
  const own = new Set(["SST_SERVER"]);
  const isListing = () => isWithin(callingFile() ?? "", packages);
  /** The current listing, and the name that it described last: it may read that value next. */
  let listing = false;
  let described: string | undefined;
  function read(name: string | symbol) {
    if (typeof name === "string" && !own.has(name)) journal.read("variable", name);
  }
  process.env = new Proxy(real, {
    get(target, name) {
      const listed = described !== undefined && name === described && isListing();
      described = undefined;
      if (!listed) read(name);
      return Reflect.get(target, name);
    },
    has(target, name) {
      read(name);
      return Reflect.has(target, name);
    },
    ownKeys(target) {
      listing = isListing();
      if (!listing) journal.read("variables", "all");
      return Reflect.ownKeys(target);
    },
    getOwnPropertyDescriptor(target, name) {
      if (listing && isListing()) described = String(name);
      else read(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    set(target, name, value) {
      own.add(String(name));
      return Reflect.set(target, name, value);
    },
    deleteProperty(target, name) {
      own.add(String(name));
      return Reflect.deleteProperty(target, name);
    },
  });
}
