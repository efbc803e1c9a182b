/** The placeholder account of an offline evaluation, in which every ARN would look foreign. */
const nobodys = "000000000000";

/** Why a resource is outside the deployment's account or region; undefined if it is inside, or unknown. */
export function foreignArn(
  arn: string,
  { account, region }: { readonly account: string; readonly region: string },
): string | undefined {
  const [, , , itsRegion = "", itsAccount = ""] = arn.split(":");
  if (account === nobodys || (itsAccount === account && itsRegion === region)) return undefined;
  return `${arn} is in account ${itsAccount}, region ${itsRegion}, and not in ${account}, ${region}`;
}
