import { hex32 } from "@tributary/bus/event-id";
import { assertDecider } from "@tributary/testkit/assert-decider";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StoredVersion } from "../ledger/ledger.ts";
import { changesAfter, decide, isCaptured, resourceChanged, versionNumber } from "./resource-changes.ts";
import { sampleContract } from "./sample-contract-fixture.ts";

const lastUpdated = "2026-01-01T00:00:00.000Z";
const cause = (causedBy: string, version?: number, next?: "delete") => ({
  origin: "patient-registry",
  causedBy,
  correlationId: `c-${causedBy}`,
  ...(version !== undefined && { version }),
  ...(next && { next }),
});
const stored = (versionId: number, provenance?: StoredVersion["provenance"]): StoredVersion => ({
  versionId,
  deleted: false,
  lastUpdated,
  ...(provenance && { provenance }),
});
const deletion = (versionId: number): StoredVersion => ({ versionId, deleted: true, lastUpdated });
const told = (head: StoredVersion | undefined, ...versions: StoredVersion[]) =>
  changesAfter(head, versions).map(({ version, op, echoOf }) => [version.versionId, op, echoOf?.causedBy]);

/** Any history, from its first version on. */
const history = fc
  .array(
    fc.record({
      isDeletion: fc.boolean(),
      provenance: fc.option(
        fc.record({
          causedBy: fc.constantFrom("a", "b"),
          version: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
          next: fc.constantFrom("delete" as const, undefined),
        }),
        { nil: undefined },
      ),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map(steps =>
    steps.map(({ isDeletion, provenance }, index) =>
      isDeletion && index > 0
        ? deletion(index + 1)
        : stored(index + 1, provenance && cause(provenance.causedBy, provenance.version, provenance.next)),
    ),
  );

describe("the change of a version", () => {
  test("create, update, delete and create again", () => {
    expect(told(undefined, stored(1), stored(2), deletion(3), stored(4))).toEqual([
      [1, "create", undefined],
      [2, "update", undefined],
      [3, "delete", undefined],
      [4, "create", undefined],
    ]);
    expect(told(stored(4), stored(5))).toEqual([[5, "update", undefined]]);
    expect(told(deletion(4), stored(5))).toEqual([[5, "create", undefined]]);
  });

  test("is an echo in the version written for the cause, and in no other with its tags", () => {
    const history = [
      stored(1, cause("a", 1)),
      stored(2, cause("a", 1)), // Edited by somebody else.
      stored(3, cause("b", 3)),
      stored(4, cause("a", 1)), // Restored by somebody else.
      deletion(5),
      stored(6, cause("a", 1)),
      stored(7, cause("b")), // By a writer that could not know the number.
    ];
    expect(told(undefined, ...history).map(([, , echoOf]) => echoOf)).toEqual([
      ...["a", undefined, "b", undefined, undefined, undefined, undefined],
    ]);
    expect(told(deletion(5), stored(6, cause("a", 6)))).toEqual([[6, "create", "a"]]);
  });

  test("is an echo in a deletion that the version before announced, if that was written so itself", () => {
    expect(told(stored(1, cause("a", 1, "delete")), deletion(2))).toEqual([[2, "delete", "a"]]);
    expect(told(stored(3, cause("a", 1, "delete")), deletion(4))).toEqual([[4, "delete", undefined]]);
    expect(told(stored(1, cause("a", 1)), deletion(2))).toEqual([[2, "delete", undefined]]);
    expect(told(undefined, deletion(2))).toEqual([[2, "delete", undefined]]);
  });

  test("is done once by a version that came twice", () => {
    expect(told(undefined, stored(2), stored(1, cause("a", 1)), stored(1, cause("a", 1)))).toEqual([
      [1, "create", "a"],
      [2, "update", undefined],
    ]);
    expect(told(stored(1), deletion(2), deletion(2), stored(3), stored(3))).toEqual([
      [2, "delete", undefined],
      [3, "create", undefined],
    ]);
  });

  test("is the same in parts, in any order, as in one", () => {
    fc.assert(
      fc.property(history, fc.nat(), (versions, cut) => {
        const at = cut % (versions.length + 1);
        const whole = changesAfter(undefined, versions);
        const parts = [
          ...changesAfter(undefined, versions.slice(0, at)),
          ...changesAfter(versions[at - 1], versions.toReversed()),
        ];
        expect(parts).toEqual(whole);
      }),
    );
  });

  test("ends with the same change when only the last two are known", () => {
    fc.assert(
      fc.property(history, versions => {
        const expected = changesAfter(undefined, versions).slice(-1);
        const known = versions.slice(-2);
        expect(decide({ versions: known, leaveOutBefore: Number.POSITIVE_INFINITY }, undefined)).toEqual(expected);
        expect(decide({ versions: known, republish: true }, versions.at(-1))).toEqual(expected);
        expect(decide({ versions: known, leaveOutBefore: Number.POSITIVE_INFINITY }, versions.at(-1))).toEqual([]);
      }),
    );
  });
});

test("what to publish depends on the versions and the head alone, which stay unchanged", () => {
  const head = fc.option(
    history.map(versions => versions.at(-1)),
    { nil: undefined },
  );
  const inputs = fc.record({ versions: history, republish: fc.boolean(), leaveOutBefore: fc.constant(Infinity) });
  assertDecider({ decide }, { inputs, states: head });
});

describe("the event of a version", () => {
  const key = { datastoreId: "0af7651916cd43dd8448eb211c80319c", resourceType: "Patient", id: "p" };

  test("is named by data store, resource, version and operation", () => {
    const [change] = changesAfter(stored(11), [stored(12)]);
    expect(resourceChanged(sampleContract, key, change!, "reconcile", hex32)).toMatchObject({
      data: { change: "updated", key, versionId: "12", lastUpdated, origin: "reconcile", echo: false },
      subject: "Patient/p",
      sequence: `${"0".repeat(38)}12`,
      identity: `${key.datastoreId}/Patient/p/12/update`,
      occurredAt: lastUpdated,
    });
  });

  test("says whom the version is about, of a deletion the version before, and is silent where that is not at hand", () => {
    const about = (versionId: number, patient: string) => ({ ...stored(versionId), patient });
    const told = (head: StoredVersion | undefined, ...versions: StoredVersion[]) =>
      changesAfter(head, versions).map(change => {
        const { data } = resourceChanged(sampleContract, key, change, "subscription", hex32);
        return [data.versionId, data.patient];
      });
    expect(told(undefined, about(1, "a"), about(2, "b"), deletion(3), stored(4))).toEqual([
      ["1", "a"],
      ["2", "b"],
      ["3", "b"],
      ["4", undefined],
    ]);
    expect(told(stored(1), about(1, "a"), deletion(2))).toEqual([["2", "a"]]);
    expect(told(about(1, "a"), deletion(2))).toEqual([["2", undefined]]);
  });

  test("passes its cause on, or else starts with an opaque id", () => {
    const [echo] = changesAfter(undefined, [stored(1, cause("a", 1))]);
    expect(resourceChanged(sampleContract, key, echo!, "subscription", hex32)).toMatchObject({
      correlationId: "c-a",
      causationId: "a",
      data: { echo: true },
    });
    const [own] = changesAfter(undefined, [stored(1)]);
    const { correlationId, causationId } = resourceChanged(sampleContract, key, own!, "subscription", hex32);
    expect(correlationId).toMatch(/^[0-9a-f]{32}$/);
    expect(causationId).toBe(correlationId);
  });
});

test.each([
  ["1", 1],
  ["999999999999999", 999_999_999_999_999],
  ["0", undefined],
  ["01", undefined],
  ["1.5", undefined],
  ["v1", undefined],
  ["", undefined],
  ["9".repeat(16), undefined],
  [undefined, undefined],
])("the version %j has the number %j", (versionId, expected) => {
  expect(versionNumber(versionId)).toBe(expected);
});

test("everything is captured but the subscriptions themselves", () => {
  expect(["Patient", "Tricorder", "Basic"].filter(isCaptured)).toHaveLength(3);
  expect(["Subscription", "SubscriptionTopic"].filter(isCaptured)).toEqual([]);
});
