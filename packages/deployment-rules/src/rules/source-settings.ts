import { numberAt, ofType, textAt } from "../find.ts";
import type { DeployedResource, DeploymentRule, Refusal } from "../refusal.ts";
import { valuesAt } from "../values-at.ts";

const mappings = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html";
const pipes = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-source.html";
const targets = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-target.html";

/** What only mappings of streams take. */
const ofStreams = [
  "startingPosition",
  "parallelizationFactor",
  "maximumRecordAgeInSeconds",
  "maximumRetryAttempts",
  "bisectBatchOnFunctionError",
  "tumblingWindowInSeconds",
  "destinationConfig.onFailure.destinationArn",
];

/** The parameters of a pipe for each service that a source may be of. */
const parametersOf: Readonly<Record<string, string>> = {
  dynamodb: "dynamodbStreamParameters",
  kinesis: "kinesisStreamParameters",
  sqs: "sqsQueueParameters",
  mq: "activemqBrokerParameters rabbitmqBrokerParameters",
  kafka: "managedStreamingKafkaParameters",
};
/** Services that a pipe sends to, and those that enrich its events. */
const targetServices =
  /^(batch|cloudwatch|ecs|events|execute-api|firehose|inspector|kinesis|lambda|logs|redshift|redshift-serverless|sagemaker|sns|sqs|states|timestream)$/;
const enriching = /^(execute-api|events|lambda|states)$/;
const stream = /^(dynamodb|kinesis)$/;

const serviceOf = (arn: string) => arn.split(":")[2] ?? "";

/** Mappings and pipes have the settings that their sources take, and pipes go from and to what pipes go from and to. */
export const sourceSettings: DeploymentRule = resources => [
  ...ofType(resources, "mapping").flatMap(ofMapping),
  ...ofType(resources, "pipe").flatMap(ofPipe),
];

const refuse = (resource: DeployedResource, path: string, problem: string, page: string): Refusal => ({
  ...{ rule: "source-settings-refused", resource, path: path.split("."), problem, page },
});

function ofMapping(mapping: DeployedResource): Refusal[] {
  const service = serviceOf(textAt(mapping, "eventSourceArn"));
  const isSet = (input: string) =>
    valuesAt(mapping.inputs, input).some(({ value }) => value !== "" && value !== false && value !== 0);
  if (service === "sqs")
    return [
      ...ofStreams
        .filter(isSet)
        .map(input => refuse(mapping, input, "is set, but only mappings of streams take it", mappings)),
      ...batchWithoutWindow(mapping, "", 10, mappings),
    ];
  if (!stream.test(service)) return [];
  const at = textAt(mapping, "startingPosition");
  return [
    ...(at === "" ? [refuse(mapping, "startingPosition", "is missing, but a stream needs it", mappings)] : []),
    ...(service === "dynamodb" && at === "AT_TIMESTAMP"
      ? [
          refuse(
            mapping,
            "startingPosition",
            "is AT_TIMESTAMP, but a DynamoDB stream takes TRIM_HORIZON or LATEST",
            mappings,
          ),
        ]
      : []),
    ...(isSet("scalingConfig.maximumConcurrency")
      ? [refuse(mapping, "scalingConfig.maximumConcurrency", "is set, but only mappings of queues take it", mappings)]
      : []),
  ];
}

/** A batch of more than ten messages of a queue waits for them. */
function batchWithoutWindow(resource: DeployedResource, below: string, most: number, page: string): Refusal[] {
  const batch = numberAt(resource, `${below}batchSize`, 10);
  const window = numberAt(resource, `${below}maximumBatchingWindowInSeconds`, 0);
  if (batch <= most || window > 0 || textAt(resource, below === "" ? "eventSourceArn" : "source").endsWith(".fifo"))
    return [];
  const problem = `is ${batch}, but more than ${most} need a maximumBatchingWindowInSeconds of 1 at least`;
  return [refuse(resource, `${below}batchSize`, problem, page)];
}

function ofPipe(pipe: DeployedResource): Refusal[] {
  const [source, target, enrichment] = ["source", "target", "enrichment"].map(input => serviceOf(textAt(pipe, input)));
  if (source === undefined || source === "") return [];
  const own = parametersOf[source]?.split(" ");
  if (own === undefined) return [refuse(pipe, "source", `is of ${source}, from which no pipe goes`, pipes)];
  const foreign = Object.keys((pipe.inputs.sourceParameters ?? {}) as object).filter(
    name => name.endsWith("Parameters") && !own.includes(name) && name !== "selfManagedKafkaParameters",
  );
  const [parameters = ""] = own;
  return [
    ...foreign.map(name =>
      refuse(
        pipe,
        `sourceParameters.${name}`,
        `is set, but the source is of ${source}, which takes ${own.join(", ")}`,
        pipes,
      ),
    ),
    ...(stream.test(source) && textAt(pipe, `sourceParameters.${parameters}.startingPosition`) === ""
      ? [refuse(pipe, `sourceParameters.${parameters}.startingPosition`, "is missing, but a stream needs it", pipes)]
      : []),
    ...(source === "sqs" ? batchWithoutWindow(pipe, "sourceParameters.sqsQueueParameters.", 10, pipes) : []),
    ...(target && !targetServices.test(target)
      ? [refuse(pipe, "target", `is of ${target}, to which no pipe goes`, targets)]
      : []),
    ...(enrichment && !enriching.test(enrichment)
      ? [refuse(pipe, "enrichment", `is of ${enrichment}, which enriches no pipe`, targets)]
      : []),
  ];
}
