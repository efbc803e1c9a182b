import type { Mapping } from "./mapping.ts";
import { patientMapping } from "./patient-mapping.ts";

/** All mappings, one per line. See docs/mappings.md. */
export const mappings: readonly Mapping[] = [patientMapping];
