/** The account of an offline evaluation: nobody's, so that any ARN would be another's. */
const nobodys = "000000000000";

/** Why a resource is not where the program deploys to; undefined where it is, or where that is not known. */
export function foreignArn(
  arn: string,
  { account, region }: { readonly account: string; readonly region: string },
): string | undefined {
  const [, , , itsRegion = "", itsAccount = ""] = arn.split(":");
  if (account === nobodys || (itsAccount === account && itsRegion === region)) return undefined;
  return `${arn} is in account ${itsAccount}, region ${itsRegion}, and not in ${account}, ${region}`;
}
