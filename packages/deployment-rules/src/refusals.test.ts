import { describe, expect, it } from "vitest";
import { refusalText } from "./refusal.ts";
import { refusals } from "./refusals.ts";
import { account, arn, found, resource } from "./refusals-fixture.ts";

const queue = (name: string, inputs: object = {}) =>
  resource("aws:sqs/queue:Queue", { name, ...inputs }, { arn: arn("sqs", name) });
const fn = (inputs: object = {}) => resource("aws:lambda/function:Function", { name: "worker", ...inputs });
const mapping = (inputs: object) =>
  resource("aws:lambda/eventSourceMapping:EventSourceMapping", { functionName: "worker", ...inputs });
const reading = (name: string, inputs: object = {}) => mapping({ eventSourceArn: arn("sqs", name), ...inputs });
const target = (inputs: object) =>
  resource("aws:cloudwatch/eventTarget:EventTarget", { rule: "rule", targetId: "t", ...inputs });
const pipe = (inputs: object) => resource("aws:pipes/pipe:Pipe", { name: "pipe", ...inputs });
const table = (inputs: object) =>
  resource("aws:dynamodb/table:Table", {
    ...{ name: "things", hashKey: "pk", attributes: [{ name: "pk", type: "S" }], ...inputs },
  });
const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

describe("visibility-too-short", () => {
  it.each([
    [60, 60, "worker"],
    [60, 61, "worker"],
    [30, 31, arn("lambda", "function:worker")],
    [undefined, 30, "worker"],
    [undefined, 31, "worker"],
    [2, undefined, "worker"],
  ])("a queue that hides for %s, whose function may take %s", (visibilityTimeoutSeconds, timeout, functionName) => {
    const resources = [queue("work", { visibilityTimeoutSeconds }), fn({ timeout }), reading("work", { functionName })];
    const isShort = (visibilityTimeoutSeconds ?? 30) < (timeout ?? 3);
    expect(found(...resources)).toEqual(isShort ? ["visibility-too-short visibilityTimeoutSeconds"] : []);
  });

  it("says what AWS asks for and advises, and its page", () => {
    const [one] = refusals([queue("work"), fn({ timeout: 60 }), reading("work")]);
    expect(refusalText(one!)).toBe(
      "visibilityTimeoutSeconds of Queue is 30, but Function, which reads it, may take 60 seconds; AWS asks for as many, and advises 360. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    );
  });
});

describe("fifo-mismatch", () => {
  const letters = (name: string) => ({
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("sqs", name), maxReceiveCount: 3 }),
  });
  const [dead, deadFifo] = [queue("dead"), queue("dead.fifo", { fifoQueue: true })];
  const fifo = (inputs: object = {}) => queue("work.fifo", { fifoQueue: true, ...inputs });
  const group = { sqsTarget: { messageGroupId: "a" } };
  const toFifo = { source: arn("sqs", "in"), target: arn("sqs", "work.fifo") };

  it.each([
    ["a FIFO queue named so", [fifo({ contentBasedDeduplication: true })], []],
    ["a FIFO queue not named so", [queue("work", { fifoQueue: true })], ["name"]],
    ["a standard queue named as a FIFO queue", [queue("work.fifo")], ["fifoQueue"]],
    [
      "a standard queue that is to de-duplicate",
      [queue("work", { contentBasedDeduplication: true })],
      ["contentBasedDeduplication"],
    ],
    ["FIFO dead letters of a FIFO queue", [fifo(letters("dead.fifo")), deadFifo], []],
    ["standard dead letters of a FIFO queue", [fifo(letters("dead")), dead], ["redrivePolicy.deadLetterTargetArn"]],
    [
      "FIFO dead letters of a standard queue",
      [queue("work", letters("dead.fifo")), deadFifo],
      ["redrivePolicy.deadLetterTargetArn"],
    ],
    ["a batch of 10 from a FIFO queue", [reading("work.fifo", { batchSize: 10 })], []],
    ["a batch of 11 from a FIFO queue", [reading("work.fifo", { batchSize: 11 })], ["batchSize"]],
    [
      "a window on a FIFO queue",
      [reading("work.fifo", { maximumBatchingWindowInSeconds: 1 })],
      ["maximumBatchingWindowInSeconds"],
    ],
    ["a FIFO target with a group", [target({ arn: arn("sqs", "work.fifo"), ...group })], []],
    ["a FIFO target without a group", [target({ arn: arn("sqs", "work.fifo") })], ["sqsTarget.messageGroupId"]],
    [
      "FIFO dead letters of a target",
      [target({ arn: arn("sqs", "a"), deadLetterConfig: { arn: arn("sqs", "d.fifo") } })],
      ["deadLetterConfig.arn"],
    ],
    [
      "FIFO dead letters of a function",
      [fn({ deadLetterConfig: { targetArn: arn("sqs", "d.fifo") } })],
      ["deadLetterConfig.targetArn"],
    ],
    [
      "a pipe to a FIFO queue with a group",
      [pipe({ ...toFifo, targetParameters: { sqsQueueParameters: { messageGroupId: "a" } } })],
      [],
    ],
    ["a pipe to a FIFO queue without a group", [pipe(toFifo)], ["targetParameters.sqsQueueParameters.messageGroupId"]],
  ])("%s", (_what, resources, paths) => {
    expect(found(...resources)).toEqual(paths.map(path => `fifo-mismatch ${path}`));
  });
});

