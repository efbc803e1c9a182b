import type { RecordedResource } from "@tributary/synth/recorded-resource";

/** Where function URLs are below a local cloud's own. */
const FUNCTION_URLS = "_lambda-url";

/** Resources whose outputs have the addresses that function URLs have on a local cloud: sst shows them, and gives them to commands. */
export function localAddresses(resources: readonly RecordedResource[], endpoint: string): RecordedResource[] {
  const addresses = resources
    .filter(({ type }) => type === "aws:lambda/functionUrl:FunctionUrl")
    .map(({ outputs }): [string, string] => [
      String(outputs.functionUrl),
      new URL(`${FUNCTION_URLS}/${outputs.urlId}/`, endpoint).href,
    ]);
  const local = (value: unknown): unknown => {
    if (typeof value === "string") return addresses.reduce((text, [aws, here]) => text.replaceAll(aws, here), value);
    if (Array.isArray(value)) return value.map(local);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, local(held)]));
  };
  if (addresses.length === 0) return [...resources];
  return resources.map(resource => ({ ...resource, outputs: local(resource.outputs) as RecordedResource["outputs"] }));
}
