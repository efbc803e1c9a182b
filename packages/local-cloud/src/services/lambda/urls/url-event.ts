/** A request to a function URL. */
export interface UrlRequest {
  readonly method: string;
  /** As sent, below the URL. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a request's event says of the URL and the caller. */
export interface UrlEventContext {
  readonly urlId: string;
  readonly region: string;
  readonly requestId: string;
  readonly now: number;
  /** Who signed it; nobody where the URL is open. */
  readonly caller?: {
    readonly accessKey: string;
    readonly accountId: string;
    readonly userArn: string;
    readonly userId: string;
  };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Content that is passed on as text; any other comes in base64. AWS documents "binary" alone; API Gateway's HTTP APIs do this. */
const TEXT = /^(?:text\/|application\/(?:json|javascript|xml)\b|application\/[\w.+-]*\+(?:json|xml)\b)/i;

/** A caller on this machine; others cannot reach the cloud. */
const SOURCE = "127.0.0.1";

/** The event of a request, in payload format 2.0. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
export function urlEvent(request: UrlRequest, { urlId, region, requestId, now, caller }: UrlEventContext): object {
  const { cookie, host: _host, ...sent } = request.headers;
  const domainName = `${urlId}.lambda-url.${region}.on.aws`;
  const rawQueryString = request.query.toString();
  const isText = TEXT.test(request.headers["content-type"] ?? "");
  const body = Buffer.from(request.body);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: request.path,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...sent,
      host: domainName,
      ...{ "x-forwarded-for": SOURCE, "x-forwarded-port": "443", "x-forwarded-proto": "https" },
    },
    ...(rawQueryString === "" ? {} : { queryStringParameters: joined(request.query) }),
    requestContext: {
      accountId: caller?.accountId ?? "anonymous",
      ...{ apiId: urlId, domainName, domainPrefix: urlId },
      ...(caller ? { authorizer: { iam: identityOf(caller) } } : {}),
      http: {
        ...{ method: request.method, path: request.path, protocol: "HTTP/1.1", sourceIp: SOURCE },
        userAgent: request.headers["user-agent"] ?? "",
      },
      ...{ requestId, routeKey: "$default", stage: "$default", time: timeOf(new Date(now)), timeEpoch: now },
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function identityOf({ accessKey, accountId, userArn, userId }: NonNullable<UrlEventContext["caller"]>): object {
  return { accessKey, accountId, callerId: userId, cognitoIdentity: null, principalOrgId: null, userArn, userId };
}

/** Several values of one name with a comma between. */
function joined(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(query.keys())].map(name => [name, query.getAll(name).join(",")]));
}

/** `12/Mar/2020:19:03:58 +0000` */
function timeOf(time: Date): string {
  const [day, hour, minute, second] = [
    time.getUTCDate(),
    time.getUTCHours(),
    time.getUTCMinutes(),
    time.getUTCSeconds(),
  ].map(number => String(number).padStart(2, "0"));
  return `${day}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}:${hour}:${minute}:${second} +0000`;
}
