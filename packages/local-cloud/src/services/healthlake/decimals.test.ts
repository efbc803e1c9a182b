import { openHealthLake } from "@tributary/testkit/open-healthlake";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** Numbers that a double writes otherwise, as they must come back. */
const DECIMALS = ["1.00", "12345678901234567890.10", "0.10", "-0", "1E2", "1e-7000", "100.000000000000000000000001"];
const observation = (id: string, value: string, more = "") =>
  `{"resourceType":"Observation","id":"${id}","status":"final","code":{"text":"q"},"valueQuantity":{"value":${value},"unit":"kg"},` +
  `"extension":[{"url":"urn:x","valueDecimal":${value}}]${more}}`;
const patient = (value: string) =>
  `{"resourceType":"Patient","id":"p","extension":[{"url":"urn:x","valueDecimal":${value}}]}`;
const count = (text: string, part: string) => text.split(part).length - 1;
const patchType = { "content-type": "application/json-patch+json" };

describe("a decimal is kept to the digit", () => {
  it.each(DECIMALS)("%s, by writes, reads, versions, histories and searches", async value => {
    const { send, get, clock } = openHealthLake({ indexLagMs: 0 });
    const made = await send("PUT", "Observation/o", observation("o", value));
    const created = await send("POST", "Observation", observation("x", value));
    const again = await send("PUT", "Observation/o", observation("o", value, ',"issued":"2026-01-01T00:00:00Z"'));
    await clock.advance(1_000);
    for (const { status, text } of [
      made,
      created,
      again,
      await get("Observation/o"),
      await get("Observation/o/_history/1"),
      await get("Observation/o/_history"),
      await get("Observation/_history"),
      await get("Observation?status=final"),
    ]) {
      expect(status).toBeLessThan(300);
      expect(text).toContain(`"value":${value},`);
      expect(count(text, `:${value}`)).toBe(2 * count(text, '"resourceType":"Observation"'));
    }
  });

  it.each(DECIMALS)("%s, by batches, transactions and patches in them", async value => {
    const { send, get } = openHealthLake();
    const patch = `[{"op":"add","path":"/extension","value":[{"url":"urn:y","valueDecimal":${value}}]}]`;
    const data = Buffer.from(patch).toString("base64");
    for (const type of ["batch", "transaction"]) {
      const entries = [
        `{"fullUrl":"urn:uuid:1","request":{"method":"POST","url":"Observation"},"resource":${observation("x", value, ',"subject":{"reference":"urn:uuid:2"}')}}`,
        `{"fullUrl":"urn:uuid:2","request":{"method":"PUT","url":"Patient/p"},"resource":${patient(value)}}`,
        `{"request":{"method":"PUT","url":"Observation?identifier=urn:n|${type}"},"resource":${observation(type, value, `,"identifier":[{"system":"urn:n","value":"${type}"}]`)}}`,
        '{"request":{"method":"GET","url":"Patient/p"}}',
      ];
      const { status, text } = await send(
        "POST",
        "",
        `{"resourceType":"Bundle","type":"${type}","entry":[${entries.join(",")}]}`,
      );
      expect([status, count(text, `:${value}`)]).toEqual([200, 6]);
      const patching = `{"request":{"method":"PATCH","url":"Patient/p"},"resource":{"resourceType":"Binary","contentType":"application/json-patch+json","data":"${data}"}}`;
      const patched = await send("POST", "", `{"resourceType":"Bundle","type":"${type}","entry":[${patching}]}`);
      expect(patched.text).toContain(`"url":"urn:y","valueDecimal":${value}}`);
    }
    expect((await get("Patient/p")).text).toContain(`"url":"urn:y","valueDecimal":${value}}`);
  });

  it.each(DECIMALS)("%s, by JSON patches beside it, of it, and of copies of it", async value => {
    const { send } = openHealthLake();
    await send("PUT", "Observation/o", observation("o", value));
    const patch = async (operations: string) => (await send("PATCH", "Observation/o", operations, patchType)).text;
    const beside = await patch('[{"op":"add","path":"/issued","value":"2026-01-01T00:00:00Z"}]');
    expect(count(beside, `:${value}`)).toBe(2);
    const copied = await patch(
      '[{"op":"copy","from":"/extension/0","path":"/extension/-"},{"op":"move","from":"/extension/0","path":"/extension/1"}]',
    );
    expect(count(copied, `"valueDecimal":${value}}`)).toBe(2);
    const replaced = await patch(
      `[{"op":"test","path":"/valueQuantity/value","value":${value}},{"op":"replace","path":"/valueQuantity/value","value":7.10},{"op":"add","path":"/valueQuantity/code","value":"kg"}]`,
    );
    expect(replaced).toContain('"valueQuantity":{"value":7.10,"unit":"kg","code":"kg"}');
  });

  it("is tested by its value in a patch, and is not an object", async () => {
    const { send } = openHealthLake();
    await send("PUT", "Observation/o", observation("o", "1.00"));
    const status = async (operation: string) =>
      (await send("PATCH", "Observation/o", `[${operation}]`, patchType)).status;
    const test = (path: string, value: string) => `{"op":"test","path":"${path}","value":${value}}`;
    for (const value of ["1", "1.0", "10e-1"]) expect(await status(test("/valueQuantity/value", value))).toBe(200);
    expect(await status(test("/valueQuantity", '{"unit":"kg","value":1.000}'))).toBe(200);
    for (const value of ["1.01", '"1.00"', '{"decimal":"1.00"}'])
      expect(await status(test("/valueQuantity/value", value))).toBe(422);
    expect(await status('{"op":"add","path":"/valueQuantity/value/decimal","value":"2"}')).toBe(422);
    expect(await status('{"op":"remove","path":"/valueQuantity/value/decimal"}')).toBe(422);
  });

  it("by exports and imports", async () => {
    const lake = openHealthLake({ jobQueueMs: 0, jobRunMs: 0 });
    const { cloud, clock, get, datastoreId } = lake;
    const { call } = cloud.context;
    call("s3", "CreateBucket", { Bucket: "lake" });
    const body = DECIMALS.map((value, at) => observation(`o${at}`, value)).join("\n");
    call("s3", "PutObject", { Bucket: "lake", Key: "in/o.ndjson", Body: body });
    const s3 = (S3Uri: string) => ({ S3Configuration: { S3Uri, KmsKeyId: "key" } });
    const job = { DatastoreId: datastoreId, DataAccessRoleArn: "arn:aws:iam::000000000000:role/r" };
    call("healthlake", "StartFHIRImportJob", {
      ...{ ...job, ClientToken: "import", InputDataConfig: { S3Uri: "s3://lake/in/" } },
      JobOutputDataConfig: s3("s3://lake/out/"),
    });
    await clock.advance(5_000);
    call("healthlake", "StartFHIRExportJob", {
      ...job,
      ClientToken: "export",
      OutputDataConfig: s3("s3://lake/export/"),
    });
    await clock.advance(5_000);
    const { Contents } = call("s3", "ListObjectsV2", { Bucket: "lake", Prefix: "export/" }) as {
      Contents: { Key: string }[];
    };
    const { Body } = call("s3", "GetObject", { Bucket: "lake", Key: Contents[0]?.Key ?? "" }) as { Body: Uint8Array };
    const lines = Buffer.from(Body).toString().trimEnd().split("\n");
    for (const [at, value] of DECIMALS.entries()) {
      expect((await get(`Observation/o${at}`)).text).toContain(`"value":${value},`);
      expect(lines[at]).toContain(`"value":${value},`);
    }
  });
});

