/**
 * The operation of a request, by HealthLake's action names in IAM and CloudTrail; a description if there is no such
 * operation.
 */
export function operationOf(method: string, segments: readonly string[]): string {
  const [first, second, third] = segments;
  const last = segments.at(-1);
  const route = `${method} ${segments.length}`;
  if (last === "$export") return method === "GET" ? "StartFHIRExportJobWithGet" : "StartFHIRExportJobWithPost";
  if (last?.startsWith("$")) return last;
  if (first === "export" && route === "GET 2") return "DescribeFHIRExportJobWithGet";
  if (first === "export" && route === "DELETE 2") return "CancelFHIRExportJobWithDelete";
  if (first === "metadata" && route === "GET 1") return "GetCapabilities";
  if (route === "POST 0") return "ProcessBundle";
  if (second === "_search" && route === "POST 2") return "SearchWithPost";
  // IAM has no other action for the history of a type (docs.aws.amazon.com/service-authorization/latest/reference/list_awshealthlake.html).
  if ((second === "_history" && route === "GET 2") || (third === "_history" && route === "GET 3"))
    return "GetHistoryByResourceId";
  if (third === "_history" && route === "GET 4") return "VersionReadResource";
  return routes[route] ?? `${method} on ${segments.length} segments`;
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
