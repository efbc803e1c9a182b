import type { Cloud } from "@tributary/local-cloud/cloud";

/** `fetch` that reaches a cloud in this process. */
export function fetchFrom(cloud: Cloud): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, { method = "GET", headers, body }) => {
    const { pathname, searchParams, host } = new URL(url);
    const answer = await cloud.handle({
      method,
      path: pathname,
      query: searchParams,
      headers: { host, ...Object.fromEntries(new Headers(headers)) },
      body: Buffer.from(typeof body === "string" ? body : ""),
    });
    const isEmpty = answer.status === 204 || answer.status === 304;
    return new Response(isEmpty ? null : Buffer.from(answer.body), { status: answer.status, headers: answer.headers });
  };
}