describe("stream-not-enabled", () => {
  const stream = arn("dynamodb", "table/things/stream/2026-01-01T00:00:00.000");
  const on = { streamEnabled: true, streamViewType: "NEW_IMAGE" };
  const position = { startingPosition: "LATEST" };
  const piped = pipe({
    source: stream,
    target: arn("sqs", "q"),
    sourceParameters: { dynamodbStreamParameters: position },
  });

  it("takes who reads a stream that is on", () => {
    expect(found(table(on), mapping({ eventSourceArn: stream, ...position }), piped)).toEqual([]);
  });

  it("refuses who reads one that is off, and a stream without a view", () => {
    expect(found(table({}), mapping({ eventSourceArn: stream, ...position }), piped)).toEqual([
      "stream-not-enabled eventSourceArn",
      "stream-not-enabled source",
    ]);
    expect(found(table({ streamEnabled: true }))).toEqual(["stream-not-enabled streamViewType"]);
    expect(found(table({ streamEnabled: true, streamViewType: "BOTH" }))).toEqual([
      "stream-not-enabled streamViewType",
    ]);
  });

  it("leaves a table of elsewhere alone", () => {
    expect(found(mapping({ eventSourceArn: stream, ...position }))).toEqual([]);
  });
});

describe("role-not-trusting", () => {
  const roleArn = `arn:aws:iam::${account}:role/r`;
  const role = (Service: string, more: object = {}) =>
    resource(
      "aws:iam/role:Role",
      {
        name: "r",
        assumeRolePolicy: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service }, ...more }),
      },
      { arn: roleArn },
    );
  const piped = pipe({ source: arn("sqs", "a"), target: arn("sqs", "b"), roleArn });

  it.each([
    [fn({ role: roleArn }), "lambda", "pipes", "role"],
    [piped, "pipes", "lambda", "roleArn"],
    [target({ arn: arn("sqs", "b"), roleArn }), "events", "lambda", "roleArn"],
  ])("of %o", (one, trusted, other, path) => {
    expect(found(one, role(`${trusted}.amazonaws.com`))).toEqual([]);
    expect(found(one, role(`${other}.amazonaws.com`))).toEqual([`role-not-trusting ${path}`]);
    expect(found(one, role(`${trusted}.amazonaws.com`, { Effect: "Deny" }))).toEqual([`role-not-trusting ${path}`]);
  });

  it("leaves a condition to AWS", () => {
    const Condition = { StringEquals: { "aws:SourceArn": arn("pipes", "pipe/pipe") } };
    expect(found(piped, role("pipes.amazonaws.com", { Condition }))).toEqual([]);
  });
});

