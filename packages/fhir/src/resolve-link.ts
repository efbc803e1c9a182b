/** What an entry of a Bundle is once it is written. */
export interface LinkTarget {
  /** `Patient/1`. */
  readonly literal: string;
  /** The version that the entry's resource says it is, if any. */
  readonly sentVersion?: string | undefined;
  /** The version that it becomes, where that is known. */
  readonly writtenVersion?: string | undefined;
}

const SCHEME = /^[a-z][a-z\d+.-]*:/i;
/** https://hl7.org/fhir/R4/references.html#literal */
const RESTFUL = /^(https?:\/\/.+\/)[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/;
const RELATIVE = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/;
const VERSION = /\/_history\/([A-Za-z0-9\-.]{1,64})$/;

/**
 * What a link in an entry of a Bundle becomes: `Type/id` where it is to another entry, with its fragment; else itself.
 * A relative link is resolved against the root of the entry's own fullUrl, where that is one of a server
 * (https://hl7.org/fhir/R4/bundle.html#references). A version is kept where the Bundle has it: the link then goes to the
 * version that is written. Any other is left out: under a new id it would be a version of something else.
 */
export function resolveLink(
  link: string,
  fullUrl: string | undefined,
  targetOf: (fullUrl: string) => LinkTarget | undefined,
): string {
  const hash = link.indexOf("#");
  const address = hash < 0 ? link : link.slice(0, hash);
  const [versioned = "", version] = VERSION.exec(address) ?? [];
  const plain = address.slice(0, address.length - versioned.length);
  const isRelative = RELATIVE.test(plain);
  const [, root] = isRelative ? (RESTFUL.exec(fullUrl ?? "") ?? []) : [];
  const absolute = isRelative && root !== undefined ? root + plain : SCHEME.test(plain) ? plain : undefined;
  // A fullUrl should be absolute; a relative one still equals the link.
  const own = isRelative ? targetOf(plain) : undefined;
  const target = (absolute === undefined ? undefined : targetOf(fullUrlKey(absolute))) ?? own;
  if (target === undefined || (isRelative && target.literal === plain)) return link;
  const { literal, sentVersion = version, writtenVersion } = target;
  const kept = version !== undefined && sentVersion === version && writtenVersion !== undefined;
  return `${literal}${kept ? `/_history/${writtenVersion}` : ""}${hash < 0 ? "" : link.slice(hash)}`;
}

/** A fullUrl as it is compared: the digits of a UUID are the same in either case (RFC 4122, 3). */
export function fullUrlKey(fullUrl: string): string {
  return /^urn:uuid:/i.test(fullUrl) ? fullUrl.toLowerCase() : fullUrl;
}
