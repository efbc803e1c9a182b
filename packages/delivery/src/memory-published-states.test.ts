import { memoryPublishedStates } from "./memory-published-states.ts";
import { publishedStatesSuite } from "./published-states-suite.ts";

publishedStatesSuite(async () => memoryPublishedStates());
