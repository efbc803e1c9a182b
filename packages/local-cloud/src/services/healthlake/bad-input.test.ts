import { type Json, openHealthLake } from "@tributary/testkit/open-healthlake";
import { describe, expect, it } from "vitest";

const patient = (id: string, more: object = {}) => ({ resourceType: "Patient", id, ...more });
const put = (path: string, resource: object, more: object = {}) => ({
  request: { method: "PUT", url: path, ...more },
  resource,
});
const bundle = (type: string, entry: readonly object[]) => ({ resourceType: "Bundle", type, entry });
const long = "x".repeat(65);

/** What may not be written: where to, the resource, headers, and how each is refused. */
const refused: readonly (readonly [string, string, object, { ifMatch?: string }, number, string | undefined])[] = [
  ["an element of another type", "Patient/a", patient("a", { active: "Chalmers" }), {}, 400, "/active"],
  ["an element that FHIR does not know", "Patient/a", patient("a", { nickname: "Chalmers" }), {}, 400, "/nickname"],
  [
    "an element that lacks",
    "Observation/a",
    { resourceType: "Observation", id: "a", status: "final" },
    {},
    400,
    "/code",
  ],
  ["an unknown type", "Wizard/a", { resourceType: "Wizard", id: "a" }, {}, 404, undefined],
  ["another type than the address", "Patient/a", { resourceType: "Basic", id: "a" }, {}, 400, "/resourceType"],
  ["another id than the address", "Patient/a", patient("b"), {}, 400, "/id"],
  ["an id over 64 characters", `Patient/${long}`, patient(long), {}, 400, undefined],
  ["a version that is not the current one", "Patient/there", patient("there"), { ifMatch: 'W/"7"' }, 412, undefined],
  ["a version of what is not there", "Patient/a", patient("a"), { ifMatch: 'W/"1"' }, 412, undefined],
  ["a version that is none", "Patient/there", patient("there"), { ifMatch: "Chalmers" }, 400, undefined],
];

async function openWithOne() {
  const lake = openHealthLake({ cloudTrail: false });
  await lake.send("PUT", "Patient/there", patient("there"));
  const rows = () =>
    lake.cloud.context.store.prepare("SELECT type, id, version FROM healthlake_versions ORDER BY seq").all();
  return { ...lake, written: () => rows().map(({ type, id, version }) => `${type}/${id}/${version}`) };
}

describe.each(refused)("%s", (_what, path, resource, more, status, pointer) => {
  const headers = more.ifMatch === undefined ? {} : { "if-match": more.ifMatch };

  it("is refused by its place, and nothing is written", async () => {
    const { send, written } = await openWithOne();
    const { body, ...answer } = await send("PUT", path, resource, headers);
    expect(answer.status).toBe(status);
    expect(body).toMatchObject({ resourceType: "OperationOutcome", issue: [{ severity: "error" }] });
    expect(body.issue[0].expression?.[0]).toBe(pointer);
    expect(JSON.stringify(body)).not.toMatch(/Chalmers|xxx/);
    expect(written()).toEqual(["Patient/there/1"]);
  });

  it("is refused in a batch, by its entry, and its neighbours are written", async () => {
    const { send, written } = await openWithOne();
    const entries = [put("Patient/one", patient("one")), put(path, resource, more), put("Patient/two", patient("two"))];
    const { body } = await send("POST", "", bundle("batch", entries));
    expect(body.entry.map((entry: Json) => entry.response.status)).toEqual(["201", String(status), "201"]);
    expect(body.entry[1].response.outcome.issue[0].expression?.[0]).toBe(pointer);
    expect(written()).toEqual(["Patient/there/1", "Patient/one/1", "Patient/two/1"]);
  });

  it("takes a whole transaction along, and the refusal names its entry", async () => {
    const { send, written } = await openWithOne();
    const entries = [put("Patient/one", patient("one")), put("Patient/two", patient("two")), put(path, resource, more)];
    const answer = await send("POST", "", bundle("transaction", entries));
    expect(answer.status).toBe(status);
    const place = pointer === undefined ? "/entry/2" : `/entry/2/resource${pointer}`;
    expect(answer.body.issue[0].expression).toEqual([place]);
    expect(written()).toEqual(["Patient/there/1"]);
  });
});

