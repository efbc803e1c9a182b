import type { Authorizer } from "./authorizer.ts";
import { AwsError, unsupported } from "./aws-error.ts";
import { uuid } from "./random.ts";
import { readCredential } from "./read-credential.ts";
import { refusalOf } from "./refusal-of.ts";
import type { CloudContext, OperationContext, Service } from "./service.ts";
import { storageTrouble } from "./storage-trouble.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** Answers one HTTP-shaped request: finds the service, decodes, runs, encodes. Never throws. */
export async function dispatch(
  services: readonly Service[],
  context: CloudContext,
  request: WireRequest,
  onDefect: (error: unknown) => void,
  authorizer?: Authorizer,
): Promise<WireResponse> {
  const response = await answer(services, context, request, onDefect, authorizer);
  // Clients mend by this the clock that they sign with: the cloud's may be ahead of the machine's.
  return request.isFromNetwork
    ? { ...response, headers: { date: httpDate(context.clock.now()), ...response.headers } }
    : response;
}

async function answer(
  services: readonly Service[],
  context: CloudContext,
  request: WireRequest,
  onDefect: (error: unknown) => void,
  authorizer: Authorizer | undefined,
): Promise<WireResponse> {
  const requestId = uuid(context.random);
  const { accessKeyId, signingName } = readCredential(request);
  const found = claimant(services, request, signingName);
  if (!found) return unknownService(request, signingName, requestId);
  const { service, wire } = found;
  try {
    const { operation, input } = wire.decode(request);
    authorizer?.authenticate(request, service.name, operation, context);
    authorizer?.authorize({ service: service.name, operation, input, by: accessKeyId }, context);
    const refusal = authorizer && refusalOf(authorizer, context, { service: service.name, by: accessKeyId });
    const operationContext = { ...context, requestId, accessKeyId, ...(refusal && { refusal }) };
    const output = await run(service, operation, input, operationContext);
    authorizer?.done(operation, context);
    return wire.encode(operation, output, requestId);
  } catch (error) {
    if (error instanceof AwsError) return wire.encodeError(error, requestId);
    onDefect(error);
    return wire.encodeError(failure(error), requestId);
  }
}

let last = { second: 0, text: "" };

/** A time in whole seconds, as HTTP writes it. */
function httpDate(now: number): string {
  const second = Math.floor(now / 1_000);
  if (last.second !== second) last = { second, text: new Date(now).toUTCString() };
  return last.text;
}

/** What a client is answered; SDKs try again. */
function failure(error: unknown): AwsError {
  const trouble = storageTrouble(error);
  return trouble === undefined
    ? new AwsError("InternalFailure", "The local cloud failed; this is a defect of Tributary.", { status: 500 })
    : new AwsError("ServiceUnavailable", `The local cloud cannot write its state: ${trouble}.`, { status: 503 });
}

function claimant(services: readonly Service[], request: WireRequest, signingName: string | undefined) {
  for (const service of services) {
    if (service.wire.claims(request, signingName)) return { service, wire: service.wire };
    for (const wire of service.olderWires ?? []) if (wire.claims(request, signingName)) return { service, wire };
  }
  return undefined;
}

/** Runs one operation of a service; `AwsError` when it is unsupported or refused. */
export function run(service: Service, operation: string, input: object, context: OperationContext): unknown {
  const read = service.read?.(operation, input) ?? input;
  const found = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
  if (!found) throw unsupported(service.title, operation);
  context.faults.before?.(service.name, operation, read);
  return found(read as never, context);
}

/** Refuses in the shape that the caller's protocol reads: XML for AWS Query, JSON for the others. */
function unknownService(request: WireRequest, signingName: string | undefined, requestId: string): WireResponse {
  const target = request.headers["x-amz-target"]?.split(".").at(-1);
  const query = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  const action = query ? new URLSearchParams(Buffer.from(request.body).toString()).get("Action") : undefined;
  const operation = target ?? action ?? `${request.method} ${request.path}`;
  const { code, message, status } = unsupported(signingName ?? "this unsigned request:", operation);
  if (query)
    return {
      status,
      headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    };
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": requestId, "x-amzn-errortype": code },
    body: JSON.stringify({ __type: code, message }),
  };
}

function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, character => `&#${character.charCodeAt(0)};`);
}
