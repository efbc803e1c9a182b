import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { errorName } from "@tributary/contract/error-name";
import { clientSettings } from "@tributary/delivery/client-settings";
import { UsageError } from "../run-command.ts";
import { type DevDescription, devPaths, type EventReport, type TakenSequence } from "./dev-answers.ts";
import { readDevState } from "./dev-state.ts";

/** A running `tributary dev`, seen from another process. */
export interface DevClient {
  readonly url: string;
  readonly description: DevDescription;
  /** Publishes one event; returns the reason if the bus rejected it. */
  put(entry: { busName: string; source: string; detailType: string; detail: string }): Promise<string | undefined>;
  /**
   * Takes a sequence for an event of a service: above whatever the streams of tables have given, and below what they give next.
   * None where the service numbers its events itself.
   */
  takeSequence(service: string): Promise<string | undefined>;
  /** The outcome of an event, after waiting up to the given time until nothing of it is pending. */
  outcomes(eventId: string, waitMs: number): Promise<EventReport["outcomes"]>;
}

/** Default places to look for one: the storage folders of `tributary dev` and of the main job. */
const usualStorages = [".tributary/dev", ".tributary"];

/** Finds one by its endpoint, or by the state in its storage folder. `UsageError` if none runs there. */
export async function findDev({ endpoint, storage }: { endpoint?: string; storage?: string }): Promise<DevClient> {
  const storages = storage === undefined ? usualStorages : [storage];
  const urls = endpoint === undefined ? storages.map(each => readDevState(each)?.url) : [endpoint.replace(/\/$/, "")];
  for (const url of urls) {
    const client = url !== undefined && URL.canParse(url) ? await clientAt(url) : undefined;
    if (client) return client;
  }
  const where = endpoint === undefined ? `with the storage folder ${storages.join(" or ")}` : `at ${endpoint}`;
  throw new UsageError(
    `\`npx tributary dev\` does not run ${where}: start it, or name another with --endpoint or --storage`,
  );
}

/** The one at a URL; undefined if none answers. */
async function clientAt(url: string): Promise<DevClient | undefined> {
  const ask = async <Answer>(path: string, method = "GET"): Promise<Answer | undefined> => {
    const answer = await fetch(url + path, { method }).catch(() => undefined);
    if (!answer?.ok || !answer.headers.get("content-type")?.startsWith("application/json")) return undefined;
    return (await answer.json()) as Answer;
  };
  const given = <Answer>(answer: Answer | undefined): Answer => {
    if (answer === undefined) throw new UsageError(`\`npx tributary dev\` at ${url} no longer answers`);
    return answer;
  };
  const description = await ask<DevDescription>(devPaths.description);
  if (description === undefined) return undefined;
  return {
    ...{ url, description },
    async put({ busName, source, detailType, detail }) {
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      const client = new EventBridgeClient({
        ...clientSettings,
        endpoint: url,
        region: description.region,
        credentials,
      });
      const Entries = [{ EventBusName: busName, Source: source, DetailType: detailType, Detail: detail }];
      try {
        const answer = await client.send(new PutEventsCommand({ Entries }));
        return answer.Entries?.[0]?.ErrorCode;
      } catch (error) {
        return errorName(error);
      } finally {
        client.destroy();
      }
    },
    takeSequence: async service =>
      given(await ask<TakenSequence>(`${devPaths.sequences}?service=${encodeURIComponent(service)}`, "POST")).sequence,
    outcomes: async (eventId, waitMs) =>
      given(await ask<EventReport>(`${devPaths.events}${encodeURIComponent(eventId)}?wait=${waitMs}`)).outcomes,
  };
}
