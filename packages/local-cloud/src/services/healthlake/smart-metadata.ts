import { isObject } from "./resources/resource.ts";

/**
 * `Metadata` of an identity provider: a JSON object; undefined if it is none.
 * https://docs.aws.amazon.com/healthlake/latest/APIReference/API_IdentityProviderConfiguration.html
 */
export function smartMetadata(text: unknown): object | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
