import type { HealthLakeContext } from "../behaviour.ts";
import { isSupported } from "../supported-type.ts";
import { fhirError } from "./outcome.ts";

/** Addresses that are of no type. */
const OF_NO_TYPE = /^($|metadata$|\.well-known\/|_history$|_search$|export\/|\$)/;

/** 404 when an address is of a type that the data store does not take. */
export function refuseUnknownType(context: Pick<HealthLakeContext, "behaviour">, segments: readonly string[]): void {
  const [type = ""] = segments;
  if (!OF_NO_TYPE.test(segments.join("/")) && !isSupported(context, type))
    throw fhirError(404, "The resource type is not supported.");
}
