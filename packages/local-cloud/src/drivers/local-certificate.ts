import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate of this machine's own, for TLS on loopback. */
export interface LocalCertificate {
  /** The certificate in PEM, for `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS`. */
  readonly file: string;
  readonly cert: string;
  readonly key: string;
}

const DAY = 86_400_000;
/** What browsers and operating systems accept. https://support.apple.com/en-us/102028 */
const VALID_DAYS = 397;
const RENEWED_DAYS = 30;

const NAMES = ["localhost", "*.localhost"];
const ADDRESSES = ["127.0.0.1", "::1"];

/** The certificate in a folder, made when there is none, or when it ends within a month. Only this user can read its key. */
export async function localCertificate(folder: string, now = Date.now()): Promise<LocalCertificate> {
  const [file, keyFile] = [join(folder, "localhost.pem"), join(folder, "localhost.key")];
  if (!lasts(file, keyFile, now)) {
    const { generate } = await import("selfsigned"); // Costs 60 ms, and few runs need one.
    const made = await generate([{ name: "commonName", value: "localhost" }], {
      ...{ keyType: "ec", algorithm: "sha256" },
      notBeforeDate: new Date(now - DAY),
      notAfterDate: new Date(now + VALID_DAYS * DAY),
      extensions: [
        { name: "basicConstraints", cA: false, critical: true },
        { name: "keyUsage", digitalSignature: true, critical: true },
        { name: "extKeyUsage", serverAuth: true },
        {
          name: "subjectAltName",
          altNames: [
            ...NAMES.map(value => ({ type: 2 as const, value })),
            ...ADDRESSES.map(ip => ({ type: 7 as const, ip })),
          ],
        },
      ],
    });
    mkdirSync(folder, { recursive: true });
    writeFileSync(keyFile, made.private, { mode: 0o600 });
    writeFileSync(file, made.cert);
  }
  return { file, cert: readFileSync(file, "utf8"), key: readFileSync(keyFile, "utf8") };
}

function lasts(file: string, keyFile: string, now: number): boolean {
  if (!existsSync(file) || !existsSync(keyFile)) return false;
  try {
    return Date.parse(new X509Certificate(readFileSync(file)).validTo) > now + RENEWED_DAYS * DAY;
  } catch {
    return false; // Cut off while it was written.
  }
}
