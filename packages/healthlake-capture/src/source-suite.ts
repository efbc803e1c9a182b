import type { Patient, ResourceType } from "@tributary/fhir/resource";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import type { Faults } from "@tributary/local-cloud/kernel/service";
import type { HealthLakeBehaviour, Notice, NoticeFate } from "@tributary/local-cloud/services/healthlake/behaviour";
import { fhirError } from "@tributary/local-cloud/services/healthlake/fhir/outcome";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ResourceChangedDetail } from "./versions/resource-changed-contract.ts";

/** The conditions that a source must survive. */
export interface SourceConditions {
  readonly behaviour?: Partial<HealthLakeBehaviour>;
  readonly faults?: Faults;
  /** Called after versions were claimed and before they are published: what it throws ends the invocation. */
  readonly beforePublish?: () => void;
}

/** A source of changes over a data store, under test. */
export interface SourceBench {
  /** Of somebody who writes. */
  readonly client: FhirClient;
  /** Events put on the bus, in order. */
  readonly published: () => readonly ResourceChangedDetail[];
  /** Lets that time pass. */
  readonly pass: (milliseconds: number) => Promise<void>;
  /** Lets the source do all there is to do, with what failed coming again as it would. */
  readonly settle: () => Promise<void>;
}

const patient = (id: string, more: Partial<Patient> = {}): Patient & { id: string } => ({
  resourceType: "Patient",
  id,
  ...more,
});

/**
 * The behaviour of every source of changes, whatever notices it gets and in whichever order. `seesDeletions`: whether it
 * finds a deletion that nothing follows.
 */
export function sourceSuite(
  open: (conditions: SourceConditions) => Promise<SourceBench>,
  { seesDeletions }: { readonly seesDeletions: boolean },
): void {
  /** Three Patients and an Observation; the first lives through everything. */
  async function write({ client, pass }: SourceBench): Promise<void> {
    await client.update(patient("a"));
    await client.update(patient("b"));
    // Twice in one second.
    await client.update(patient("a", { active: true }));
    await client.update(patient("a", { active: false }));
    await pass(1_500);
    await client.patch("Patient", "a", [{ op: "add", path: "/gender", value: "other" }]);
    await client.update(patient("c"));
    await client.delete("Patient", "a");
    await pass(700);
    await client.update(patient("a"));
    await client.update({ resourceType: "Observation", id: "a", status: "final", code: { text: "Weight" } });
    if (seesDeletions) await client.delete("Patient", "b");
    else await client.update(patient("b", { active: true }));
  }

  /** Every version of every resource, in order; each once unless `twice` says how often one may come again, as the same event. */
  async function expectHistory({ client, published }: SourceBench, twice = 0): Promise<void> {
    const events = published();
    for (const [type, id] of [
      ["Patient", "a"],
      ["Patient", "b"],
      ["Patient", "c"],
      ["Observation", "a"],
    ] as const) {
      const told = events
        .filter(({ data: { key } }) => key.resourceType === type && key.id === id)
        .map(({ data }) => `${data.versionId} ${data.change}`);
      expect([...new Set(told)]).toEqual(await changesOf(client, type, id));
    }
    const ids = new Set(events.map(({ metadata }) => metadata.eventId));
    expect(events.length - ids.size).toBeLessThanOrEqual(twice);
  }

  /** Writes, lets the source work, and compares. */
  async function play(conditions: SourceConditions, twice = 0): Promise<SourceBench> {
    const bench = await open(conditions);
    await write(bench);
    await bench.settle();
    await expectHistory(bench, twice);
    return bench;
  }
  const fate = (notice: (notice: Notice) => NoticeFate) => ({ behaviour: { notice } });

  describe("a source", () => {
    test("has every version of every resource published, once and in order", async () => {
      await play({});
    });

    test("publishes nothing again for duplicates", async () => {
      let told = 0;
      await play(fate(() => ({ copies: 2 + (told++ % 2) })));
    });

    test("has them published in order when notices overtake each other", async () => {
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.nat(4_000)), async delays => {
          await play(fate(() => ({ copies: 2, delayMs: delays.next().value ?? 0 })));
        }),
        { numRuns: 10 },
      );
    });

    test("retries through a 429 and a 500", async () => {
      const statuses = [429, 500];
      let writing = true;
      const bench = await open({
        faults: {
          before: service => {
            if (writing || service !== "healthlake-fhir") return;
            const status = statuses.shift();
            if (status !== undefined) throw fhirError(status, "Not now.");
          },
        },
      });
      await write(bench);
      writing = false;
      await bench.settle();
      expect(statuses).toEqual([]);
      await expectHistory(bench);
    });

    test("returns to changes that failed for longer than calls are retried", async () => {
      let left = 25;
      let writing = true;
      const bench = await open({
        faults: {
          before: service => {
            if (!writing && service === "healthlake-fhir" && left-- > 0) throw fhirError(503, "Not now.");
          },
        },
      });
      await write(bench);
      writing = false;
      await bench.settle();
      expect(left).toBeLessThan(0);
      await expectHistory(bench);
    });

    test("loses nothing when it is killed between claim and publish", async () => {
      let kills = 3;
      const bench = await play({
        beforePublish: () => {
          if (kills-- > 0) throw new Error("Killed.");
        },
      });
      expect(kills).toBeLessThan(0);
      // A second time there is nothing to do.
      const before = bench.published().length;
      await bench.settle();
      expect(bench.published()).toHaveLength(before);
    });
  });
}

/** What became of a resource by its history: `1 created`, `2 updated` … */
async function changesOf(client: FhirClient, type: ResourceType, id: string): Promise<string[]> {
  const history = (await Array.fromAsync(client.history(type, id))).reverse();
  return history.map(({ versionId, change }, index) => {
    if (change === "delete") return `${versionId} deleted`;
    // A PUT where nothing is, or is any more, creates.
    const isThere = index > 0 && history[index - 1]?.change !== "delete";
    return `${versionId} ${isThere ? "updated" : "created"}`;
  });
}
