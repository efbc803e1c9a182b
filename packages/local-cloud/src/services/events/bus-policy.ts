/** A statement of a bus's policy. Stored and given back; evaluated for AWS services that put events by themselves alone. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly [member: string]: unknown;
}

/** The statements of a policy; none when there is no policy. */
export function readPolicy(text: string | undefined): PolicyStatement[] {
  if (text === undefined) return [];
  const { Statement = [] } = JSON.parse(text) as { Statement?: PolicyStatement | PolicyStatement[] };
  return [Statement].flat();
}

/** The text of a policy. */
export function writePolicy(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

const PUT_EVENTS = ["events:PutEvents", "events:Put*", "events:*", "*"];

/**
 * Whether a policy lets an AWS service (`healthlake.amazonaws.com`) put events on behalf of an account. Of the conditions
 * only the account is looked at.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
 */
export function letsServicePut(statements: readonly PolicyStatement[], service: string, account: string): boolean {
  const about = statements.filter(
    ({ Principal, Action, Condition }) =>
      names(Principal, service) &&
      listOf(Action).some(action => PUT_EVENTS.includes(String(action))) &&
      isOfAccount(Condition, account),
  );
  return about.some(({ Effect }) => Effect === "Allow") && about.every(({ Effect }) => Effect !== "Deny");
}

function names(principal: unknown, service: string): boolean {
  return principal === "*" || listOf(membersOf(principal).Service).includes(service);
}

function isOfAccount(condition: unknown, account: string): boolean {
  const asked = membersOf(membersOf(condition).StringEquals)["aws:SourceAccount"];
  return asked === undefined || listOf(asked).includes(account);
}

function listOf(value: unknown): unknown[] {
  return [value].flat();
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
