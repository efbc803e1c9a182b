import { memoryPayloadStore } from "./memory-payload-store.ts";
import { payloadStoreSuite } from "./payload-store-suite.ts";

payloadStoreSuite(async () => memoryPayloadStore());
