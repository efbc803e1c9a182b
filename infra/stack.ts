import { createStack } from "@tributary/sst/create-stack";
import { key } from "./key.ts";
import { alarmTopic, production } from "./stage.ts";

/** The stack that every component of this program takes. */
export const stack = createStack({ sst, aws, key, production, ...(alarmTopic === undefined ? {} : { alarmTopic }) });
