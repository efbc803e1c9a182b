import { type Json, openHealthLake } from "@tributary/testkit/open-healthlake";
import * as fc from "fast-check";
import { expect, it } from "vitest";

/** The plainest store: every version in a list, deletes included. */
interface ModelVersion {
  readonly active: number | undefined;
  readonly at: number;
}
type Model = Map<string, ModelVersion[]>;

const ids = ["a", "b", "c"];
const LAG = 2_000;
const id = fc.constantFrom(...ids);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("put" as const), id, value: fc.integer({ min: 0, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("patch" as const), id, value: fc.integer({ min: 0, max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("match" as const), id, version: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("abort" as const), id }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(1, 700, 2_000) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Lake = ReturnType<typeof openHealthLake>;

const patient = (id: string, value: number) => ({ resourceType: "Patient", id, multipleBirthInteger: value });
const latest = (model: Model, id: string) => model.get(id)?.at(-1);

/** Takes a step in both, and compares what they say to it. */
async function take(lake: Lake, model: Model, one: Step): Promise<void> {
  const { send, clock } = lake;
  const write = (id: string, active: number | undefined) =>
    model.set(id, [...(model.get(id) ?? []), { active, at: clock.now() }]);
  if (one.do === "wait") {
    await clock.advance(one.ms);
    return;
  }
  const before = latest(model, one.id);
  const there = before?.active !== undefined;
  const path = `Patient/${one.id}`;
  if (one.do === "put") {
    expect((await send("PUT", path, patient(one.id, one.value))).status).toBe(there ? 200 : 201);
    write(one.id, one.value);
  } else if (one.do === "delete") {
    expect((await send("DELETE", path)).status).toBe(before ? 204 : 404);
    if (there) write(one.id, undefined);
  } else if (one.do === "patch") {
    const operation = [{ op: "add", path: "/multipleBirthInteger", value: one.value }];
    const { status } = await send("PATCH", path, operation, { "content-type": "application/json-patch+json" });
    expect(status).toBe(there ? 200 : before ? 410 : 404);
    if (there) write(one.id, one.value);
  } else if (one.do === "match") {
    const fits = model.get(one.id)?.length === one.version;
    const { status } = await send("PUT", path, patient(one.id, 9), { "if-match": `W/"${one.version}"` });
    expect(status).toBe(fits ? (there ? 200 : 201) : 412);
    if (fits) write(one.id, 9);
  } else {
    const entry = [
      { request: { method: "PUT", url: path }, resource: patient(one.id, 5) },
      { request: { method: "GET", url: "Patient/nobody" } },
    ];
    expect((await send("POST", "", { resourceType: "Bundle", type: "transaction", entry })).status).toBe(404);
  }
}

/** Everything that can be read agrees. */
async function compare({ get, clock, find }: Lake, model: Model): Promise<void> {
  for (const id of ids) {
    const versions = model.get(id) ?? [];
    const last = versions.at(-1);
    const { status, body } = await get(`Patient/${id}`);
    expect(status).toBe(last === undefined ? 404 : last.active === undefined ? 410 : 200);
    if (last?.active !== undefined)
      expect([body.multipleBirthInteger, body.meta.versionId]).toEqual([last.active, String(versions.length)]);
    const history = await get(`Patient/${id}/_history?_count=100`);
    const told = history.status === 404 ? [] : history.body.entry;
    expect(told.map((entry: Json) => entry.resource?.multipleBirthInteger).reverse()).toEqual(
      versions.map(({ active }) => active),
    );
  }
  const indexed = ids.filter(id => {
    const last = latest(model, id);
    return last?.active !== undefined && last.at + LAG <= clock.now();
  });
  expect(await find("Patient?_sort=_id")).toEqual(indexed);
  const middle = clock.now() - 3_000;
  const recent = indexed.filter(id => (latest(model, id)?.at ?? 0) >= middle);
  expect(await find(`Patient?_sort=_id&_lastUpdated=ge${new Date(middle).toISOString()}`)).toEqual(recent);
  expect(await find(`Patient?_id=${ids.join(",")}&_sort=_id`)).toEqual(indexed);
}

it("agrees with a plain list of versions after any sequence of writes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
      const lake = openHealthLake({ indexLagMs: LAG, cloudTrail: false });
      const model: Model = new Map();
      for (const one of steps) {
        await take(lake, model, one);
        await compare(lake, model);
      }
      await lake.stop();
    }),
    { numRuns: 60 },
  );
});
