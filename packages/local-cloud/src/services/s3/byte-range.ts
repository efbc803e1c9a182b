import { AwsError } from "../../kernel/aws-error.ts";

/** First and last byte, both within. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of `size` bytes that a `Range` header asks for; undefined when the whole is meant,
 * which is what S3 answers to ranges that it cannot read and to several at once. InvalidRange when it lies outside.
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec((header ?? "").trim());
  if (!found || (found[1] === "" && found[2] === "")) return undefined;
  const [, from = "", to = ""] = found;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined;
  if (start >= size || (from === "" && Number(to) === 0))
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", {
      status: 416,
      members: { RangeRequested: header, ActualObjectSize: size },
    });
  return { start, end };
}
