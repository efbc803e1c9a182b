import type { FunctionAddress } from "@tributary/local-cloud/local-cloud";

/** A line for each function URL; none where there is none. */
export function functionAddresses(addresses: readonly FunctionAddress[]): string[] {
  return addresses.map(({ functionName, url }) => `${functionName} answers at ${url}`);
}
