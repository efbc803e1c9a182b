import type { Queue } from "../sqs/find-queue.ts";

type Facts = Readonly<Record<string, string>>;

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const SERVICE = "events.amazonaws.com";
const verdicts = new Map<string, boolean>();

/**
 * Whether a queue's policy lets EventBridge send to it for a rule. A queue without a policy does not, as in AWS.
 * See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
 */
export function allowsEventBridge(queue: Queue, ruleArn: string, account: string): boolean {
  const { policy } = queue.settings;
  if (policy === undefined) return false;
  const key = `${ruleArn}\n${queue.arn}\n${policy}`;
  const known = verdicts.get(key);
  if (known !== undefined) return known;
  if (verdicts.size >= 1000) verdicts.clear();
  const verdict = evaluatePolicy(policy, queue.arn, ruleArn, account);
  verdicts.set(key, verdict);
  return verdict;
}

function evaluatePolicy(policy: string, queueArn: string, ruleArn: string, account: string): boolean {
  const facts: Facts = {
    "aws:sourcearn": ruleArn,
    "aws:sourceaccount": account,
    "aws:securetransport": "true",
    "aws:principalisawsservice": "true",
    "aws:principalservicename": SERVICE,
  };
  const { Statement: all } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  const meant = (all === undefined ? [] : [all].flat()).filter(
    ({ Principal, Action, Resource }) =>
      namesService(Principal) &&
      texts(Action).some(action => matches("sqs:sendmessage", action.toLowerCase())) &&
      texts(Resource).some(resource => matches(queueArn, resource)),
  );
  const denied = meant.some(({ Effect, Condition }) => Effect === "Deny" && holds(Condition, facts, true));
  return !denied && meant.some(({ Effect, Condition }) => Effect === "Allow" && holds(Condition, facts, false));
}

function namesService(principal: unknown): boolean {
  if (principal === "*") return true;
  if (typeof principal !== "object" || principal === null) return false;
  const { Service, AWS } = principal as Record<string, unknown>;
  return texts(Service).some(name => name === SERVICE || name === "*") || texts(AWS).includes("*");
}

/** Whether all conditions hold; one that is not known counts as `unknown`, so that it never lets more through. */
function holds(conditions: Statement["Condition"], facts: Facts, unknown: boolean): boolean {
  return Object.entries(conditions ?? {}).every(([operator, tests]) =>
    Object.entries(tests).every(([key, wanted]) => {
      const fact = facts[key.toLowerCase()];
      const [, negated, optional] = /^(?:Arn|String|Bool)(Not)?(?:Equals|Like)?(IfExists)?$/.exec(operator) ?? [];
      if (!/^(Arn|String|Bool)/.test(operator) || (negated === undefined && operator.includes("Not"))) return unknown;
      if (fact === undefined) return optional !== undefined || negated !== undefined;
      const found = texts(wanted).some(text => (operator === "StringEquals" ? text === fact : matches(fact, text)));
      return negated === undefined ? found : !found;
    }),
  );
}

/** Whether a text is like a pattern with `*` and `?`. */
function matches(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

function texts(value: unknown): string[] {
  return [value]
    .flat()
    .filter(item => typeof item === "string" || typeof item === "boolean")
    .map(String);
}
