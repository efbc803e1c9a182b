import type { Mapping } from "./mapping.ts";
import { patientMapping } from "./patient-mapping.ts";

/** What becomes of the items that this service hears of: a line for each mapping. See docs/mappings.md. */
export const mappings: readonly Mapping[] = [patientMapping];
