import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { seededRandom } from "@tributary/local-cloud/kernel/random";
import type { HealthLakeBehaviour } from "@tributary/local-cloud/services/healthlake/behaviour";
import type { FunctionCall, Mishap } from "@tributary/testkit/function-network";
import { describe, expect, it } from "vitest";
import { type Flow, startFlow } from "./flow.ts";
import { itemsWritten } from "./table-writes.ts";

const mishaps: readonly Mishap[] = ["refuse", "lose", "crash before", "crash after"];

/** Something that a function has to bring to its end, whichever of its calls goes wrong. */
interface Script {
  /** Of the functions whose calls go wrong. */
  readonly handlers: RegExp;
  readonly behaviour: Partial<HealthLakeBehaviour>;
  readonly play: (flow: Flow) => Promise<void>;
  /** What is in the registry's patients' FHIR resources in the end. */
  readonly synchronised?: readonly string[];
  /** Poison that is sent. */
  readonly quarantined?: number;
}

const patient = (id: string, active: boolean) => ({ resourceType: "Patient" as const, id, active });

/** Repeats, as the command does, what an operator's function failed at. */
async function operate(flow: Flow, request: object): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await flow.operate(request);
      return;
    } catch (error) {
      if (attempt === 3) throw error;
      await flow.clock.advance(20_000); // Until the lease of whoever crashed has ended.
    }
  }
}

/** Waits until searches find what was written. */
async function indexed({ settle, clock }: Flow): Promise<void> {
  await settle();
  await clock.advance(2_000);
}

async function write({ fhir, settle }: Flow): Promise<void> {
  await fhir.update(patient("a", true));
  await fhir.update(patient("b", true));
  await settle();
  await fhir.update(patient("a", false));
  await fhir.update(patient("a", true));
  await fhir.delete("Patient", "b");
  await settle();
}

const scripts: Readonly<Record<string, Script>> = {
  "the subscription": {
    handlers: /\.subscribeDatastore$/,
    behaviour: { cloudTrail: false },
    play: write,
  },
  notices: {
    handlers: /\.notices$/,
    behaviour: { cloudTrail: false },
    async play(flow) {
      const QueueUrl = flow.link("HealthLakeNoticesQueue");
      await flow.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"detail":"poison"}' }));
      await write(flow);
    },
    quarantined: 1,
  },
  "the windows of recorded calls": {
    handlers: /\.windows$/,
    behaviour: { notice: ({ kind }) => ({ copies: kind === "subscription" ? 0 : 1 }) },
    async play(flow) {
      const QueueUrl = flow.link("HealthLakeWindowsQueue");
      await flow.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"kind":"poison"}' }));
      await flow.fhir.update(patient("a", true));
      await flow.fhir.update(patient("b", true));
      await flow.fhir.update(patient("a", false));
      await flow.settle();
      await flow.fhir.update(patient("b", false));
      await flow.settle();
    },
    quarantined: 1,
  },
  "a gap in the notices": {
    handlers: /\.windows$/,
    behaviour: {
      cloudTrail: false,
      notice: ({ kind, ...notice }) => ({
        copies: kind === "subscription" && "version" in notice && notice.version.id === "lost" ? 0 : 1,
      }),
    },
    async play(flow) {
      await flow.fhir.update(patient("a", true));
      await flow.fhir.update(patient("lost", true));
      await flow.fhir.update(patient("lost", false));
      await flow.fhir.update(patient("a", false));
      await flow.settle();
    },
  },
  "a comparison": {
    handlers: /\.(operate|windows)$/,
    behaviour: { cloudTrail: false, notice: ({ kind }) => ({ copies: kind === "subscription" ? 0 : 1 }) },
    async play(flow) {
      await flow.fhir.update(patient("a", true));
      await flow.fhir.update(patient("b", true));
      await flow.fhir.update(patient("a", false));
      await indexed(flow);
      await operate(flow, { kind: "reconcile", types: ["Patient"] });
      await flow.settle();
      await flow.fhir.delete("Patient", "b");
      await indexed(flow);
      const MessageBody = JSON.stringify({ kind: "reconcile", types: ["Patient"] });
      await flow.sqs.send(new SendMessageCommand({ QueueUrl: flow.link("HealthLakeWindowsQueue"), MessageBody }));
    },
  },
  "a backfill": {
    handlers: /\.operate$/,
    behaviour: { cloudTrail: false, notice: ({ kind }) => ({ copies: kind === "subscription" ? 0 : 1 }) },
    async play(flow) {
      for (const id of ["a", "b", "c"]) await flow.fhir.update(patient(id, true));
      await indexed(flow);
      await operate(flow, { kind: "backfill", types: ["Patient"], since: "2026-01-01T00:00:00Z" });
    },
  },
  "the timeline": {
    handlers: /^services\/patient-timeline\//,
    behaviour: { cloudTrail: false },
    play: write,
  },
  "the synchronisation": {
    handlers: /^services\/fhir-sync\//,
    behaviour: { cloudTrail: false },
    async play(flow) {
      await flow.putPatient("a", "Rivers");
      await flow.putPatient("b", "Brooks");
      await flow.settle();
      await flow.putPatient("a", "Lakes");
      await flow.deletePatient("b");
      await flow.settle();
    },
    synchronised: ["Lakes", "deleted"],
  },
};