describe("a reference to nowhere", () => {
  const observation = (subject: string) => ({
    ...{ resourceType: "Observation", id: "o", status: "final", code: { text: "c" } },
    subject: { reference: subject },
  });

  it("is kept unchanged: its target may come later, or be elsewhere", async () => {
    const { send, get } = await openWithOne();
    expect((await send("PUT", "Observation/o", observation("Patient/nobody"))).status).toBe(201);
    expect((await get("Observation/o")).body.subject).toEqual({ reference: "Patient/nobody" });
  });

  it("is rejected by its entry when a transaction has to find it by criteria", async () => {
    const { send, written } = await openWithOne();
    const entries = [
      put("Patient/one", patient("one")),
      put("Observation/o", observation("Patient?identifier=urn:mrn|Chalmers")),
    ];
    const { status, body } = await send("POST", "", bundle("transaction", entries));
    expect([status, body.issue[0].expression]).toEqual([412, ["/entry/1/resource"]]);
    expect(JSON.stringify(body)).not.toContain("Chalmers");
    expect(written()).toEqual(["Patient/there/1"]);
  });
});

describe("a Bundle that is refused whole writes nothing", () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => put(`Patient/p-${at}`, patient(`p-${at}`)));
  const twice = (fullUrl: string) => many(3).map(entry => ({ ...entry, fullUrl }));

  it.each([
    ["over 160 entries in a batch", bundle("batch", many(161)), 422, undefined],
    ["over 100 entries in a transaction", bundle("transaction", many(101)), 422, undefined],
    ["a fullUrl that comes again", bundle("transaction", twice("urn:uuid:1")), 400, "/entry/1/fullUrl"],
    ["a resource that comes again", bundle("transaction", [...many(1), ...many(1)]), 400, "/entry/1"],
    ["a list of entries that is none", { resourceType: "Bundle", type: "batch", entry: {} }, 400, "/entry"],
  ])("%s", async (_what, body, status, pointer) => {
    const { send, written } = await openWithOne();
    const answer = await send("POST", "", body);
    expect([answer.status, answer.body.issue[0].expression?.[0]]).toEqual([status, pointer]);
    expect(written()).toEqual(["Patient/there/1"]);
  });

  it("more bytes than it was told to take", async () => {
    const lake = openHealthLake({ maxRequestBytes: 2_000 });
    expect((await lake.send("POST", "", bundle("batch", many(10)))).status).toBe(200);
    const { status, body } = await lake.send("POST", "", bundle("batch", many(100)));
    expect([status, body.issue[0].code]).toEqual([413, "too-long"]);
    expect((await lake.send("PUT", "Patient/b", patient("b", { language: "l".repeat(2_000) }))).status).toBe(413);
    expect(lake.cloud.context.store.prepare("SELECT count(*) AS n FROM healthlake_versions").get()).toEqual({ n: 10 });
  });
});

const deep = `${'{"a":['.repeat(20_000)}${"]}".repeat(20_000)}`;

/** Entries that no bundle may have: as JSON text, and where what is wrong with them is. */
const malformed: readonly (readonly [string, string, string])[] = [
  ["null", "null", ""],
  ["a text", '"Patient/a"', ""],
  ["a list", "[]", ""],
  ["no request", JSON.stringify({ resource: patient("a") }), "/request"],
  ["a request that is null", JSON.stringify({ request: null, resource: patient("a") }), "/request"],
  ["a request that is a list", JSON.stringify({ request: ["PUT"], resource: patient("a") }), "/request"],
  ["no method", JSON.stringify({ request: { url: "Patient/a" }, resource: patient("a") }), "/request/method"],
  ["a method that is none", JSON.stringify(put("Patient/a", patient("a"), { method: "TAKE" })), "/request/method"],
  ["a method in lower case", JSON.stringify(put("Patient/a", patient("a"), { method: "put" })), "/request/method"],
  ["a method that is a number", JSON.stringify(put("Patient/a", patient("a"), { method: 1 })), "/request/method"],
  ["no address", JSON.stringify({ request: { method: "PUT" }, resource: patient("a") }), "/request/url"],
  ["an empty address", JSON.stringify(put("", patient("a"))), "/request/url"],
  ["an address that is a number", JSON.stringify(put("", patient("a"), { url: 7 })), "/request/url"],
  ["an address with a slash in front", JSON.stringify(put("/Patient/a", patient("a"))), "/request/url"],
  ["an absolute address", JSON.stringify(put("HTTP://local/datastore/1/r4/Patient/a", patient("a"))), "/request/url"],
  ["an address that is encoded badly", JSON.stringify(put("Patient/%zz", patient("a"))), "/request/url"],
  ["an If-Match that is no text", JSON.stringify(put("Patient/a", patient("a"), { ifMatch: 1 })), "/request/ifMatch"],
  [
    "an If-None-Exist that is no text",
    JSON.stringify({
      request: { method: "POST", url: "Patient", ifNoneExist: {} },
      resource: { resourceType: "Patient" },
    }),
    "/request/ifNoneExist",
  ],
  ["a fullUrl that is no text", JSON.stringify({ ...put("Patient/a", patient("a")), fullUrl: 1 }), "/fullUrl"],
  [
    "a fullUrl that another has",
    JSON.stringify({ ...put("Patient/a", patient("a")), fullUrl: "urn:uuid:1" }),
    "/fullUrl",
  ],
  ["no resource", JSON.stringify({ request: { method: "PUT", url: "Patient/a" } }), "resource"],
  [
    "a resource that is null",
    JSON.stringify({ request: { method: "PUT", url: "Patient/a" }, resource: null }),
    "resource",
  ],
  ["a resource that is a list", JSON.stringify(put("Patient/a", [patient("a")])), "resource"],
  [
    "more depth than can be read",
    `{"request":{"method":"PUT","url":"Patient/a"},"resource":{"resourceType":"Patient","id":"a","x":${deep}}}`,
    "resource",
  ],
];

