import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { CloudRefusal, cloudClient } from "./cloud-client.ts";

const stage = { app: "shop", stage: "dev" };

/** A client of a cloud that answers each request with this status, and the methods it was asked by. */
async function answering(status: number) {
  const asked: (string | undefined)[] = [];
  const server = createHttpServer(({ method }, response) => {
    asked.push(method);
    response.writeHead(status).end(JSON.stringify({ resources: [], message: "no" }));
  });
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return { asked, client: cloudClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) };
}

it.each(["", "foo", "localhost:4566", "127.0.0.1:4566", "ftp://127.0.0.1:4566"])(
  "refuses %j, which is no URL of a cloud, and shows one",
  url => {
    expect(() => cloudClient(url)).toThrow(
      `${JSON.stringify(url)} is no URL of a local cloud: give one such as http://127.0.0.1:4566`,
    );
  },
);

it("does not wait for ever for what takes a connection and says nothing", async () => {
  const silent = createServer();
  onTestFinished(() => void silent.close());
  silent.on("connection", socket => onTestFinished(() => void socket.destroy()));
  const port = await new Promise<number>(resolve =>
    silent.listen(0, "127.0.0.1", () => resolve((silent.address() as { port: number }).port)),
  );
  const url = `http://127.0.0.1:${port}`;
  await expect(cloudClient(url, 1).describe()).rejects.toThrow(`nothing answers at ${url}: start it with`);
});

it("takes a stage for gone only where the cloud says so", async () => {
  const { client } = await answering(404);
  expect(await client.deployed(stage)).toBeUndefined();
  await client.remove(stage);
});

it.each([500, 503])("rejects what a cloud in trouble answers with %d, and asks once", async status => {
  const { client, asked } = await answering(status);
  await expect(client.deployed(stage)).rejects.toThrow(CloudRefusal);
  await expect(client.remove(stage)).rejects.toThrow(CloudRefusal);
  expect(asked).toEqual(["GET", "DELETE"]);
});
