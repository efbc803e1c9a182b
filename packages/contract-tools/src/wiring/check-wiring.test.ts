import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { checkContracts } from "../check/check-contracts.ts";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The contracts and the graph of this repository, to break. */
function copy(graph = "graph.json"): { root: string; graph: string; document: string } {
  const folder = mkdtempSync(join(tmpdir(), "tributary-wiring-"));
  folders.push(folder);
  cpSync(join(repository, "contracts"), join(folder, "contracts"), { recursive: true });
  cpSync(join(repository, "infra", graph), join(folder, "graph.json"));
  const root = join(folder, "contracts");
  return { root, graph: join(folder, "graph.json"), document: join(root, "asyncapi.yaml") };
}

/** The findings without those of `@asyncapi/parser` in a sound document, which takes most of the time of a check. */
const checkWiringOf = (root: string, graph: string) => checkContracts(root, { graph, parseWhenNeeded: true });

type Edit = (text: string) => string;
const replace =
  (from: string | RegExp, to: string): Edit =>
  text =>
    text.replace(from, to);
const same: Edit = text => text;
/** Without one resource: its line to the next. */
const without =
  (name: string): Edit =>
  text =>
    text.replace(new RegExp(`\\{"name":"${name.replaceAll(".", "\\.")}"[\\s\\S]*?\\}\\},?\\n(?=\\{"name"|\\])`), "");

interface Breakage {
  readonly what: string;
  readonly graph?: Edit;
  readonly document?: Edit;
  readonly rule: string;
  readonly message: RegExp;
}

