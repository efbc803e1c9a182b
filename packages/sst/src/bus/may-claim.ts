import { needsClaim } from "@tributary/contract/needs-claim";
import { conditionalWrites, type Grant, grant, permit } from "../function/grant.ts";
import type { Stack } from "../stack/create-stack.ts";
import { encryptedTable } from "../table/encrypted-table.ts";
import type { Operations } from "./delivery-rule.ts";

/**
 * Creates the table of a consumer's claims on events (`<name>Idempotency`) and returns the grants for it; none if no contract
 * that it receives asks for claims.
 */
export function mayClaim(stack: Stack, name: string, receives: Operations): Grant {
  if (!Object.values(receives).some(({ delivery }) => needsClaim(delivery))) return permit();
  const claims = encryptedTable(stack, `${name}Idempotency`, { key: ["id"], ttl: "expiresAt" });
  return grant(claims, "dynamodb:DeleteItem", ...conditionalWrites);
}
