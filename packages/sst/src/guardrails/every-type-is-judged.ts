import { type Guardrail, unless } from "./graph-view.ts";
import { keyOf } from "./key-of.ts";

/** Types that hold no patient data, or nothing at rest. */
const withoutData = new Set([
  "Alias",
  "Bucket",
  "BucketLifecycleConfiguration",
  "BucketLogging",
  "BucketPolicy",
  "BucketPublicAccessBlock",
  "BucketVersioning",
  "EventBusPolicy",
  "EventRule",
  "EventSourceMapping",
  "EventTarget",
  "Function",
  "Invocation",
  "Key",
  "MetricAlarm",
  "QueuePolicy",
  "Role",
]);

/** Every resource type is known to these guardrails: somebody has decided whether it holds patient data. */
export const everyTypeIsJudged: Guardrail = (graph, options) =>
  unless(
    [...graph.resources],
    ({ type }) => {
      const short = type.split(":").at(-1) ?? "";
      return Object.hasOwn(keyOf, short) || withoutData.has(short) || options.withoutData?.includes(short) === true;
    },
    "is of a type that no guardrail knows",
  );