describe.each(malformed)("an entry of a bundle with %s", (_what, text, at) => {
  const neighbours = [
    { ...put("Patient/one", patient("one")), fullUrl: "urn:uuid:1" },
    put("Patient/two", patient("two")),
  ].map(entry => JSON.stringify(entry));
  const bundled = (type: string) =>
    `{"resourceType":"Bundle","type":"${type}","entry":[${neighbours[0]},${text},${neighbours[1]}]}`;

  it("fails only itself in a batch", async () => {
    const { send, written } = await openWithOne();
    const { status, body } = await send("POST", "", bundled("batch"));
    expect([status, body.entry.map((entry: Json) => entry.response.status)]).toEqual([200, ["201", "400", "201"]]);
    const { outcome } = body.entry[1].response;
    expect(outcome.resourceType).toBe("OperationOutcome");
    if (at !== "resource") expect(outcome.issue[0].expression).toEqual([`/entry/1${at}`]);
    expect(written()).toEqual(["Patient/there/1", "Patient/one/1", "Patient/two/1"]);
  });

  it("fails a transaction by its place, and nothing is written", async () => {
    const { send, written } = await openWithOne();
    const { status, body } = await send("POST", "", bundled("transaction"));
    const place = at === "resource" ? /^\/entry\/1($|\/resource)/ : new RegExp(`^/entry/1${at}$`);
    expect([status, body.issue[0].expression]).toEqual([400, [expect.stringMatching(place)]]);
    expect(written()).toEqual(["Patient/there/1"]);
  });
});

describe("endless nesting is rejected, and nothing of it is written:", () => {
  const entries = `{"request":{"method":"PUT","url":"Patient/one"},"resource":${JSON.stringify(patient("one"))}},
    {"request":{"method":"PUT","url":"Patient/a"},"resource":{"resourceType":"Patient","id":"a","x":${deep}}}`;

  it.each([
    ["a resource", "PUT", "Patient/a", `{"resourceType":"Patient","id":"a","x":${deep}}`],
    ["a Subscription", "PUT", "Subscription/a", `{"resourceType":"Subscription","id":"a","x":${deep}}`],
    ["a transaction", "POST", "", `{"resourceType":"Bundle","type":"transaction","entry":[${entries}]}`],
    ["a patch", "PATCH", "Patient/there", `[{"op":"add","path":"/x","value":${deep}}]`],
  ])("%s", async (_what, method, path, body) => {
    const { send, written } = await openWithOne();
    const { status } = await send(method, path, body, {
      "content-type": method === "PATCH" ? "application/json-patch+json" : "application/fhir+json",
    });
    expect([status, written()]).toEqual([400, ["Patient/there/1"]]);
    expect((await send("PUT", "Patient/next", patient("next"))).status).toBe(201);
  });
});

it("a conditional update is made only over the version that If-Match names", async () => {
  const { send, written } = await openWithOne();
  const identified = { resourceType: "Patient", identifier: [{ system: "urn:mrn", value: "7" }] };
  const update = (ifMatch: string) =>
    send("PUT", "Patient?identifier=urn:mrn|7", identified, { "if-match": `W/"${ifMatch}"` });
  expect((await send("PUT", "Patient/p", { ...identified, id: "p" })).status).toBe(201);
  expect((await update("2")).status).toBe(412);
  expect((await update("1")).status).toBe(200);
  const again = bundle("batch", [put("Patient?identifier=urn:mrn|7", identified, { ifMatch: 'W/"1"' })]);
  expect((await send("POST", "", again)).body.entry[0].response.status).toBe("412");
  expect(written()).toEqual(["Patient/there/1", "Patient/p/1", "Patient/p/2"]);
});

it("rejects text in another encoding, instead of storing changed text", async () => {
  const { send, written } = await openWithOne();
  const latin = Buffer.from('{"resourceType":"Patient","id":"a","name":[{"family":"Müller"}]}', "latin1");
  const { status, body } = await send("PUT", "Patient/a", latin);
  expect([status, body.issue[0].code]).toEqual([400, "structure"]);
  expect(written()).toEqual(["Patient/there/1"]);
});
