import type { CloudContext } from "../../../kernel/service.ts";
import type { WireRequest } from "../../../kernel/wire.ts";
import { urlOf } from "./invoke-function-url.ts";
import { URL_PATH } from "./url-config.ts";

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

/** Whether a request is to a function URL that asks for no signature. */
export function isOpenUrl(context: CloudContext, request: WireRequest): boolean {
  return urlOf(context, urlTarget(request)?.urlId ?? "")?.authType === "NONE";
}
