import type { OperationContext } from "../../../kernel/service.ts";
import { encodeKeyValue } from "../key-encoding.ts";
import { type Input, optionalInteger } from "../read-input.ts";
import { EVERY_KEY } from "../reads/key-range.ts";
import { pageAnswer } from "../reads/page-answer.ts";
import type { Table } from "../table.ts";
import { validationError } from "../validation-error.ts";
import { type AttributeValue, attribute, type Item } from "../values/attribute-value.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export function scan(input: Input, context: OperationContext): object {
  const segment = optionalInteger(input, "Segment", 0, 999_999);
  const segments = optionalInteger(input, "TotalSegments", 1, 1_000_000);
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
  return pageAnswer(input, context, {
    hasKeyCondition: false,
    backwards: false,
    range: () => EVERY_KEY,
    skips: table => (segments === undefined ? () => false : item => partitionHash(table, item) % segments !== segment),
    checkFilter: () => {},
  });
}

/** FNV-1a of the partition key, so that every item of a partition is in one segment. */
function partitionHash(table: Table, item: Item): number {
  let hash = 0x811c9dc5;
  for (const byte of encodeKeyValue(attribute(item, table.key.hash.name) as AttributeValue))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
