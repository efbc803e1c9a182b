import type { AwsError } from "../kernel/aws-error.ts";
import type { Wire, WireRequest } from "../kernel/wire.ts";

/** Options of a service that speaks AWS Query. */
export interface AwsQueryOptions {
  /** The service in signatures. */
  readonly signingName: string;
  /** Of its API, in every request: `2012-11-05`. */
  readonly version: string;
  /** XML namespace of its answers. */
  readonly namespace: string;
  /** The operation's input from the parameters; an `AwsError` when they cannot be read. */
  readonly input: (parameters: QueryParameters, operation: string, request: WireRequest) => object;
  /** The operation's output, as elements. The names as they stand unless told. */
  readonly output?: (output: object, operation: string) => XmlContent;
  /** Codes on the wire, where they are not the shape's name. */
  readonly codes?: Readonly<Record<string, string>>;
}

/** Parameters by their dotted names: `Attribute.1.Name` is in `Attribute`, `1`, `Name`. */
export interface QueryParameters {
  readonly value?: string;
  readonly members: ReadonlyMap<string, QueryParameters>;
}

/** An element's content: text, or elements; an array repeats the element, undefined omits it. */
export type XmlContent =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlContent[]
  | { readonly [element: string]: XmlContent };

/** AWS Query: form-encoded parameters, answers in XML. See https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function awsQuery(options: AwsQueryOptions): Wire {
  const { signingName, version, namespace, codes = {}, output: asElements = output => output as XmlContent } = options;
  const answer = (status: number, requestId: string, root: string, content: XmlContent) => ({
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<?xml version="1.0"?>\n<${root} xmlns="${namespace}">${elements(content)}</${root}>`,
  });
  return {
    claims(request, signedFor) {
      if (request.headers["x-amz-target"] !== undefined || (signedFor ?? signingName) !== signingName) return false;
      const parameters = formOf(request);
      return parameters.has("Action") && (signedFor !== undefined || parameters.get("Version") === version);
    },
    decode(request) {
      const parameters = formOf(request);
      const operation = parameters.get("Action") ?? "";
      return { operation, input: options.input(nest(parameters), operation, request) };
    },
    encode: (operation, output, requestId) =>
      answer(200, requestId, `${operation}Response`, {
        ...(output !== undefined && { [`${operation}Result`]: asElements(output as object, operation) }),
        ResponseMetadata: { RequestId: requestId },
      }),
    encodeError: ({ code, message, status }: AwsError, requestId) =>
      answer(status, requestId, "ErrorResponse", {
        Error: {
          Type: status < 500 ? "Sender" : "Receiver",
          Code: code === "UnknownOperationException" ? "InvalidAction" : (codes[code] ?? code),
          Message: message,
        },
        RequestId: requestId,
      }),
  };
}

/** The members of a list, in the order of their numbers: `Name.1`, `Name.2`, …, `Name.10`. */
export function listOf(parameters: QueryParameters, name: string): QueryParameters[] {
  const members = [...(parameters.members.get(name)?.members ?? [])];
  return members.sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => member);
}

/** Parameters of the body and of the URL: simple requests may come as GET. */
function formOf({ body, headers, query }: WireRequest): URLSearchParams {
  if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return query;
  return new URLSearchParams(Buffer.from(body).toString("utf8"));
}

type Nested = { value?: string; readonly members: Map<string, Nested> };

function nest(parameters: URLSearchParams): QueryParameters {
  const root: Nested = { members: new Map() };
  for (const [name, value] of parameters) {
    let at = root;
    for (const part of name.split(".")) {
      const next: Nested = at.members.get(part) ?? { members: new Map() };
      at.members.set(part, next);
      at = next;
    }
    at.value = value;
  }
  return root;
}

function elements(content: XmlContent): string {
  if (typeof content !== "object") return escapeXml(String(content ?? ""));
  return Object.entries(content)
    .flatMap(([name, held]) =>
      (Array.isArray(held) ? held : [held]).map(one =>
        one === undefined ? "" : `<${name}>${elements(one)}</${name}>`,
      ),
    )
    .join("");
}

/** A carriage return as a reference too: a parser would make a line feed of it. */
function escapeXml(text: string): string {
  return text.replace(/[<>&"\r]/g, character => `&#${character.charCodeAt(0)};`);
}
