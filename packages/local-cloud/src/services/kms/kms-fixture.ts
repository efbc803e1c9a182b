import { KMSClient } from "@aws-sdk/client-kms";
import { type Cloud, createCloud } from "../../cloud.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { virtualClock } from "../../kernel/clock.ts";
import { kmsService } from "./service.ts";

/** A cloud with KMS alone, on a virtual clock, and a client of it. */
export function openKms(storage = "memory") {
  const clock = virtualClock(Date.parse("2026-01-01T00:00:00Z"));
  const place = { region: "us-east-1", account: "000000000000" };
  const cloud: Cloud = createCloud({ services: [kmsService], storage, ...place, clock });
  const kms = new KMSClient({
    ...{ region: place.region, endpoint: "http://localhost", maxAttempts: 1, requestHandler: inProcess(cloud) },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  return { cloud, clock, kms };
}