describe("a search by numbers", () => {
  it("compares exactly what a double cannot tell apart", async () => {
    const { send, find, clock, cloud } = openHealthLake({ indexLagMs: 0 });
    const values = [
      "12345678901234567890.1",
      "12345678901234567890.2",
      "9007199254740992",
      "9007199254740993",
      "-1.50",
      "1.5",
    ];
    for (const [at, value] of values.entries()) await send("PUT", `Observation/o${at}`, observation(`o${at}`, value));
    await clock.advance(1_000);
    for (const [asked, expected] of [
      ["12345678901234567890.1", ["o0"]],
      ["12345678901234567890.10", ["o0"]],
      ["gt12345678901234567890.1", ["o1"]],
      ["ge12345678901234567890.1", ["o0", "o1"]],
      ["lt12345678901234567890.2&value-quantity=gt1e18", ["o0"]],
      ["9007199254740993", ["o3"]],
      ["ne9007199254740993&value-quantity=gt9007199254740991&value-quantity=lt1e18", ["o2"]],
      ["1.5", ["o5"]],
      ["1.50", ["o5"]],
      ["2", ["o5"]],
      ["1", []],
      ["-1.5", ["o4"]],
      ["lt0", ["o4"]],
      ["ap-1.6", ["o4"]],
      ["12345678901234567890", ["o0", "o1"]],
    ] as const)
      expect([asked, (await find(`Observation?value-quantity=${asked}`)).sort()]).toEqual([asked, expected]);
    // What is gone leaves nothing in the index, whatever its digits.
    for (const at of values.keys()) await send("DELETE", `Observation/o${at}`);
    for (let write = 0; write < 3; write++) await send("PUT", "Patient/p", patient("1.00"));
    expect(cloud.context.store.prepare("SELECT COUNT(*) AS n FROM healthlake_quantities").get()).toEqual({ n: 0 });
  });

  it("rejects an invalid one", async () => {
    const { get } = openHealthLake();
    for (const value of ["", "x", "1.", ".5", "1e", "1e9999", "0x1", "1,", "1".repeat(101), "gt"])
      expect([value, (await get(`Observation?value-quantity=${value}`)).status]).toEqual([value, 400]);
  });
});

it("keeps any decimal anywhere, digit by digit", async () => {
  const { send, get } = openHealthLake({ cloudTrail: false });
  const decimal = fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,2})?$/);
  await fc.assert(
    fc.asyncProperty(fc.array(decimal, { minLength: 1, maxLength: 5 }), async decimals => {
      const components = decimals.map(value => `{"code":{"text":"c"},"valueQuantity":{"value":${value}}}`).join(",");
      const more = `,"component":[${components}]`;
      expect((await send("PUT", "Observation/o", observation("o", decimals[0]!, more))).status).toBeLessThan(300);
      expect((await get("Observation/o")).text).toContain(`"component":[${components}]`);
    }),
    { numRuns: 100 },
  );
});
