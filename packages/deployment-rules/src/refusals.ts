import type { DeployedResource, DeploymentRule, Refusal } from "./refusal.ts";
import { alarms } from "./rules/alarms.ts";
import { fifo } from "./rules/fifo.ts";
import { keyPolicy } from "./rules/key-policy.ts";
import { validPatterns } from "./rules/patterns.ts";
import { withinQuotas } from "./rules/quotas.ts";
import { roleTrust } from "./rules/role-trust.ts";
import { sourceSettings } from "./rules/source-settings.ts";
import { streamEnabled } from "./rules/stream-enabled.ts";
import { tableKeys } from "./rules/table-keys.ts";
import { visibility } from "./rules/visibility.ts";
import { withinLimits } from "./rules/within-limits.ts";

const rules: readonly DeploymentRule[] = [
  withinLimits,
  alarms,
  visibility,
  fifo,
  streamEnabled,
  roleTrust,
  keyPolicy,
  validPatterns,
  withinQuotas,
  tableKeys,
  sourceSettings,
];

/** Everything in a program that AWS would refuse at its deployment, as far as AWS documents it. */
export function refusals(resources: readonly DeployedResource[]): Refusal[] {
  return rules.flatMap(rule => rule(resources));
}
