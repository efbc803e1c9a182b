import type { HttpFetch } from "@tributary/healthlake/http-fetch";
import type { Cloud } from "@tributary/local-cloud/cloud";

/** `fetch` that reaches a cloud in this process. */
export function fetchFrom(cloud: Cloud): HttpFetch {
  return async (url, { method, headers, body }) => {
    const { pathname, searchParams, host } = new URL(url);
    const answer = await cloud.handle({
      method,
      path: pathname,
      query: searchParams,
      headers: { host, ...headers },
      body: Buffer.from(body ?? ""),
    });
    const answered = new Map(Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]));
    return {
      status: answer.status,
      headers: { get: name => answered.get(name.toLowerCase()) ?? null },
      text: async () => Buffer.from(answer.body).toString(),
    };
  };
}
