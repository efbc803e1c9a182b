import { finding } from "../check/finding.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { nameLimits } from "./name-limits.ts";
import { textAt, type Wiring } from "./read-wiring.ts";

/** Whether every physical name is within the limit of its resource: AWS refuses a longer one half way through a deployment. */
export function checkNamesFit({ source, resources }: Wiring): Diagnostic[] {
  return resources.flatMap(({ type, inputs, name, pointer }) => {
    const limited = Object.values(nameLimits).find(each => each.type === type);
    const physical = limited && textAt(inputs, limited.input);
    if (physical === undefined || physical.length <= limited!.limit) return [];
    const { input, limit } = limited!;
    const message = `the ${input} of ${name}, "${physical}", has ${physical.length} characters, but AWS allows ${limit}`;
    const fix = "shorten the stage or the name, or name the resource with physicalName, which shortens it with a hash";
    return [finding("name-too-long", source, `${pointer}/inputs/${input}`, message, { fix })];
  });
}