/** Plays a script, with a mishap at the calls chosen, to its end; tells how that differs from what it should be. */
async function run(script: Script, mishap: (index: number, call: FunctionCall) => Mishap | undefined) {
  const calls: string[] = [];
  const effects = new Map<string, number>();
  const flow = startFlow({
    // Of the types that are searched when nobody knows which, three stand for all.
    behaviour: { supportedTypes: ["Observation", "Patient", "Provenance"], ...script.behaviour },
    mishap(call) {
      if (!script.handlers.test(call.handler)) return undefined;
      return mishap(calls.push(`${call.handler} ${call.operation}`) - 1, call);
    },
    answered({ operation, body }, _status, answer) {
      for (const { eventId } of itemsWritten("Timeline", operation, body, answer))
        effects.set(eventId?.S ?? "", (effects.get(eventId?.S ?? "") ?? 0) + 1);
    },
  });
  await flow.settle();
  await script.play(flow);
  await flow.settle();

  const { Contents = [] } = await flow.s3.send(new ListObjectsV2Command({ Bucket: flow.link("Quarantine") }));
  const published = flow.publishedChanges();
  const history = flow.versionsInStore();
  const end = {
    missing: history.filter(version => !published.some(change => change.version === version)),
    unknown: published.filter(({ version }) => !history.includes(version)),
    ids: new Set(published.map(({ eventId }) => eventId)).size - history.length,
    // What a newer version overtook is stale, and has no effect.
    unapplied: published
      .filter(({ version, eventId }) => isNewest(version, history) && !effects.has(eventId))
      .map(({ version }) => version),
    twice: [...effects].filter(([, count]) => count > 1),
    doubled: writtenTwice(flow),
    quarantined: Contents.length,
    left: await messagesLeft(flow),
    synchronised: synchronised(flow),
  };
  await flow.cloud.stop();
  return { calls, end, history, copies: published.length - history.length };
}

/** Of its resource; no script writes ten versions. */
function isNewest(version: string, history: readonly string[]): boolean {
  const resource = version.replace(/[^/]*$/, "");
  return history.findLast(other => other.startsWith(resource)) === version;
}

/** Family names in the newest versions of all FHIR Patients that have one. */
function synchronised({ cloud }: Flow): string[] {
  const rows = cloud.context.store
    .prepare("SELECT id, body FROM healthlake_versions WHERE type = 'Patient' ORDER BY version")
    .all();
  const names = new Map<string, string>();
  for (const { id, body } of rows) {
    const { name } = JSON.parse(String(body ?? "{}")) as { name?: { family: string }[] };
    if (name !== undefined || names.has(String(id))) names.set(String(id), name?.[0]?.family ?? "deleted");
  }
  return [...names.values()].sort();
}

