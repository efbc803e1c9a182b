import { createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { cloudClient } from "./cloud-client.ts";

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