describe("key-not-for-service", () => {
  const keyArn = arn("kms", "key/k");
  const key = (...statements: object[]) =>
    resource("aws:kms/key:Key", statements.length > 0 ? { policy: policy(...statements) } : {}, { arn: keyArn });
  const gives = (Service: string, ...Action: string[]) => ({
    Effect: "Allow",
    Action,
    Resource: "*",
    Principal: { Service },
  });
  const group = resource(
    "aws:cloudwatch/logGroup:LogGroup",
    { name: "g", kmsKeyId: keyArn },
    { arn: arn("logs", "log-group:g") },
  );
  const bus = resource(
    "aws:cloudwatch/eventBus:EventBus",
    { name: "b", kmsKeyIdentifier: keyArn },
    { arn: arn("events", "event-bus/b") },
  );
  const trail = resource(
    "aws:cloudtrail/trail:Trail",
    { name: "trail", kmsKeyId: keyArn },
    { arn: arn("cloudtrail", "trail/trail") },
  );
  const sent = [
    resource(
      "aws:cloudwatch/eventRule:EventRule",
      { name: "rule", eventPattern: "{}" },
      { arn: arn("events", "rule/rule") },
    ),
    target({ arn: arn("sqs", "work") }),
    queue("work", { kmsMasterKeyId: "alias/k" }),
    resource("aws:kms/alias:Alias", { name: "alias/k", targetKeyId: keyArn }),
  ];
  const topicArn = arn("sns", "topic");
  const told = [
    resource(
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      { name: "a", threshold: 1, alarmActions: [topicArn] },
      { arn: arn("cloudwatch", "alarm:a") },
    ),
    resource("aws:sns/topic:Topic", { name: "topic", kmsMasterKeyId: keyArn }, { arn: topicArn }),
  ];

  it.each([
    [
      "a log group",
      [group],
      "logs.eu-west-1.amazonaws.com",
      ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    ],
    ["a bus", [bus], "events.amazonaws.com", ["kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"]],
    ["a trail", [trail], "cloudtrail.amazonaws.com", ["kms:GenerateDataKey*"]],
    ["a rule's queue", sent, "events.amazonaws.com", ["kms:GenerateDataKey", "kms:Decrypt"]],
    ["an alarm's topic", told, "cloudwatch.amazonaws.com", ["kms:GenerateDataKey*", "kms:Decrypt"]],
  ])("%s", (_what, resources, service, actions) => {
    expect(found(...resources, key(gives(service, ...actions)))).toEqual([]);
    for (const lacking of [
      key(),
      key(gives("sqs.amazonaws.com", "kms:*")),
      key(gives(service, actions[0]!.replace("kms", "sqs"))),
    ])
      expect(found(...resources, lacking)).toEqual(["key-not-for-service policy"]);
    const elsewhere = { StringEquals: { "aws:SourceAccount": "111111111111" } };
    expect(found(...resources, key({ ...gives(service, "kms:*"), Condition: elsewhere }))).toEqual([
      "key-not-for-service policy",
    ]);
  });

  it("tells what AWS refuses from what it takes in silence", () => {
    expect(refusals([group, key()]).map(({ isSilent }) => isSilent)).toEqual([undefined]);
    expect(refusals([...sent, key()]).map(({ isSilent }) => isSilent)).toEqual([true]);
  });
});

describe("pattern-refused", () => {
  const [right, wrong] = ['{"a":[{"prefix":"b"}]}', '{"a":[{"prefiks":"b"}]}'];
  const stream = { startingPosition: "LATEST" };
  it.each([
    [
      "eventPattern",
      (eventPattern: string) => resource("aws:cloudwatch/eventArchive:EventArchive", { name: "a", eventPattern }),
    ],
    [
      "filterCriteria.filters.0.pattern",
      (pattern: string) => reading("q", { filterCriteria: { filters: [{ pattern }] } }),
    ],
    [
      "sourceParameters.filterCriteria.filters.0.pattern",
      (pattern: string) =>
        pipe({
          ...{ source: arn("dynamodb", "table/a/stream/b"), target: arn("sqs", "q") },
          sourceParameters: { dynamodbStreamParameters: stream, filterCriteria: { filters: [{ pattern }] } },
        }),
    ],
  ])("%s", (path, of) => {
    expect(found(of(right))).toEqual([]);
    expect(found(of(wrong))).toEqual([`pattern-refused ${path}`]);
    expect(found(of("{"))).toEqual([`pattern-refused ${path}`]);
  });
});

