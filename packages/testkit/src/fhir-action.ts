/**
 * What a request to a data store asks for, as IAM has it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awshealthlake.html
 */
export function fhirAction(method: string, url: string): string {
  const path = new URL(url).pathname.replace(/^.*\/r4\//, "");
  if (path.endsWith("/_search")) return "healthlake:SearchWithPost";
  if (path.includes("/_history/")) return "healthlake:VersionReadResource";
  if (path.endsWith("/_history")) return "healthlake:GetHistoryByResourceId";
  if (path === "metadata") return "healthlake:GetCapabilities";
  const reads = path.includes("/") ? "ReadResource" : "SearchWithGet";
  const actions: Readonly<Record<string, string>> = {
    GET: reads,
    POST: path === "" ? "ProcessBundle" : "CreateResource",
    PUT: "UpdateResource",
    PATCH: "PatchResource",
    DELETE: "DeleteResource",
  };
  return `healthlake:${actions[method] ?? method}`;
}
