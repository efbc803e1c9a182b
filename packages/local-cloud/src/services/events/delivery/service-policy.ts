type Facts = Readonly<Record<string, string>>;

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A call that an AWS service makes on behalf of a resource in an account. */
export interface ServiceCall {
  /** `events.amazonaws.com` */
  readonly service: string;
  /** `sqs:SendMessage` */
  readonly action: string;
  /** ARN of what it calls. */
  readonly resource: string;
  /** ARN of what it calls for: a rule, a data store. */
  readonly source: string;
  readonly account: string;
}

/** Whether the policy of a resource, as JSON, lets a service call it. What it does not know never lets more through. */
export function letsService(policy: string, { service, action, resource, source, account }: ServiceCall): boolean {
  const facts: Facts = {
    "aws:sourcearn": source,
    "aws:sourceaccount": account,
    "aws:securetransport": "true",
    "aws:principalisawsservice": "true",
    "aws:principalservicename": service,
  };
  const { Statement: all } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  const meant = (all === undefined ? [] : [all].flat()).filter(
    ({ Principal, Action, Resource }) =>
      names(Principal, service) &&
      texts(Action).some(pattern => matches(action.toLowerCase(), pattern.toLowerCase())) &&
      texts(Resource).some(pattern => matches(resource, pattern)),
  );
  const denied = meant.some(({ Effect, Condition }) => Effect === "Deny" && holds(Condition, facts, true));
  return !denied && meant.some(({ Effect, Condition }) => Effect === "Allow" && holds(Condition, facts, false));
}

function names(principal: unknown, service: string): boolean {
  if (principal === "*") return true;
  if (typeof principal !== "object" || principal === null) return false;
  const { Service, AWS } = principal as Record<string, unknown>;
  return texts(Service).some(name => name === service || name === "*") || texts(AWS).includes("*");
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
