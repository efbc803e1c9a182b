import type { DeployedResource } from "./refusal.ts";
import { refusals } from "./refusals.ts";

export const account = "000000000000";
/** An ARN in the fixture's account and region. */
export const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:${account}:${name}`;

/** A resource of a type; its name is its type's last part. */
export const resource = (type: string, inputs: object, outputs: object = {}): DeployedResource => ({
  ...{ name: type.split(":").at(-1) ?? "", type, id: String((inputs as { name?: string }).name ?? "id") },
  ...{ inputs: { ...inputs }, outputs: { ...outputs } },
});

/** What is refused in these resources, as `rule path`. */
export const found = (...resources: DeployedResource[]) =>
  refusals(resources).map(({ rule, path }) => `${rule} ${path.join(".")}`);
