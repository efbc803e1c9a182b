import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { request } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { afterAll, expect, it, onTestFinished, vi } from "vitest";
import { type ServeOptions, serve } from "./http.ts";
import { localCertificate } from "./local-certificate.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-tls-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function open(more: ServeOptions = {}) {
  const certificate = vi.fn(() => localCertificate(folder));
  const handle = async () => ({ status: 200, headers: {}, body: "here" });
  const endpoint = await serve({ handle }, { port: 0, certificate, ...more });
  onTestFinished(() => endpoint.close());
  return { certificate, url: endpoint.url, port: Number(new URL(endpoint.url).port) };
}

async function over(url: string, ca?: string): Promise<string> {
  const sent = request(url, { ...(ca === undefined ? {} : { ca }), agent: false });
  sent.end();
  const [answer] = await once(sent, "response");
  return (await answer.toArray()).join("");
}

it("answers HTTP and TLS on one port, and makes a certificate for TLS alone", async () => {
  const { certificate, url, port } = await open();
  expect(await (await fetch(url)).text()).toBe("here");
  expect(certificate).not.toHaveBeenCalled();
  const { cert } = await localCertificate(folder);
  for (const host of ["localhost", "127.0.0.1"]) expect(await over(`https://${host}:${port}`, cert)).toBe("here");
  expect(certificate).toHaveBeenCalledOnce();
});

it("goes on after a client that does not trust the certificate, and one that leaves at once", async () => {
  const { url, port } = await open();
  await expect(over(`https://localhost:${port}`)).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.resetAndDestroy();
  expect(await (await fetch(url)).text()).toBe("here");
});

it("tells of a client that refuses the certificate", async () => {
  const onCertificateRefused = vi.fn();
  const { port } = await open({ onCertificateRefused });
  const written: Buffer[] = [];
  const hello = new Duplex({ read() {}, write: (chunk, _encoding, done) => done(void written.push(chunk)) });
  connectTls({ socket: hello, servername: "localhost" }).on("error", () => {});
  await vi.waitFor(() => expect(written).not.toEqual([]));
  const socket = connect(port, "127.0.0.1");
  // A fatal alert, that the authority is not known, behind the client's greeting.
  socket.write(Buffer.concat([...written, Buffer.from([0x15, 3, 3, 0, 2, 2, 48])]));
  await vi.waitFor(() => expect(onCertificateRefused).toHaveBeenCalledOnce());
  socket.destroy();
  hello.destroy();
});

it("ends with connections that never said anything", async () => {
  const { port } = await open();
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => {});
});

it("keeps a certificate until a month before its end, and its key to this user", async () => {
  const now = Date.now();
  const first = await localCertificate(folder, now);
  expect(statSync(join(folder, "localhost.key")).mode & 0o077).toBe(0);
  expect((await localCertificate(folder, now + 300 * 86_400_000)).cert).toBe(first.cert);
  const renewed = await localCertificate(folder, now + 380 * 86_400_000);
  expect(renewed.cert).not.toBe(first.cert);
  expect(readFileSync(renewed.file, "utf8")).toBe(renewed.cert);
});
