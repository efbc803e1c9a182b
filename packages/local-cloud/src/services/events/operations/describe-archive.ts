import type { OperationContext } from "../../../kernel/service.ts";
import type { DescribeArchiveRequest } from "../../../models/eventbridge-types.ts";
import { findArchive, summarizeArchive } from "../archives/archive-store.ts";
import { eventsArn } from "../event-arns.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeArchive.html */
export function describeArchive(input: DescribeArchiveRequest, context: OperationContext): object {
  const archive = findArchive(context, input.ArchiveName);
  return {
    ...summarizeArchive(context, archive),
    ArchiveArn: eventsArn(context, `archive/${archive.name}`),
    ...(archive.description !== null && { Description: archive.description }),
    ...(archive.pattern !== null && { EventPattern: archive.pattern }),
    ...(archive.kms_key !== null && { KmsKeyIdentifier: archive.kms_key }),
  };
}
