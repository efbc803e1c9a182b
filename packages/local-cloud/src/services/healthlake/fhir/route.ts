import { named } from "./parameter-name.ts";

/**
 * The operation of a request, by HealthLake's action names in IAM and CloudTrail; a description if there is no such
 * operation.
 */
export function operationOf(method: string, segments: readonly string[]): string {
  const [first, second, third] = segments;
  const last = segments.at(-1);
  const route = `${method} ${segments.length}`;
  const unknown = unknownAddress(method, segments);
  if (unknown !== undefined) return unknown;
  if (last === "$export") return method === "GET" ? "StartFHIRExportJobWithGet" : "StartFHIRExportJobWithPost";
  if (last?.startsWith("$")) return `$${named(last.slice(1))}`;
  if (first === "export" && route === "GET 2") return "DescribeFHIRExportJobWithGet";
  if (first === "export" && route === "DELETE 2") return "CancelFHIRExportJobWithDelete";
  if (first === "metadata" && route === "GET 1") return "GetCapabilities";
  if (first === ".well-known")
    return route === "GET 2" && second === "smart-configuration"
      ? SMART_CONFIGURATION
      : `${method} on [base]/.well-known`;
  if (route === "POST 0") return "ProcessBundle";
  if (second === "_search" && route === "POST 2") return "SearchWithPost";
  // IAM has no other action for the history of a type (docs.aws.amazon.com/service-authorization/latest/reference/list_awshealthlake.html).
  if ((second === "_history" && route === "GET 2") || (third === "_history" && route === "GET 3"))
    return "GetHistoryByResourceId";
  if (third === "_history" && route === "GET 4") return "VersionReadResource";
  return routes[route] ?? `${method} on ${segments.length} segments`;
}

/** It is no action of IAM: whoever reaches a data store may have it. */
export const SMART_CONFIGURATION = "GetSmartConfiguration";

/**
 * The name of an interaction of FHIR that HealthLake does not list among its own; undefined if the address is of no such one.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/crud-healthlake.html
 */
function unknownAddress(method: string, segments: readonly string[]): string | undefined {
  const [first, , third, last] = segments;
  const route = `${method} ${segments.length}`;
  if (first === "_history") return "history of the whole system ([base]/_history)";
  if (first === "_search" || route === "GET 0") return "search across types ([base]?_type=, [base]/_search)";
  const searches = route === "GET 3" || (route === "POST 4" && last === "_search");
  if ((searches && /^([A-Z]|\*$)/.test(third ?? "")) || (route === "POST 3" && third === "_search"))
    return "search of a compartment ([type]/[id]/[type])";
  if (route === "PATCH 1") return "conditional patch ([type]?[criteria])";
  return undefined;
}

/** By method and number of segments. */
const routes: Readonly<Record<string, string>> = {
  "GET 1": "SearchWithGet",
  "POST 1": "CreateResource",
  "PUT 1": "UpdateResource",
  "DELETE 1": "DeleteResource",
  "GET 2": "ReadResource",
  "PUT 2": "UpdateResource",
  "PATCH 2": "PatchResource",
  "DELETE 2": "DeleteResource",
};
