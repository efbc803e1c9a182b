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
  /** Publishes one event; answers why the bus refused it, or undefined. */
  put(entry: { busName: string; source: string; detailType: string; detail: string }): Promise<string | undefined>;
  /** Takes a sequence for an event: above whatever the streams of tables have given, and below what they give next. */
  takeSequence(): Promise<string>;
  /** What became of an event, after waiting so long at most that nothing of it is pending. */
  outcomes(eventId: string, waitMs: number): Promise<EventReport["outcomes"]>;
}

/** Finds it by its endpoint, or by what it wrote down in its storage folder. `UsageError` when none runs there. */
export async function findDev({ endpoint, storage }: { endpoint?: string; storage: string }): Promise<DevClient> {
  const url = endpoint?.replace(/\/$/, "") ?? readDevState(storage)?.url;
  const where = endpoint === undefined ? `with the storage folder ${storage}` : `at ${endpoint}`;
  const none = new UsageError(
    `no tributary dev runs ${where}: start it with \`tributary dev\`, or name another with --endpoint or --storage`,
  );
  if (url === undefined || !URL.canParse(url)) throw none;
  const ask = async <Answer>(path: string, method = "GET"): Promise<Answer> => {
    const answer = await fetch(url + path, { method }).catch(() => undefined);
    if (!answer?.ok || !answer.headers.get("content-type")?.startsWith("application/json")) throw none;
    return (await answer.json()) as Answer;
  };
  const description = await ask<DevDescription>(devPaths.description);
  return {
    ...{ url, description },
    async put({ busName, source, detailType, detail }) {
      const credentials = { accessKeyId: "local", secretAccessKey: "local" };
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
    takeSequence: async () => (await ask<TakenSequence>(devPaths.sequences, "POST")).sequence,
    outcomes: async (eventId, waitMs) =>
      (await ask<EventReport>(`${devPaths.events}${encodeURIComponent(eventId)}?wait=${waitMs}`)).outcomes,
  };
}
