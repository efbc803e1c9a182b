import { createStack } from "@tributary/sst/create-stack";
import { key } from "./key.ts";
import { alarmTopic, production } from "./stage.ts";

/** What every component of this program builds on. */
export const stack = createStack({ sst, aws, key, production, ...(alarmTopic === undefined ? {} : { alarmTopic }) });
