import { AwsError } from "../../../kernel/aws-error.ts";
import type { Wire } from "../../../kernel/wire.ts";
import { awsQuery } from "../../../protocols/aws-query.ts";
import { keepingHost } from "../../../protocols/request-host.ts";
import { keepingTrace } from "../../../protocols/request-trace.ts";

const query = awsQuery({
  signingName: "sqs",
  model: "sqs",
  version: "2012-11-05",
  namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
  unknownAction: action => `The action ${action} is not valid for this endpoint.`,
});

/** A request without an action gets what AWS answers where it finds no operation (dynalite's tests, run against AWS). */
const NO_ACTION = new AwsError("UnknownOperationException", "", { status: 404 });

/** SQS as it was spoken before AWS JSON, by the AWS CLI up to 2.13 for one. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html */
export const sqsQueryWire: Wire = keepingTrace(
  keepingHost({
    ...query,
    claims: (request, signedFor) =>
      query.claims(request, signedFor) || (signedFor === "sqs" && request.headers["x-amz-target"] === undefined),
    encodeError: (error, requestId) => ({
      ...query.encodeError(error, requestId),
      ...(error === NO_ACTION && { body: "<UnknownOperationException/>\n" }),
    }),
    decode(request) {
      if (!query.claims(request, "sqs")) throw NO_ACTION;
      const { operation, input } = query.decode(request);
      const { path, headers } = request;
      // Requests may go to the queue's own URL instead of naming it.
      const isOfQueue = /^\/[^/]+\/[^/]/.test(path) && !("QueueUrl" in input);
      return { operation, input: isOfQueue ? { ...input, QueueUrl: `http://${headers.host}${path}` } : input };
    },
  }),
);
