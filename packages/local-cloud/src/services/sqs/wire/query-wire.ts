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

/** SQS as it was spoken before AWS JSON, by the AWS CLI up to 2.13 for one. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html */
export const sqsQueryWire: Wire = keepingTrace(
  keepingHost({
    ...query,
    decode(request) {
      const { operation, input } = query.decode(request);
      const { path, headers } = request;
      // Requests may go to the queue's own URL instead of naming it.
      const isOfQueue = /^\/[^/]+\/[^/]/.test(path) && !("QueueUrl" in input);
      return { operation, input: isOfQueue ? { ...input, QueueUrl: `http://${headers.host}${path}` } : input };
    },
  }),
);
