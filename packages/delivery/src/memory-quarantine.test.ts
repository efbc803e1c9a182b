import { memoryQuarantine } from "./memory-quarantine.ts";
import { quarantineSuite } from "./quarantine-suite.ts";

quarantineSuite(async () => {
  const { quarantine, objects, reports } = memoryQuarantine();
  return { quarantine, objects: async () => Object.fromEntries(objects), reports: async () => reports };
});
