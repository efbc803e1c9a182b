import { fitName, type NamedKind } from "@tributary/contract-tools/name-limits";

/** Physical name of a resource that SST does not name: app, stage, logical name; shortened with a hash to AWS's limit. */
export function physicalName(kind: NamedKind, name: string): string {
  return fitName(kind, `${$app.name}-${$app.stage}-${name}`);
}
