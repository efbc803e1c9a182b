import { describe } from "vitest";
import { identitiesSuite } from "./identities-suite.ts";
import { memoryIdentities } from "./memory-identities.ts";

describe("identities in memory", () => identitiesSuite(async () => memoryIdentities()));
