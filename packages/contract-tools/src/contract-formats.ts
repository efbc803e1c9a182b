import { formats as ours } from "@tributary/contract/validator-runtime";
import { fullFormats } from "ajv-formats/dist/formats.js";

const patterns = Object.entries(fullFormats).flatMap(([name, format]) =>
  format instanceof RegExp ? [[name, format] as const] : [],
);

/**
 * The formats that a contract may use: what ajv-formats defines by a pattern, and the date and time formats, which it
 * defines by functions and the runtime brings itself.
 */
export const contractFormats: Readonly<Record<string, RegExp | ((text: string) => boolean)>> = {
  ...Object.fromEntries(patterns),
  ...ours,
};

/** Whether the runtime of the generated modules brings the format; any other is emitted as its pattern. */
export const isRuntimeFormat = (name: string): boolean => Object.hasOwn(ours, name);
