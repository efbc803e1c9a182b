import { isIP } from "node:net";

/** The headers that tell whose a request is. */
export interface RequestOrigin {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly "sec-fetch-site"?: string | undefined;
}

/**
 * Why a request to a listener on this machine is not answered, or undefined when it is: an administrator's keys are
 * no secret, so that any web page in a browser here could otherwise call it. A page on another site says so in `Origin` or
 * `Sec-Fetch-Site`; one that had its own name resolved to this machine (DNS rebinding) calls it by that name.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function foreignRequest(headers: RequestOrigin, listensOnLoopback: boolean): string | undefined {
  const { host, origin, "sec-fetch-site": site } = headers;
  if (origin !== undefined && !isLocal(nameIn(origin))) return "Requests of web pages from elsewhere are refused.";
  if (origin === undefined && (site === "cross-site" || site === "same-site"))
    return "Requests of web pages from elsewhere are refused.";
  if (listensOnLoopback && host !== undefined && !isLocal(nameIn(`http://${host}`)) && !isAddress(host))
    return "Requests by a name other than localhost are refused; use localhost or 127.0.0.1.";
  return undefined;
}

/**
 * Whether a request beside AWS's services, which nobody signs, may do what it asks: a deployment names code of this machine that
 * is to run, so that only this machine may ask for one, wherever the server listens.
 */
export function mayControl(method: string, remoteAddress = ""): boolean {
  return method === "GET" || method === "HEAD" || isLocal(remoteAddress.replace(/^::ffff:/, ""));
}

/** Whether a listening address is this machine's own, out of reach of others. */
export function isLocal(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** An address cannot be made to stand for another machine. */
function isAddress(host: string): boolean {
  return isIP(nameIn(`http://${host}`)) !== 0;
}

/** The host in an origin, in lower case, without port and brackets; empty when there is none (`Origin: null`). */
function nameIn(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname.replace(/^\[|\]$/g, "") : "";
}
