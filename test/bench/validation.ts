import { readdirSync, readFileSync } from "node:fs";
import type { EventContract } from "@tributary/contract/event-contract";
import { AddressChangedV1 } from "@tributary/contracts/address-changed.v1";
import { PatientRecordChangedV1 } from "@tributary/contracts/patient-record-changed.v1";

const contracts: Readonly<Record<string, EventContract>> = {
  "patient-record-changed.v1": PatientRecordChangedV1,
  "address-changed.v1": AddressChangedV1,
};
const count = 512;
const rounds = 61;

/** The cost of strict and of tolerant validation of distinct valid events, beside that of parsing their texts. */
export async function validation(): Promise<{ name: string; rows: { label: string; value: string }[] }> {
  const rows = Object.entries(contracts).flatMap(([stem, contract]) => {
    const texts = distinctEvents(stem);
    const values: unknown[] = texts.map(text => JSON.parse(text));
    const parse = perEvent(() => texts.every(text => JSON.parse(text) !== undefined));
    const strict = perEvent(() => values.every(value => contract.strict(value).valid));
    const tolerant = perEvent(() => values.every(value => contract.tolerant(value).valid));
    const beside = (time: number) => `${time.toFixed(0)} ns (${(time / parse).toFixed(2)}x JSON.parse)`;
    return [
      { label: `${contract.detailType}: JSON.parse`, value: `${parse.toFixed(0)} ns` },
      { label: `${contract.detailType}: strict`, value: beside(strict) },
      { label: `${contract.detailType}: tolerant`, value: beside(tolerant) },
    ];
  });
  return { name: `validation of ${count} distinct valid events, median per event`, rows };
}

/** The valid examples over and over, each time of another patient and another event. */
function distinctEvents(stem: string): string[] {
  const folder = new URL(`../../contracts/examples/${stem}/valid/`, import.meta.url);
  const examples = readdirSync(folder).map(name =>
    JSON.stringify(JSON.parse(readFileSync(new URL(name, folder), "utf8"))),
  );
  return Array.from({ length: count }, (_, index) =>
    examples[index % examples.length]!.replaceAll(/p-100\d/g, `p-${index}`).replace(
      /"eventId":"[0-9a-f]{32}"/,
      `"eventId":"${index.toString(16).padStart(32, "0")}"`,
    ),
  );
}

/** Median nanoseconds per event, after as many rounds to warm up. */
function perEvent(round: () => boolean): number {
  const times = Array.from({ length: rounds * 2 }, () => {
    const started = process.hrtime.bigint();
    if (!round()) throw new Error("an event of the benchmark is not valid");
    return Number(process.hrtime.bigint() - started) / count;
  });
  return times.slice(rounds).sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
}
