/** A statement of a bus's policy. Stored and given back; evaluated where AWS services put events by themselves. */
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
