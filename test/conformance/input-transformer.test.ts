import { existsSync, readFileSync } from "node:fs";
import { targetInput } from "@tributary/local-cloud/services/events/inputs/target-input";
import type { Event } from "@tributary/local-cloud/services/events/puts/event";
import { describe, expect, it } from "vitest";

interface Recording {
  readonly id: string;
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: object;
  readonly inputPathsMap: Readonly<Record<string, string>>;
  readonly inputTemplate: string;
  readonly awsBodies: readonly unknown[];
  /** Whether the recording holds a delivered body. */
  readonly usable: boolean;
}

const vectors = new URL("../../../shared/vectors/eventbridge/input-transformer.json", import.meta.url);
const present = existsSync(vectors);
if (!present) console.warn("skipped: vectors not present");
const recordings = present ? (JSON.parse(readFileSync(vectors, "utf8")) as Recording[]) : [];

describe.skipIf(!present)("input transformers give what AWS delivered", () => {
  it.each(recordings.filter(({ usable }) => usable))("$inputTemplate", recording => {
    const event: Event = {
      version: "0",
      id: "1",
      account: "000000000000",
      time: "2026-01-01T00:00:00Z",
      region: "us-east-1",
      resources: [],
      source: recording.source,
      "detail-type": recording["detail-type"],
      detail: recording.detail,
    };
    const { inputPathsMap: InputPathsMap, inputTemplate: InputTemplate } = recording;
    const rule = { arn: "arn:aws:events:us-east-1:000000000000:rule/rule", name: "rule" };
    const body = targetInput(
      { InputTransformer: { InputPathsMap, InputTemplate } },
      { event, text: JSON.stringify(event), rule, acceptedAt: 0 },
    );
    const [delivered] = recording.awsBodies;
    expect(typeof delivered === "string" ? body : JSON.parse(body ?? "null")).toEqual(delivered);
  });
});
