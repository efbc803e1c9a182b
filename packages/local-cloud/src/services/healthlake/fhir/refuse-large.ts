import type { HealthLakeContext } from "../behaviour.ts";
import { fhirError } from "./outcome.ts";
import type { FhirRequest } from "./scope.ts";

/** Refuses a request with a body above the data store's limit. */
export function refuseLarge({ behaviour }: HealthLakeContext, { body }: FhirRequest): void {
  const { maxRequestBytes } = behaviour;
  if (maxRequestBytes !== undefined && body.length > maxRequestBytes)
    throw fhirError(413, `The body has more than ${maxRequestBytes} bytes.`);
}
