import { createHmac } from "node:crypto";
import type { Random } from "../kernel/random.ts";

/** The keys of functions, which are good until the cloud stops. */
export interface FunctionKeys {
  secretOf(functionName: string): string;
}

/** What a function's access key id starts with; its name follows. */
const FUNCTION_KEY = "LOCAL";

/** The access key id of a function, by its name. */
export const functionKeyId = (functionName: string): string => `${FUNCTION_KEY}${functionName}`;

/** The name of the function that an access key id stands for; undefined where it stands for something else. */
export function functionOfKey(accessKeyId: string): string | undefined {
  return accessKeyId.startsWith(FUNCTION_KEY) ? accessKeyId.slice(FUNCTION_KEY.length) : undefined;
}

/** Keys by chance: a secret for each function. */
export function functionKeys(random: Random): FunctionKeys {
  const seed = random.bytes(32);
  return { secretOf: name => createHmac("sha256", seed).update(name).digest("base64") };
}
