import { formats as ours } from "@tributary/contract/validator-runtime";
import { fullFormats } from "ajv-formats/dist/formats.js";

const patterns = Object.fromEntries(
  Object.entries(fullFormats).flatMap(([name, format]) => (format instanceof RegExp ? [[name, format]] : [])),
);

/** A URI is a URI reference that begins with a scheme (RFC 3986, sections 3 and 4.1); like ajv-formats, with something after it. */
const uri = new RegExp(`^(?=[a-z][a-z0-9+.-]*:[^?#])${patterns["uri-reference"]!.source.replace(/^\^/, "")}`, "i");

/**
 * The formats that a contract may use: what ajv-formats defines by a pattern, and the date and time formats, which it
 * defines by functions and the runtime brings itself.
 */
export const contractFormats: Readonly<Record<string, RegExp | ((text: string) => boolean)>> = {
  ...patterns,
  uri,
  ...ours,
};

/** Whether the runtime of the generated modules brings the format; any other is emitted as its pattern. */
export const isRuntimeFormat = (name: string): boolean => Object.hasOwn(ours, name);
