import type { ItemChange } from "@tributary/change-event/item-change";
import type { EventContract, Validation } from "@tributary/contract/event-contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changeEvent } from "./change-event.ts";
import { sampleContract } from "./sample-contract-fixture.ts";

type Image = Readonly<Record<string, unknown>>;

/** The contract of things with an `id` and a `size`, which must be a positive number where there is one. */
const contract = {
  ...sampleContract("ThingChanged"),
  strict(detail: { readonly data: { readonly after: Image } }): Validation<unknown> {
    const { id, size = 1 } = detail.data.after;
    const isValid = typeof id === "string" && typeof size === "number" && size > 0;
    return isValid ? { valid: true, value: detail } : { valid: false, violations: [] };
  },
} as EventContract;

const change = (kind: ItemChange["change"]): ItemChange => ({
  ...{ change: kind, cause: "user", keys: { pk: "t" }, changeId: "change-1", identity: "stream|1" },
  ...{ sequence: "1".padStart(40, "0"), occurredAt: "2026-01-01T00:00:00.000Z" },
});
const event = (kind: ItemChange["change"], before?: Image, after?: Image) =>
  changeEvent(contract, change(kind), { key: { id: "t" }, subject: "Thing/t", before, after });

describe("the event of an item's change", () => {
  test("carries the change's identity, and begins a chain of causes unless the writer left an id", () => {
    expect(event("created", undefined, { id: "t", size: 1 })).toEqual({
      contract,
      data: { change: "created", key: { id: "t" }, after: { id: "t", size: 1 } },
      ...{ subject: "Thing/t", sequence: "1".padStart(40, "0"), identity: "stream|1" },
      ...{ correlationId: "change-1", causationId: "change-1", occurredAt: "2026-01-01T00:00:00.000Z" },
    });
    const named = { key: { id: "t" }, subject: "Thing/t", correlationId: "request-1" };
    expect(changeEvent(contract, change("deleted"), named)).toMatchObject({
      correlationId: "request-1",
      causationId: "change-1",
    });
  });

  test("is none if no published field changed", () => {
    expect(event("updated", { id: "t", size: 2 }, { id: "t", size: 2 })).toBeUndefined();
    expect(event("updated", { id: "t", size: 2 }, { id: "t", size: 3 })).toBeDefined();
  });

  test("leaves out of the before image what breaks the contract, so that the item can be corrected and deleted", () => {
    expect(event("deleted", { id: "t", size: -1 })?.data).toMatchObject({ before: { id: "t" } });
    expect(event("updated", { size: 3 }, { id: "t", size: 3 })?.data).toMatchObject({ before: { id: "t", size: 3 } });
  });

  test("tells of a valid image whose malformed predecessor nobody saw, though both say the same", () => {
    expect(event("updated", {}, { id: "t" })?.data).toMatchObject({ before: { id: "t" }, after: { id: "t" } });
  });

  test("exists for a change of a published field and for no other, whatever the images hold", () => {
    const image = fc.record({ id: fc.constant("t"), size: fc.integer({ min: -2, max: 2 }) });
    fc.assert(
      fc.property(image, image, (before, after) => {
        const found = event("updated", before, after);
        expect(found === undefined).toBe(before.size > 0 && before.size === after.size);
        const kept = (found?.data as { readonly before?: Image } | undefined)?.before;
        if (kept !== undefined) expect(contract.strict({ data: { after: kept } } as never).valid).toBe(true);
      }),
    );
  });
});
