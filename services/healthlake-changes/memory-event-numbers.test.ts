import { eventNumberSuite } from "./event-number-suite.ts";
import { memoryEventNumbers } from "./memory-event-numbers.ts";

eventNumberSuite(async askForCheck => memoryEventNumbers(askForCheck));
