import type { WireRequest } from "@tributary/local-cloud/kernel/wire";
import type { Graph } from "@tributary/synth/graph";
import { statementActions } from "./table-writes.ts";

/** One thing that a caller did to one resource, as IAM sees it. */
export interface AuthorizedCall {
  /** Physical name of the function, from its access key. */
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  /** The values of the condition keys that the action has. */
  readonly context: Readonly<Record<string, string>>;
}

const S3_ACTIONS: Readonly<Record<string, string>> = { PUT: "s3:PutObject", GET: "s3:GetObject" };

/**
 * What a request asks for; PutEvents asks for each of its entries.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function authorizedCalls(request: WireRequest, graph: Graph): AuthorizedCall[] {
  const [, caller = "", service = ""] =
    /Credential=LOCAL([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
  if (caller === "") return [];
  const operation = request.headers["x-amz-target"]?.split(".").at(-1);
  const call = (action: string, resource: string, context = {}) => ({ caller, action, resource, context });
  if (service === "s3")
    return [
      call(
        S3_ACTIONS[request.method] ?? `s3:${request.method}`,
        `arn:aws:s3::${decodeURIComponent(request.path)}`.replace("::/", ":::"),
      ),
    ];
  const input = JSON.parse(Buffer.from(request.body).toString("utf8")) as {
    TableName?: string;
    QueueUrl?: string;
    Entries?: { EventBusName: string; Source: string; DetailType: string }[];
  };
  const action = `${service}:${operation}`;
  const arnOf = (id: string | undefined) => String(graph.resources.find(one => one.id === id)?.outputs.arn);
  if (service === "events")
    return (input.Entries ?? []).map(({ EventBusName, Source, DetailType }) =>
      call(action, arnOf(EventBusName), { "events:source": Source, "events:detail-type": DetailType }),
    );
  if (operation === "BatchExecuteStatement")
    return statementActions(input).map(one => call(one.action, arnOf(one.table)));
  return [call(action, arnOf(input.TableName ?? input.QueueUrl))];
}
