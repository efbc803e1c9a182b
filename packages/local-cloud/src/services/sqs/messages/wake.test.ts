import { expect, it } from "vitest";
import { createCloud } from "../../../cloud.ts";
import { virtualClock } from "../../../kernel/clock.ts";
import { sqsService } from "../service.ts";
import { sleepAll, wakeAt } from "./wake.ts";

it("sets no alarm once it has been put to sleep, so that nothing wakes after the end of the cloud", async () => {
  const clock = virtualClock();
  const cloud = createCloud({ services: [sqsService], storage: "memory", region: "us-east-1", account: "1", clock });
  cloud.start();
  wakeAt(cloud.context, "queue", clock.now() + 1_000);
  expect(clock.next()).toBeDefined();
  sleepAll(cloud.context);
  expect(clock.next()).toBeUndefined();
  wakeAt(cloud.context, "queue", clock.now() + 1_000);
  expect(clock.next()).toBeUndefined();
  await cloud.stop();
});
