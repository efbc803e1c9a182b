import type { CloudContext } from "../../../kernel/service.ts";
import type { WireRequest } from "../../../kernel/wire.ts";
import { urlOf } from "./invoke-function-url.ts";
import { URL_PATH } from "./url-config.ts";
import { preflight } from "./url-cors.ts";

/** The id in the host of a function URL, which resolves where `*.localhost` does: `<id>.lambda-url.localhost:4566`. */
const HOST = /^([a-z0-9]+)\.lambda-url\./;

/** Where a request goes: to the id of a function URL, and a path below it. */
export function urlTarget({
  path,
  headers,
}: WireRequest): { readonly urlId: string; readonly path: string } | undefined {
  const named = HOST.exec(headers.host ?? "")?.[1];
  if (named !== undefined) return { urlId: named, path };
  if (!path.startsWith(URL_PATH)) return undefined;
  const [, urlId = "", below = ""] = /^([^/]*)(.*)$/s.exec(path.slice(URL_PATH.length)) ?? [];
  return { urlId, path: below === "" ? "/" : below };
}

/** Whether a request to a function URL needs no signature: of one that asks for none, or a preflight that Lambda answers by itself. */
export function takesAnyone(context: CloudContext, request: WireRequest): boolean {
  const url = urlOf(context, urlTarget(request)?.urlId ?? "");
  return url?.authType === "NONE" || preflight(url?.cors, request.method, request.headers) !== undefined;
}
