import { AwsError } from "../kernel/aws-error.ts";
import type { Wire } from "../kernel/wire.ts";
import { compileQueryReader } from "../models/read-query.ts";
import { serviceTable } from "../models/service-table.ts";
import { compileXmlWriter, xmlText } from "../models/write-xml.ts";
import { formOf, nest, type QueryParameters } from "./query-parameters.ts";

/** Options of a service that speaks AWS Query. */
export interface AwsQueryOptions {
  /** The service in signatures. */
  readonly signingName: string;
  /** Its file in `models`, without the ending. */
  readonly model: string;
  /** Of its API, in every request: `2012-11-05`. */
  readonly version: string;
  /** XML namespace of its answers. */
  readonly namespace: string;
  /** What it says of an action that it does not have, where that is not what most say. */
  readonly unknownAction?: (action: string) => string;
}

/** AWS Query: form-encoded parameters, answers in XML. See https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function awsQuery(options: AwsQueryOptions): Wire {
  const { signingName, model, version, namespace } = options;
  const unknownAction =
    options.unknownAction ?? ((action: string) => `Could not find operation ${action} for version ${version}`);
  let walkers: {
    read: (structure: string) => (parameters: QueryParameters) => object;
    write: (structure: string) => (value: object) => string;
  };
  const byModel = () => {
    const table = serviceTable(model);
    walkers ??= { read: compileQueryReader(table), write: compileXmlWriter(table) };
    return { ...walkers, operations: table.operations, others: table.others };
  };
  const answer = (status: number, requestId: string, root: string, content: string) => ({
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<?xml version="1.0"?>\n<${root} xmlns="${namespace}">${content}</${root}>`,
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
      const { read, operations, others } = byModel();
      const structure = Object.hasOwn(operations, operation) ? operations[operation]?.[0] : undefined;
      if (structure !== undefined) return { operation, input: read(structure)(nest(parameters)) };
      if (others.includes(operation)) return { operation, input: {} };
      throw new AwsError("InvalidAction", unknownAction(operation));
    },
    encode(operation, output, requestId) {
      const { write, operations } = byModel();
      const structure = operations[operation]?.[1] ?? "unit";
      const result = structure === "unit" ? "" : write(structure)((output ?? {}) as object);
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      const wrapped = structure === "unit" ? "" : `<${operation}Result>${result}</${operation}Result>`;
      return answer(200, requestId, `${operation}Response`, wrapped + metadata);
    },
    encodeError(error, requestId) {
      const { code, status } = queryError(model, error);
      const type = status < 500 ? "Sender" : "Receiver";
      const content = `<Type>${type}</Type><Code>${xmlText(code)}</Code><Message>${xmlText(error.message)}</Message><Detail/>`;
      return answer(status, requestId, "ErrorResponse", `<Error>${content}</Error><RequestId>${requestId}</RequestId>`);
    },
  };
}

/** Code and status of an error in this protocol, which may differ from those of its shape. */
export function queryError(model: string, { code, status }: AwsError): { code: string; status: number } {
  if (code === "UnknownOperationException") return { code: "InvalidAction", status };
  const { errors } = serviceTable(model);
  const [inQuery, statusInQuery] = (Object.hasOwn(errors, code) && errors[code]?.[1]?.awsQueryError) || [code, status];
  return { code: inQuery, status: statusInQuery };
}
