/** The parts of an ARN. See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The parts of an ARN; undefined for any other text. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, , service, region, account, ...resource] = text.split(":");
  if (prefix !== "arn" || !service || resource.length === 0) return undefined;
  return { service, region: region ?? "", account: account ?? "", resource: resource.join(":") };
}
