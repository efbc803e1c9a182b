import { eventNumberSuite } from "./event-numbers-suite.ts";
import { memoryEventNumbers } from "./memory-event-numbers.ts";

eventNumberSuite(async askForCheck => memoryEventNumbers(askForCheck));
