import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createCloud } from "@tributary/local-cloud/cloud";
import { serve } from "@tributary/local-cloud/drivers/http";
import { eventsService } from "@tributary/local-cloud/services/events/service";
import { healthlakeServices } from "@tributary/local-cloud/services/healthlake/service";
import { expect, it, onTestFinished } from "vitest";

const page = new URL("../../../docs/healthlake-client.md", import.meta.url);
const folder = fileURLToPath(new URL("..", import.meta.url));
const [, example = ""] = /```ts\n([\s\S]+?)```/.exec(readFileSync(page, "utf8")) ?? [];

it("the example of docs/healthlake-client.md runs against a data store with SMART on FHIR", async () => {
  const cloud = createCloud({
    services: [...healthlakeServices(), eventsService],
    ...{ storage: "memory", region: "eu-west-1", account: "000000000000" },
  });
  const { DatastoreId } = cloud.context.call("healthlake", "CreateFHIRDatastore", {
    DatastoreTypeVersion: "R4",
    IdentityProviderConfiguration: { AuthorizationStrategy: "SMART_ON_FHIR" },
  }) as { DatastoreId: string };
  const endpoint = await serve(cloud, { port: 0 });
  const authorizationServer = createServer((_request, response) => response.end('{"access_token":"token-1"}'));
  await new Promise<void>(resolve => authorizationServer.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    authorizationServer.close();
    await endpoint.close();
    await cloud.stop();
  });
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module-typescript", "--eval", example], {
    cwd: folder,
    env: {
      ...process.env,
      DATASTORE_ID: DatastoreId,
      HEALTHLAKE_URL: endpoint.url,
      TOKEN_URL: `http://127.0.0.1:${(authorizationServer.address() as AddressInfo).port}/token`,
    },
  });
  expect(await Promise.all([text(child.stdout), text(child.stderr)])).toEqual(["create 1\n", ""]);
}, 60_000);
