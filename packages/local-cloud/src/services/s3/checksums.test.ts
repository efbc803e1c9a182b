import { expect, it } from "vitest";
import { verifyChecksums } from "./checksums.ts";

/** Check values of the catalogue of CRCs for "123456789": https://reveng.sourceforge.io/crc-catalogue/all.htm */
const known = { CRC32: "cbf43926", CRC32C: "e3069283", CRC64NVME: "ae8b14860a799888" } as const;

it.each(Object.entries(known))("computes %s as its definition says", (algorithm, check) => {
  const checksums = verifyChecksums(Buffer.from("123456789"), { ChecksumAlgorithm: algorithm });
  expect(checksums).toEqual({ [`Checksum${algorithm}`]: Buffer.from(check, "hex").toString("base64") });
});

it("refuses bytes that are not what the client says", () => {
  expect(() => verifyChecksums(Buffer.from("123456780"), { ChecksumCRC32: "y/Q5Jg==" })).toThrow("CRC32 you specified");
  expect(() => verifyChecksums(Buffer.from("a"), { ContentMD5: "AAAA" })).toThrow("Content-MD5 you specified");
});
