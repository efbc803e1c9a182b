import type { WireResponse } from "../../../kernel/wire.ts";

/** What a function URL answers where the function failed, or its answer is none. */
export const FAILED: WireResponse = {
  status: 502,
  headers: { "content-type": "application/json" },
  body: "Internal Server Error",
};

/**
 * A function's answer as HTTP: with a `statusCode` as it says, any other as the JSON body of a 200.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function urlResponse(payload: string): WireResponse {
  const answer: unknown = JSON.parse(payload);
  const json = { "content-type": "application/json" };
  if (typeof answer !== "object" || answer === null || !("statusCode" in answer))
    return { status: 200, headers: json, body: typeof answer === "string" ? answer : payload };
  const {
    statusCode,
    headers = {},
    body = "",
    cookies = [],
    isBase64Encoded = false,
  } = answer as Readonly<Record<string, unknown>>;
  const status = Number(statusCode);
  const isStatus = Number.isInteger(status) && status >= 100 && status <= 599;
  if (!isStatus || !isPlain(headers) || !(typeof body === "string" || body === null) || !isTexts(cookies))
    return FAILED;
  return {
    status,
    headers: {
      ...json,
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
    },
    ...(cookies.length > 0 ? { cookies } : {}),
    body: isBase64Encoded === true ? Buffer.from(body ?? "", "base64") : (body ?? ""),
  };
}

function isPlain(headers: unknown): headers is Record<string, string | number | boolean> {
  if (typeof headers !== "object" || headers === null || Array.isArray(headers)) return false;
  return Object.entries(headers).every(
    ([name, value]) =>
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) && ["string", "number", "boolean"].includes(typeof value) && isHeader(value),
  );
}

/** What Node.js sends; it throws for any other. */
const isHeader = (value: unknown) => /^[\t\x20-\x7e\x80-\xff]*$/.test(String(value));

function isTexts(cookies: unknown): cookies is string[] {
  return Array.isArray(cookies) && cookies.every(one => typeof one === "string" && isHeader(one));
}