describe("quota-exceeded", () => {
  const many = <One>(count: number, of: (index: number) => One) =>
    Array.from({ length: count }, (_, index) => of(index));
  const rule = (index: number) =>
    resource("aws:cloudwatch/eventRule:EventRule", { name: `r-${index}`, eventBusName: "b" });
  const to = (index: number) => target({ targetId: `t-${index}`, arn: arn("sqs", `q-${index}`) });
  const variables = (bytes: number) => fn({ environment: { variables: { NAME: "x".repeat(bytes - 4) } } });
  const indexed = (count: number) =>
    table({
      globalSecondaryIndexes: many(count, index => ({ name: `by-${index}`, hashKey: "pk", projectionType: "ALL" })),
    });
  const inline = (characters: number) =>
    resource("aws:iam/role:Role", { name: "r", inlinePolicies: [{ policy: ` ${"x".repeat(characters)}` }] });

  it.each([
    ["targets of a rule", 5, (count: number) => many(count, to), "rule"],
    ["rules of a bus", 300, (count: number) => many(count, rule), "eventBusName"],
    ["global indexes of a table", 20, (count: number) => [indexed(count)], "globalSecondaryIndexes"],
    ["bytes of a function's variables", 4_096, (count: number) => [variables(count)], "environment.variables"],
    ["characters of a role's policies", 10_240, (count: number) => [inline(count)], "inlinePolicies"],
  ])("%s: %i at most", (_what, most, of, path) => {
    expect(found(...of(most))).toEqual([]);
    expect(found(...of(most + 1))).toEqual([`quota-exceeded ${path}`]);
  });

  it("counts targets by bus and rule", () => {
    expect(found(...many(5, to), { ...to(5), inputs: { ...to(5).inputs, eventBusName: "other" } })).toEqual([]);
  });

  it.each(["AWS_REGION", "_HANDLER", "1A", "A", "A-B"])("refuses the variable %s", name => {
    expect(found(fn({ environment: { variables: { [name]: "x", NAME_1: "y" } } }))).toEqual([
      `quota-exceeded environment.variables.${name}`,
    ]);
  });
});

describe("table-keys-differ", () => {
  const attributes = (...names: string[]) => ({ attributes: names.map(name => ({ name, type: "S" })) });
  const local = (count: number) => ({
    ...{ rangeKey: "sk", ...attributes("pk", "sk") },
    localSecondaryIndexes: Array.from({ length: count }, (_, index) => ({
      name: `by-${index}`,
      rangeKey: "sk",
      projectionType: "ALL",
    })),
  });
  const index = (more: object) => ({
    globalSecondaryIndexes: [{ name: "all", hashKey: "pk", projectionType: "ALL", ...more }],
  });

  it.each([
    ["attributes of all keys", { ...attributes("pk", "sk", "day"), rangeKey: "sk", ...index({ hashKey: "day" }) }, []],
    ["a key that is not described", index({ hashKey: "day" }), ["table-keys-differ attributes"]],
    ["an attribute that is no key", attributes("pk", "name"), ["table-keys-differ attributes"]],
    ["one key twice", { rangeKey: "pk" }, ["table-keys-differ rangeKey"]],
    ["five local indexes", local(5), []],
    ["six local indexes", local(6), ["property-refused localSecondaryIndexes"]],
    [
      "a local index without a range key",
      { ...local(1), rangeKey: undefined },
      ["table-keys-differ localSecondaryIndexes"],
    ],
    ["INCLUDE with attributes", index({ projectionType: "INCLUDE", nonKeyAttributes: ["a"] }), []],
    [
      "INCLUDE without",
      index({ projectionType: "INCLUDE" }),
      ["table-keys-differ globalSecondaryIndexes.0.nonKeyAttributes"],
    ],
    [
      "ALL with attributes",
      index({ nonKeyAttributes: ["a"] }),
      ["table-keys-differ globalSecondaryIndexes.0.nonKeyAttributes"],
    ],
  ])("%s", (_what, inputs, expected) => {
    expect(found(table(inputs))).toEqual(expected);
  });
});

