import type { Server } from "node:http";
import type { Socket } from "node:net";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import type { LocalCertificate } from "./local-certificate.ts";

/** The first byte of a TLS connection: a record of the handshake. https://www.rfc-editor.org/rfc/rfc8446#section-5.1 */
const HANDSHAKE = 0x16;
/** A client that does not trust the certificate: alerts 42, 46 and 48. https://www.rfc-editor.org/rfc/rfc8446#section-6.2 */
const REFUSED = /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA)$/;
/** Milliseconds until a connection that says nothing is cut off. */
const SILENCE = 10_000;

/**
 * Lets a server of HTTP take TLS on the same port: the first byte of a connection tells which it is. The certificate is
 * asked for at the first such connection; `onRefused` hears when a client does not trust it. Returns what cuts off connections that have not said anything yet.
 */
export function takeTls(
  server: Server,
  certificate: () => Promise<LocalCertificate>,
  onRefused: () => void = () => {},
): () => void {
  const [take] = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  const silent = new Set<Socket>();
  let context: Promise<SecureContext> | undefined;

  const begin = (socket: Socket, first: Buffer) => {
    socket.unshift(first);
    if (first[0] !== HANDSHAKE) return take?.call(server, socket);
    context ??= certificate().then(({ cert, key }) => createSecureContext({ cert, key }));
    context.then(
      secureContext => {
        const secure = new TLSSocket(socket, { isServer: true, secureContext });
        secure.on("error", (error: NodeJS.ErrnoException) => {
          if (REFUSED.test(error.code ?? "")) onRefused();
          secure.destroy();
        });
        take?.call(server, secure);
      },
      () => socket.destroy(),
    );
  };

  server.on("connection", (socket: Socket) => {
    silent.add(socket);
    const end = () => socket.destroy();
    const forget = () => {
      silent.delete(socket);
      socket.off("readable", look).off("timeout", end).off("error", end).off("close", forget).setTimeout(0);
    };
    const look = () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) return;
      forget();
      begin(socket, first);
    };
    socket.on("readable", look).on("timeout", end).on("error", end).on("close", forget).setTimeout(SILENCE);
  });
  return () => {
    for (const socket of silent) socket.destroy();
  };
}
