import { invalid } from "./validation.ts";

/** Entries of a page, at most and unless told. https://docs.aws.amazon.com/healthlake/latest/APIReference/API_ListFHIRDatastores.html */
const MAX_RESULTS = 500;

/** `MaxResults`. */
export function readLimit(value: number | undefined): number {
  if (value === undefined) return MAX_RESULTS;
  if (!Number.isInteger(value) || value < 1 || value > MAX_RESULTS)
    throw invalid(`MaxResults is not a number from 1 to ${MAX_RESULTS}.`);
  return value;
}