describe("source-settings-refused", () => {
  const stream = arn("dynamodb", "table/a/stream/b");
  const ofStream = (inputs: object) => mapping({ eventSourceArn: stream, startingPosition: "LATEST", ...inputs });
  const from = (source: string, sourceParameters: object, more: object = {}) =>
    pipe({ source, target: arn("sqs", "q"), sourceParameters, ...more });
  const position = { dynamodbStreamParameters: { startingPosition: "LATEST" } };

  it.each([
    ["a queue's batch of 10", reading("q", { batchSize: 10 }), []],
    ["a queue's batch of 11 without a window", reading("q", { batchSize: 11 }), ["batchSize"]],
    ["a queue's batch of 11 with a window", reading("q", { batchSize: 11, maximumBatchingWindowInSeconds: 1 }), []],
    ["a queue's starting position", reading("q", { startingPosition: "LATEST" }), ["startingPosition"]],
    ["a queue's retries", reading("q", { maximumRetryAttempts: 3 }), ["maximumRetryAttempts"]],
    ["a stream's retries", ofStream({ maximumRetryAttempts: 3, bisectBatchOnFunctionError: true }), []],
    ["a stream without a position", ofStream({ startingPosition: undefined }), ["startingPosition"]],
    ["a stream from a timestamp", ofStream({ startingPosition: "AT_TIMESTAMP" }), ["startingPosition"]],
    [
      "a stream's concurrency",
      ofStream({ scalingConfig: { maximumConcurrency: 2 } }),
      ["scalingConfig.maximumConcurrency"],
    ],
    ["a pipe from a stream", from(stream, position), []],
    [
      "a pipe from a stream without a position",
      from(stream, {}),
      ["sourceParameters.dynamodbStreamParameters.startingPosition"],
    ],
    [
      "a pipe with another source's settings",
      from(arn("sqs", "a"), position),
      ["sourceParameters.dynamodbStreamParameters"],
    ],
    ["a pipe from a bus", from(arn("events", "event-bus/b"), {}), ["source"]],
    [
      "a pipe's batch of 11 without a window",
      from(arn("sqs", "a"), { sqsQueueParameters: { batchSize: 11 } }),
      ["sourceParameters.sqsQueueParameters.batchSize"],
    ],
    ["a pipe to a bucket", from(stream, position, { target: "arn:aws:s3:::b" }), ["target"]],
    ["a pipe enriched by a function", from(stream, position, { enrichment: arn("lambda", "function:f") }), []],
    ["a pipe enriched by a queue", from(stream, position, { enrichment: arn("sqs", "q") }), ["enrichment"]],
  ])("%s", (_what, one, paths) => {
    expect(found(one)).toEqual(paths.map(path => `source-settings-refused ${path}`));
  });
});

describe("alarms", () => {
  const alarm = (inputs: object) =>
    found(resource("aws:cloudwatch/metricAlarm:MetricAlarm", { name: "a", threshold: 1, ...inputs }));

  it.each([
    [{ period: 60, evaluationPeriods: 1_440 }, []],
    [{ period: 60, evaluationPeriods: 1_441 }, ["property-refused evaluationPeriods"]],
    [{ period: 3_600, evaluationPeriods: 168 }, []],
    [{ period: 3_600, evaluationPeriods: 169 }, ["property-refused evaluationPeriods"]],
    [{ evaluationPeriods: 3, datapointsToAlarm: 3 }, []],
    [{ evaluationPeriods: 3, datapointsToAlarm: 4 }, ["property-refused datapointsToAlarm"]],
    [{ threshold: 0 }, []],
    [{ threshold: undefined }, ["property-refused threshold"]],
  ])("%o", (inputs, expected) => {
    expect(alarm(inputs)).toEqual(expected);
  });
});
