import { createFhirClient, type FhirClient } from "./fhir-client.ts";

/**
 * A client of a data store with the region and endpoint that the AWS SDK would take from the environment
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). No attempt starts or lasts beyond `budgetMs`.
 */
export function clientFromEnvironment(datastoreId: string, { budgetMs }: { readonly budgetMs: number }): FhirClient {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_HEALTHLAKE } = process.env;
  const region = AWS_REGION ?? AWS_DEFAULT_REGION;
  if (region === undefined) throw new Error("AWS_REGION is not set.");
  const endpoint = AWS_ENDPOINT_URL_HEALTHLAKE ?? AWS_ENDPOINT_URL;
  return createFhirClient({
    region,
    datastoreId,
    retry: { budgetMs },
    timeoutMs: budgetMs,
    ...(endpoint !== undefined && { endpoint }),
  });
}