/** Versions that say what the one before says, also of their cause. */
function writtenTwice({ cloud }: Flow): string[] {
  const rows = cloud.context.store
    .prepare("SELECT type, id, version, body FROM healthlake_versions WHERE type = 'Patient' ORDER BY id, version")
    .all()
    .map(({ type, id, version, body }) => ({ name: `${type}/${id}`, version, said: said(body) }));
  return rows.flatMap(({ name, version, said }, index) => {
    const before = rows[index - 1];
    return before?.name === name && before.said === said ? [`${name}/${version}`] : [];
  });
}

function said(body: unknown): string {
  if (body === null) return "deleted";
  const { meta, ...content } = JSON.parse(String(body)) as { meta?: { tag?: unknown } };
  return JSON.stringify([content, meta?.tag]);
}

async function messagesLeft({ cloud, graph }: Flow): Promise<Record<string, number>> {
  const left: Record<string, number> = {};
  for (const { name, type, id } of graph.resources) {
    if (type !== "aws:sqs/queue:Queue" || name.startsWith("QuarantineReports")) continue;
    const { Attributes } = (await cloud.context.call("sqs", "GetQueueAttributes", {
      QueueUrl: id,
      AttributeNames: ["All"],
    })) as { Attributes: Record<string, string> };
    const count =
      Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
    if (count > 0) left[name] = count;
  }
  return left;
}

/** Whether a call tells the ledger how far a claim came. */
const confirms = (call: FunctionCall | undefined) => call?.body.includes('SET \\"versionId\\"');

const modelOf = ({ quarantined = 0, synchronised = [] }: Partial<Script>) => ({
  ...{ missing: [], unknown: [], ids: 0, twice: [], unapplied: [], doubled: [], left: {} },
  ...{ quarantined, synchronised },
});

it("ends as it should when several calls, of any functions, meet with something", async () => {
  const script: Script = {
    handlers: /handler\.(?!subscribeDatastore)/,
    behaviour: {},
    async play(flow) {
      await flow.putPatient("r", "Rivers");
      await write(flow);
      await flow.putPatient("r", "Lakes");
    },
    synchronised: ["Lakes"],
  };
  const random = seededRandom(9);
  for (let round = 0; round < 15; round++) {
    let left = 4; // Fewer than would use up the receptions of a queue: then dead letters would be right.
    const played = await run(script, () =>
      random.next() < 0.05 && left-- > 0 ? mishaps[Math.floor(random.next() * mishaps.length)] : undefined,
    );
    expect(played.end, `round ${round}`).toEqual(modelOf(script));
  }
});

describe.each(Object.entries(scripts))("%s", (_name, script) => {
  const model = modelOf(script);
  it("ends as the model says when nothing happens", async () => {
    const { calls, end, history } = await run(script, () => undefined);
    expect(end).toEqual(model);
    expect(calls.length).toBeGreaterThan(1);
    expect(history.length).toBeGreaterThan(2);
  });

  it.each(mishaps)("ends the same whichever single call meets with: %s", async mishap => {
    const { calls } = await run(script, () => undefined);
    for (const point of calls.keys()) {
      // Of calls that come again and again the first and the last stand for the others.
      if (calls[point] === calls[point - 1] && calls[point] === calls[point + 1]) continue;
      let hit: FunctionCall | undefined;
      const played = await run(script, (index, call) => {
        if (index !== point) return undefined;
        hit = call;
        return mishap;
      });
      const where = `${mishap} at call ${point}: ${hit?.handler} ${hit?.operation}`;
      expect(played.end, where).toEqual(model);
      // A version that was put on the bus and could not be confirmed comes once more, under the same event id.
      if (!/PutEvents/.test(hit?.operation ?? "") && !confirms(hit)) expect(played.copies, where).toBe(0);
    }
  });
});
