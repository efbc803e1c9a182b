import type { UrlCors } from "./url-config.ts";

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * The headers of CORS for a request from a web page; none where the page's origin is not allowed.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
export function corsHeaders(cors: UrlCors | undefined, { origin }: Headers): Record<string, string> {
  const allowed = cors?.AllowOrigins ?? [];
  if (cors === undefined || origin === undefined || !(allowed.includes("*") || allowed.includes(origin))) return {};
  return {
    "access-control-allow-origin": allowed.includes("*") && !cors.AllowCredentials ? "*" : origin,
    vary: "Origin",
    ...(cors.AllowCredentials ? { "access-control-allow-credentials": "true" } : {}),
    ...(cors.ExposeHeaders?.length ? { "access-control-expose-headers": cors.ExposeHeaders.join(",") } : {}),
  };
}

/** The answer to a web page that asks before it sends; undefined for any other request, and without CORS. */
export function preflight(
  cors: UrlCors | undefined,
  method: string,
  headers: Headers,
): Record<string, string> | undefined {
  const wanted = headers["access-control-request-method"];
  if (cors === undefined || method !== "OPTIONS" || headers.origin === undefined || wanted === undefined)
    return undefined;
  const allowed = corsHeaders(cors, headers);
  const methods = cors.AllowMethods ?? [];
  if (Object.keys(allowed).length === 0 || !(methods.includes("*") || methods.includes(wanted))) return {};
  return {
    ...allowed,
    "access-control-allow-methods": methods.join(","),
    ...(cors.AllowHeaders?.length ? { "access-control-allow-headers": cors.AllowHeaders.join(",") } : {}),
    ...(cors.MaxAge === undefined ? {} : { "access-control-max-age": String(cors.MaxAge) }),
  };
}
