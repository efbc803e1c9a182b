import type { OperationContext } from "../../../kernel/service.ts";
import type { ScanInput } from "../../../models/dynamodb-types.ts";
import { encodeKeyValue } from "../key-encoding.ts";
import { pageAnswer } from "../reads/page-answer.ts";
import type { Table } from "../table.ts";
import { validationError } from "../validation-error.ts";
import { type AttributeValue, attribute, type Item } from "../values/attribute-value.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export function scan(input: ScanInput, context: OperationContext): object {
  const segments = input.TotalSegments ?? undefined;
  return pageAnswer(input, context, {
    expressions: ["ProjectionExpression", "FilterExpression"],
    check: () => checkSegment(input.Segment ?? undefined, segments),
    backwards: false,
    skips: table =>
      segments === undefined ? () => false : item => partitionHash(table, item) % segments !== input.Segment,
    checkFilter: () => {},
  });
}

function checkSegment(segment: number | undefined, segments: number | undefined): void {
  if (segment !== undefined && segments === undefined)
    throw validationError(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  if (segment === undefined && segments !== undefined)
    throw validationError(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  if (segment !== undefined && segments !== undefined && segment >= segments)
    throw validationError(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${segments}`,
    );
}

/** FNV-1a of the partition key, so that every item of a partition is in one segment. */
function partitionHash(table: Table, item: Item): number {
  let hash = 0x811c9dc5;
  for (const byte of encodeKeyValue(attribute(item, table.key.hash.name) as AttributeValue))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