const maxAge = /maxAge: PT24H/;
const breakages: readonly Breakage[] = [
  {
    what: "an event that nobody receives",
    document: replace(
      / {2}(fhirSync|patientTimeline|patientRegistry)ReceivesAddressChanged:[\s\S]*?(?=\n {2}\w+:\n|\ncomponents)/g,
      "",
    ),
    rule: "event-without-receiver",
    message: /receives AddressChanged\.v1/,
  },
  {
    what: "a rule for an event that nobody sends",
    graph: replace('[\\"AddressChanged.v1\\"]}"', '[\\"AdressChanged.v1\\"]}"'),
    rule: "rule-without-event",
    message: /FhirSyncAddressChanged\.v1Rule/,
  },
  {
    what: "a rule on a field that its event does not have",
    graph: replace(
      '[\\"AddressChanged.v1\\"]}"',
      '[\\"AddressChanged.v1\\"],\\"detail\\":{\\"data\\":{\\"zip\\":[\\"1\\"]}}}"',
    ),
    rule: "rule-never-matches",
    message: /FhirSyncAddressChanged\.v1Rule: \/detail\/data\/zip/,
  },
  {
    what: "a rule with an operator that EventBridge does not have",
    graph: replace(
      '[\\"AddressChanged.v1\\"]}"',
      '[\\"AddressChanged.v1\\"],\\"detail\\":{\\"data\\":{\\"change\\":[{\\"near\\":1}]}}}"',
    ),
    rule: "rule-invalid",
    message: /FhirSyncAddressChanged\.v1Rule: Unrecognized match type near, at \/detail\/data\/change\/0/,
  },
  {
    what: "a rule whose pattern is no JSON",
    graph: replace('[\\"AddressChanged.v1\\"]}"', '[\\"AddressChanged.v1\\"]"'),
    rule: "rule-invalid",
    message: /FhirSyncAddressChanged\.v1Rule: Unexpected end-of-input/,
  },
  {
    what: "a rule longer than EventBridge takes",
    graph: replace('[\\"AddressChanged.v1\\"]}"', `[\\"${"x".repeat(4_096)}\\"]}"`),
    rule: "rule-invalid",
    message: /more than 4096 characters/,
  },
  {
    what: "a rule on a value of another type",
    graph: replace(
      '[\\"AddressChanged.v1\\"]}"',
      '[\\"AddressChanged.v1\\"],\\"detail\\":{\\"data\\":{\\"change\\":[{\\"numeric\\":[\\">\\",1]}]}}}"',
    ),
    rule: "rule-never-matches",
    message: /\/detail\/data\/change/,
  },
  {
    what: "a rule for another account's events, by a number that no account has",
    graph: replace('[\\"AddressChanged.v1\\"]}"', '[\\"AddressChanged.v1\\"],\\"account\\":[\\"12\\"]}"'),
    rule: "rule-never-matches",
    message: /\/account/,
  },
  {
    what: "a reception that no rule brings",
    graph: replace('[\\"AddressChanged.v1\\"]}"', '[\\"AdressChanged.v1\\"]}"'),
    rule: "reception-without-rule",
    message: /AddressChanged\.v1 to fhir-sync/,
  },
  {
    what: "a rule that leaves out some of what its service receives",
    graph: replace(
      '[\\"AddressChanged.v1\\"]}"',
      '[\\"AddressChanged.v1\\"],\\"detail\\":{\\"data\\":{\\"change\\":[\\"created\\",\\"deleted\\"]}}}"',
    ),
    rule: "reception-without-rule",
    message:
      /FhirSyncAddressChanged\.v1Rule does not deliver every AddressChanged\.v1 that fhir-sync receives .* \{.*"change":"updated"/,
  },
  {
    what: "a rule that brings more than its service receives",
    document: replace(
      "data: { key: { resourceType: [Patient] }",
      'data: { change: ["created"], key: { resourceType: [Patient] }',
    ),
    rule: "rule-without-reception",
    message:
      /SyncFhirResourceChanged\.v1Rule delivers FhirResourceChanged\.v1 that fhir-sync does not receive .* \{.*"change":"(updated|deleted)"/,
  },
  {
    what: "a rule that is switched off",
    graph: replace(/("eventPattern":"[^\n]*AddressChanged\.v1[^\n]*",\n)/, '$1  "state":"DISABLED",\n'),
    rule: "reception-without-rule",
    message: /AddressChanged\.v1 to fhir-sync/,
  },
  {
    what: "a queue whose reader is switched off",
    graph: replace(/("functionName":"tributary-local-TimelineConsumerFunction[^\n]*\n)/, '  "enabled":false,\n$1'),
    rule: "reception-without-rule",
    message: /patient-timeline/,
  },
  {
    what: "a rule whose queue nobody reads",
    graph: replace('"functionName":"tributary-local-TimelineConsumerFunction', '"functionName":"tributary-local-Gone'),
    rule: "reception-without-rule",
    message: /patient-timeline/,
  },
  {
    what: "a rule on a bus that nothing makes",
    graph: replace(/("eventBusName":")tributary-local-ClinicalBusBus-\w+(",\n {2}"eventPattern")/, "$1elsewhere$2"),
    rule: "bus-unknown",
    message: /FhirSyncAddressChanged\.v1Rule/,
  },
  {
    what: "a bus of the contracts that nothing makes",
    document: text => text.replaceAll("bus: clinical", "bus: clinicial").replaceAll("clinical/", "clinicial/"),
    rule: "bus-unknown",
    message: /"clinicial"/,
  },
  {
    what: "a target without dead letters",
    graph: replace(/ {2}"deadLetterConfig":\{"arn":"[^"]*Undelivered[^"]*"\},\n/, ""),
    rule: "target-without-dead-letters",
    message: /FhirSyncAddressChanged\.v1Target/,
  },
  {
    what: "a queue whose failures come back for ever",
    graph: replace(/ {2}"redrivePolicy":"[^\n]*TimelineDeadLetters[^\n]*\n/, ""),
    rule: "target-without-dead-letters",
    message: /TimelineQueueQueue/,
  },
  {
    what: "a stream mapping that drops what it gives up",
    graph: replace(/ {2}"destinationConfig":[^\n]*\n/, ""),
    rule: "target-without-dead-letters",
    message: /RegistryCaptureMapping/,
  },
  {
    what: "a target whose dead letters go to a queue that nothing makes",
    graph: replace(/("deadLetterConfig":\{"arn":"[^"]*)FhirSyncUndeliveredQueue/, "$1GoneQueue"),
    rule: "target-without-dead-letters",
    message:
      /dead letters of FhirSyncAddressChanged\.v1Target go to tributary-local-GoneQueue\S*, which nothing creates/,
  },
  {
    what: "a queue whose failures go to a queue that nothing makes",
    graph: replace(/("redrivePolicy":"[^\n]*)TimelineDeadLettersQueue/, "$1GoneQueue"),
    rule: "target-without-dead-letters",
    message: /dead letters of TimelineQueueQueue go to/,
  },
  {
    what: "a bus whose dead letters go to a queue that nothing makes",
    graph: replace(/("deadLetterConfig":\{"arn":"[^"]*)ClinicalBusDeadLettersQueue/, "$1GoneQueue"),
    rule: "target-without-dead-letters",
    message: /dead letters of ClinicalBusBus go to/,
  },
  {
    what: "a rule whose name is longer than AWS allows",
    graph: replace(/"name":"tributary-local-Timeline-AddressChanged\.v1"/, `"name":"${"x".repeat(65)}"`),
    rule: "name-too-long",
    message: /has 65 characters, but AWS allows 64/,
  },
  {
    what: "a function with less memory than AWS allows",
    graph: replace(/"memorySize":\d+/, '"memorySize":64'),
    rule: "property-refused",
    message: /^the memorySize of \S+ is 64, but AWS takes whole numbers from 128 to 10240 \(https:/,
  },
  {
    what: "a queue that hides messages for less than its function's timeout",
    graph: replace(/"visibilityTimeoutSeconds":\d+/g, '"visibilityTimeoutSeconds":1'),
    rule: "visibility-too-short",
    message: /is 1, but \S+, which reads it, may take \d+ seconds/,
  },
  {
    what: "a standard queue that is to de-duplicate",
    graph: replace(/"contentBasedDeduplication":false/, '"contentBasedDeduplication":true'),
    rule: "fifo-mismatch",
    message: /only FIFO queues take it/,
  },
  {
    what: "a mapping of a stream that is off",
    graph: replace(/"streamEnabled":true/g, '"streamEnabled":false'),
    rule: "stream-not-enabled",
    message: /is a stream of \S+, which has streamEnabled off/,
  },
  {
    what: "functions whose roles trust another service",
    graph: replace(/lambda\.amazonaws\.com/g, "ec2.amazonaws.com"),
    rule: "role-not-trusting",
    message: /does not let lambda\.amazonaws\.com assume it/,
  },
  {
    what: "a key that EventBridge may not use",
    graph: replace(/(\\"Sid\\":\\"EventBridge\\",\\"Effect\\":\\")Allow/, "$1Deny"),
    rule: "key-not-for-service",
    message:
      /^the policy of DataKey does not give events\.amazonaws\.com kms:GenerateDataKey, kms:Decrypt for arn of .* more; .*delivers nothing/m,
  },
  {
    what: "a filter that Lambda refuses",
    graph: replace('"functionResponseTypes"', '"filterCriteria":{"filters":[{"pattern":"{"}]},"functionResponseTypes"'),
    rule: "pattern-refused",
    message: /filterCriteria\.filters\.0\.pattern of \S+ is no pattern that AWS takes/,
  },
  {
    what: "a variable that Lambda sets itself",
    graph: replace('"variables":{', '"variables":{"AWS_REGION":"here",'),
    rule: "quota-exceeded",
    message: /environment\.variables\.AWS_REGION of \S+ is a variable that Lambda sets itself/,
  },
  {
    what: "an attribute of a table that is no key",
    graph: replace('"attributes":[', '"attributes":[{"name":"familyName","type":"S"},'),
    rule: "table-keys-differ",
    message: /have familyName, which is a key of neither the table nor an index/,
  },
  {
    what: "a mapping of a queue with a setting of streams",
    graph: replace('"scalingConfig"', '"parallelizationFactor":2,"scalingConfig"'),
    rule: "source-settings-refused",
    message: /parallelizationFactor of \S+ is set, but only mappings of streams take it/,
  },
  {
    what: "a target that gets a text in place of the event",
    graph: replace('"targetId":"TimelineQueue"', '"input":"{}","targetId":"TimelineQueue"'),
    rule: "target-input-changed",
    message: /TimelineAddressChanged\.v1Target replaces AddressChanged\.v1 by its input,/,
  },
  {
    what: "a target that gets a part of the event",
    graph: replace('"targetId":"TimelineQueue"', '"inputPath":"$.detail","targetId":"TimelineQueue"'),
    rule: "target-input-changed",
    message: /by its inputPath/,
  },
  {
    what: "a target that gets what a template makes of the event",
    graph: replace(
      '"targetId":"TimelineQueue"',
      '"inputTransformer":{"inputTemplate":"<a>","inputPaths":{"a":"$.id"}},"targetId":"TimelineQueue"',
    ),
    rule: "target-input-changed",
    message: /by its inputTransformer/,
  },
  {
    what: "order promised over a standard queue",
    document: replace("order: sequence, dedupe: eventId, maxAge", "order: subject, dedupe: eventId, maxAge"),
    rule: "delivery-order",
    message: /FhirSyncQueueQueue is a standard queue/,
  },
  {
    what: "a target tried for longer than the receiver asks",
    document: replace(maxAge, "maxAge: PT1H"),
    rule: "delivery-age",
    message: /86400 seconds/,
  },
  {
    what: "an age that EventBridge cannot keep",
    document: replace(maxAge, "maxAge: P3D"),
    rule: "delivery-age",
    message: /60 seconds to 24 hours/,
  },
  {
    what: "events promised for replay that no archive keeps",
    graph: without("ClinicalArchive"),
    rule: "delivery-replay",
    message: /clinical/,
  },
  {
    what: "an event larger than a hop takes",
    graph: replace(
      /("kmsMasterKeyId":"[^"]*",\n)(?=[^{]*"name":"tributary-local-TimelineQueueQueue)/,
      '$1  "maxMessageSize":4096,\n',
    ),
    rule: "event-size",
    message: /AddressChanged\.v1 may have \d+ bytes, more than the 3584 that the queue TimelineQueueQueue accepts/,
  },
  {
    what: "a grant to publish a detail-type that the service does not send",
    graph: replace('[\\"AddressChanged.v1\\",', '[\\"AddressChanged.v1\\",\\"PatientMerged.v1\\",'),
    rule: "grant-too-wide",
    message: /patient-registry may publish the detail-type PatientMerged\.v1/,
  },
  {
    what: "a grant to publish from another source",
    graph: replace(
      '\\"events:source\\":\\"tributary.patient-registry\\"',
      '\\"events:source\\":[\\"tributary.patient-registry\\",\\"tributary.other\\"]',
    ),
    rule: "grant-too-wide",
    message: /the source tributary\.other/,
  },
  {
    what: "a grant without conditions",
    graph: replace(
      /(\\"Allow\\",\\"Action\\":\\"events:PutEvents\\",\\"Resource\\":\\"[^"]*\\"),\\"Condition\\":\{.*?\}\}\}/,
      "$1}",
    ),
    rule: "grant-too-wide",
    message: /may publish any source/,
  },
  {
    what: "a grant of every action on every bus",
    graph: replace(
      /\\"Allow\\",\\"Action\\":\\"events:PutEvents\\",\\"Resource\\":\\"[^"]*\\"/,
      '\\"Allow\\",\\"Action\\":\\"events:*\\",\\"Resource\\":\\"*\\"',
    ),
    rule: "grant-too-wide",
    message: /publish to \*, which is not a bus/,
  },
  {
    what: "a sender that may not publish",
    graph: replace(/\[\\"AddressChanged\.v1\\",\\"PatientRecordChanged\.v1\\"\]/g, '\\"PatientRecordChanged.v1\\"'),
    rule: "grant-missing",
    message: /lets patient-registry put AddressChanged\.v1/,
  },
  {
    what: "a second rule for the same target",
    graph: replace(
      /("eventPattern":")[^\n]*AddressChanged\.v1[^\n]*",\n/,
      '$1{\\"source\\":[{\\"prefix\\":\\"tributary.\\"}]}",\n',
    ),
    rule: "rule-overlap",
    message:
      /FhirSyncPatientRecordChanged\.v1Rule is shadowed by FhirSyncAddressChanged\.v1Rule: .* for example \{"change"/,
  },
  {
    what: "a second rule that shares only some events",
    graph: replace(
      /("eventPattern":")[^\n]*AddressChanged\.v1[^\n]*",\n/,
      '$1{\\"detail\\":{\\"data\\":{\\"change\\":[\\"deleted\\"]}}}",\n',
    ),
    rule: "rule-overlap",
    message: /shares events with .* for example \{"change":"deleted"/,
  },
  { what: "a graph that is none", graph: () => "{}", rule: "graph-unreadable", message: /not a resource graph/ },
  { what: "a graph that is not JSON", graph: text => text.slice(0, -9), rule: "unreadable-file", message: /./ },
];

describe("a system with", () => {
  for (const { what, rule, message, ...edits } of breakages) {
    test(`${what} is a finding at its place`, async () => {
      const { root, graph, document } = copy();
      for (const [path, edit] of [
        [graph, edits.graph],
        [document, edits.document],
      ] as const) {
        const text = readFileSync(path, "utf8");
        const edited = (edit ?? same)(text);
        if (edit !== undefined) expect(edited).not.toBe(text);
        writeFileSync(path, edited);
      }
      const found = (await checkWiringOf(root, graph)).filter(each => each.rule === rule);
      expect(found.map(each => each.message).join("\n")).toMatch(message);
      for (const { line, column } of found) expect([line > 0, column > 0]).toEqual([true, true]);
    });
  }
});

/** The name of the role that the registry captures with. */
const captureRole = (graph: string) => /"name":"(tributary-local-\w*RegistryCaptureRole[^"]*)"/.exec(graph)?.[1] ?? "";
const all = (more: object) => JSON.stringify({ Statement: [{ Effect: "Allow", Resource: "*", ...more }] });
const added = (type: string, inputs: object, outputs: object = {}): string =>
  `${JSON.stringify({ name: "Other", type, inputs, outputs })},\n`;

test.each<[string, (role: string) => string]>([
  ["a policy apart", role => added("aws:iam/rolePolicy:RolePolicy", { role, policy: all({ Action: "events:*" }) })],
  ["all but something", role => added("aws:iam/rolePolicy:RolePolicy", { role, policy: all({ NotAction: "s3:*" }) })],
  [
    "a policy of AWS",
    role =>
      added("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
        role,
        policyArn: "arn:aws:iam::aws:policy/AmazonEventBridgeFullAccess",
      }),
  ],
  [
    "a policy attached",
    role =>
      added("aws:iam/policy:Policy", { policy: all({ Action: "*" }) }, { arn: "arn:policy" }) +
      added("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role, policyArn: "arn:policy" }),
  ],
])("a grant to publish anything is found in %s", async (_what, more) => {
  const { root, graph } = copy();
  const text = readFileSync(graph, "utf8");
  const role = captureRole(text);
  expect(role).not.toBe("");
  writeFileSync(
    graph,
    text.replace('"resources":[\n', found => found + more(role)),
  );
  const found = (await checkWiringOf(root, graph)).filter(({ rule }) => rule === "grant-too-wide");
  expect(found.map(({ message }) => message).join()).toMatch(/patient-registry may publish any source/);
});

const source = "tributary.patient-registry";
const detailTypes = ["PatientRecordChanged.v1", "AddressChanged.v1"];
const busPolicy = (statement: object) => (bus: string) =>
  added("aws:cloudwatch/eventBusPolicy:EventBusPolicy", {
    eventBusName: bus,
    policy: JSON.stringify({
      Statement: [{ Effect: "Allow", Action: "events:PutEvents", Resource: "*", ...statement }],
    }),
  });
const held = (values: object) => ({ Condition: { StringEquals: values } });

test.each<[string, (bus: string) => string, RegExp | undefined]>([
  ["anybody put anything", busPolicy({ Principal: "*" }), /Other lets anybody put events of any source/],
  ["any account put anything", busPolicy({ Principal: { AWS: "*" } }), /lets anybody put events of any detail-type/],
  ["all but one put anything", busPolicy({ NotPrincipal: { AWS: "1" } }), /lets anybody put events of any source/],
  [
    "an account put any detail-type",
    busPolicy({ Principal: { AWS: "111122223333" }, ...held({ "events:source": source }) }),
    /lets 111122223333 put events of any detail-type/,
  ],
  [
    "an account put a detail-type of no contract",
    busPolicy({
      Principal: { AWS: "111122223333" },
      ...held({ "events:source": source, "events:detail-type": [...detailTypes, "Other.v1"] }),
    }),
    /detail-type Other\.v1, which no contract of the bus has/,
  ],
  [
    "an account do anything, by a permission",
    bus => added("aws:cloudwatch/eventPermission:EventPermission", { eventBusName: bus, principal: "*" }),
    /lets anybody put any event/,
  ],
  [
    "an account put events of the contracts",
    busPolicy({
      Principal: { AWS: "111122223333" },
      ...held({ "events:source": source, "events:detail-type": detailTypes }),
    }),
    undefined,
  ],
])("a policy of the bus that lets %s is judged", async (_what, more, message) => {
  const { root, graph } = copy();
  const text = readFileSync(graph, "utf8");
  const bus = /"name":"(tributary-local-ClinicalBusBus-\w+)"/.exec(text)?.[1] ?? "";
  expect(bus).not.toBe("");
  writeFileSync(
    graph,
    text.replace('"resources":[\n', start => start + more(bus)),
  );
  const found = (await checkWiringOf(root, graph)).filter(({ rule }) => rule === "grant-too-wide");
  if (message === undefined) expect(found).toEqual([]);
  else expect(found.map(each => each.message).join()).toMatch(message);
});

test.each(["graph.json", "graph.pipe.json", "graph.production.json"])("nothing is wrong with infra/%s", async name => {
  const { root, graph } = copy(name);
  const found = await checkContracts(root, { graph });
  expect(found.filter(({ severity }) => severity === "error")).toEqual([]);
});

const addressSchema = "schemas/address-changed.v1.schema.json";

test.each<[string, string, Edit]>([
  ["a schema that refers to nothing", addressSchema, replace("#/$defs/key", "#/$defs/kye")],
  ["a schema that is no JSON", addressSchema, () => "{"],
  ["a document that is no YAML", "asyncapi.yaml", text => `${text}\tx: 1\n`],
  ["a document that misspells its channels", "asyncapi.yaml", replace("channels:", "chanels:")],
  [
    "a channel without a version",
    "asyncapi.yaml",
    replace("detailType: AddressChanged.v1", "detailType: AddressChanged"),
  ],
])("no rule, grant or suppression is called needless because of %s", async (_what, file, edit) => {
  const { root, graph } = copy();
  const path = join(root, file);
  writeFileSync(path, edit(readFileSync(path, "utf8")));
  const found = await checkContracts(root, { graph });
  expect(found).not.toEqual([]);
  const about = found.filter(each => each.file === graph || each.rule === "suppression-unused");
  expect(about).toEqual([]);
});

test("a FIFO queue by subject is accepted with a warning, since EventBridge itself promises no order", async () => {
  const { root, graph, document } = copy();
  const ordered = readFileSync(document, "utf8").replaceAll(
    "order: sequence, dedupe: eventId, maxAge",
    "order: subject, dedupe: eventId, maxAge",
  );
  writeFileSync(document, ordered);
  const fifo = readFileSync(graph, "utf8")
    .replaceAll('"fifoQueue":false', '"fifoQueue":true')
    .replaceAll(
      /"targetId":"(Timeline|FhirSync)Queue"/g,
      '"sqsTarget":{"messageGroupId":"$.detail.metadata.subject"},"targetId":"$1Queue"',
    );
  writeFileSync(graph, fifo);
  const found = (await checkWiringOf(root, graph)).filter(({ rule }) => rule === "delivery-order");
  expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(["warning"]));
});

test("an event larger than a hop's limit is fine by claim check", async () => {
  const { root, graph, document } = copy();
  const small = /("kmsMasterKeyId":"[^"]*",\n)(?=[^{]*"name":"tributary-local-TimelineQueueQueue)/;
  const sized = async () => {
    const found = await checkWiringOf(root, graph);
    return found.filter(({ rule }) => rule === "event-size").map(({ message }) => message.split(" ")[0]);
  };
  writeFileSync(graph, readFileSync(graph, "utf8").replace(small, '$1  "maxMessageSize":4096,\n'));
  expect(await sized()).toContain("AddressChanged.v1");
  const text = readFileSync(document, "utf8");
  writeFileSync(document, text.replace(/(SendsAddressChanged:[\s\S]*?replayable: true)/, "$1, claimCheck: true"));
  expect(await sized()).not.toContain("AddressChanged.v1");
});

test("senders and receivers of claim-check data need permission to write or read them", async () => {
  const { root, graph, document } = copy();
  const missing = async () => {
    const found = await checkWiringOf(root, graph);
    return found
      .filter(({ rule }) => rule === "grant-missing")
      .map(({ message }) => / lets (.*?) the claim-check data/.exec(message)?.[1]);
  };
  const text = readFileSync(document, "utf8");
  writeFileSync(document, text.replace(/(SendsAddressChanged:[\s\S]*?replayable: true)/, "$1, claimCheck: true"));
  expect((await missing()).sort()).toEqual([
    "fhir-sync read",
    "patient-registry read",
    "patient-registry write",
    "patient-timeline read",
  ]);
  const grant = (role: string, action: string, prefix: string) => {
    const wired = JSON.parse(readFileSync(graph, "utf8"));
    const Statement = [{ Effect: "Allow", Action: action, Resource: [`arn:aws:s3:::claims/${prefix}*`] }];
    const { inputs } = wired.resources.find(({ name }: { name: string }) => name === role);
    inputs.inlinePolicies.push({ name: "claims", policy: JSON.stringify({ Statement }) });
    writeFileSync(graph, JSON.stringify(wired));
  };
  grant("RegistryCaptureRole", "s3:PutObject", "AddressChanged.v1/");
  grant("RegistryPublishedConsumerRole", "s3:GetObject", "AddressChanged.v1/");
  grant("FhirSyncConsumerRole", "s3:GetObject", "PatientRecordChanged.v1/");
  grant("TimelineConsumerRole", "s3:GetObject", "AddressChanged.v1/");
  expect(await missing()).toEqual(["fhir-sync read"]);
});
