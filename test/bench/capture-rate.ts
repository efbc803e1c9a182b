import { startFlow } from "../flows/flow.ts";
import { cpuInTurns } from "./cpu-in-turns.ts";
import { puts } from "./observations.ts";

const SLICE = 200;
const ROUNDS = 24;
const WARM_UPS = 8;

/** Changes of the data store from write to applied, through the whole graph in this process; against those of the registry. */
export async function captureRate(): Promise<{ label: string; value: string }[]> {
  const store = startFlow({ behaviour: { cloudTrail: false } });
  const registry = startFlow();
  await store.settle();
  await registry.settle();
  const written = { store: 0, registry: 0 };
  const taken = await cpuInTurns(
    async () => {
      await store.fhir.batch(puts(written.store, SLICE));
      written.store += SLICE;
      await store.settle();
    },
    async () => {
      for (let index = 0; index < SLICE; index++) await registry.putPatient(`p-${written.registry++}`, "Rivers");
      await registry.settle();
    },
    { warmUps: WARM_UPS, rounds: ROUNDS },
  );
  const published = { store: store.publishedChanges().length, registry: registry.registryEvents().length };
  await store.cloud.stop();
  await registry.cloud.stop();
  if (published.store !== written.store || published.registry !== written.registry)
    throw new Error("Not every change was published once.");
  return [
    {
      label: "changes a second of CPU time in the data store, write to applied, one process",
      value: ((SLICE / taken.own) * 1_000).toFixed(0),
    },
    {
      label: "  ratio to the floor: changes of the registry's table, the same way",
      value: (1 / taken.ratio).toFixed(2),
    },
  ];
}
