import { createStack } from "@tributary/sst/create-stack";
import { key } from "./key.ts";
import { production } from "./stage.ts";

/** What every component of this program builds on. `alarmTopic: <ARN of an SNS topic>` sends its alarms somewhere. */
export const stack = createStack({ sst, aws, key, production });
