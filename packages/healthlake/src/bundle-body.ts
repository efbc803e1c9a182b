import type { Bundle } from "@tributary/fhir/resource";
import { FhirError } from "./fhir-error.ts";
import type { FhirResponse } from "./fhir-request.ts";
import { resourceBody } from "./resource-body.ts";

/**
 * The Bundle in an answer. Throws a FhirError if there is none, or if its entries or links are malformed: unreadable content
 * would pass for "nothing found".
 */
export function bundleBody(response: Pick<FhirResponse, "status" | "body">, interaction: string): Bundle {
  const bundle = resourceBody<Bundle>(response, "Bundle", interaction);
  const { entry = [], link = [] } = bundle as { readonly entry?: unknown; readonly link?: unknown };
  if (isListOf(entry, isEntry) && isListOf(link, isRecord)) return bundle;
  throw new FhirError({ kind: "unreadable", interaction, status: response.status });
}

function isEntry(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { resource = {}, request = {}, response = {}, search = {} } = value;
  return [resource, request, response, search].every(isRecord);
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

/** Whether a value is an object of JSON. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
