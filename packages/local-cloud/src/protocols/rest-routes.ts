/** What of a request tells its operation. */
export interface RoutedRequest {
  readonly method: string;
  /** Still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

/** The operation of a request, and the labels in its path, still percent-encoded. */
export interface Routed {
  readonly operation: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Route {
  readonly operation: string;
  readonly segments: readonly (string | { readonly label: string })[];
  /** The label at the end that takes the rest of the path. */
  readonly greedy?: string | undefined;
  readonly literals: readonly (readonly [name: string, value: string | undefined])[];
  /** Parameters of the query and headers that the operation cannot do without. */
  readonly needed: readonly string[];
  readonly neededHeaders: readonly string[];
  /** Nothing but its path tells it. */
  readonly isPlain: boolean;
}

/**
 * Compiles the routes of a service's table (`PUT /{Bucket}/{Key+}?{uploadId} x-amz-copy-source`) to the operation of a request.
 * Where operations share an address, the one with the most of its own parameters in the request is meant, for it to be
 * refused for those that are missing.
 */
export function restRoutes(routes: Readonly<Record<string, string>>): (request: RoutedRequest) => Routed | undefined {
  const places = new Map<string, Route[]>();
  for (const [operation, text] of Object.entries(routes)) {
    const { place, route } = parseRoute(operation, text);
    const there = places.get(place);
    if (there) there.push(route);
    else places.set(place, [route]);
  }
  return request => {
    const segments = request.path.slice(1).split("/");
    // A slash at the end is no segment, except in a greedy label.
    const count = segments.at(-1) === "" ? segments.length - 1 : segments.length;
    const exact = places.get(`${request.method} ${count}`);
    return (
      (exact && best(exact, request, segments)) ??
      (count > 0 ? best(places.get(`${request.method} +`) ?? [], request, segments) : undefined)
    );
  };
}

function best(routes: readonly Route[], request: RoutedRequest, segments: readonly string[]): Routed | undefined {
  let found: Route | undefined;
  let most = -1;
  for (const route of routes) {
    if (!fits(route, segments)) continue;
    const score = route.isPlain ? 0 : scoreOf(route, request);
    if (score <= most) continue;
    most = score;
    found = route;
  }
  return found && { operation: found.operation, labels: labelsOf(found, segments) };
}

function fits({ segments, greedy }: Route, given: readonly string[]): boolean {
  for (let at = 0; at < segments.length; at++) {
    const segment = segments[at];
    if (typeof segment === "string" ? segment !== given[at] : !given[at]) return false;
  }
  return greedy === undefined || given.length > segments.length + 1 || (given[segments.length] ?? "") !== "";
}

/** How much of what is particular to an operation the request has; -1 where it is another one's. */
function scoreOf({ literals, needed, neededHeaders }: Route, { query, headers }: RoutedRequest): number {
  for (const [name, value] of literals)
    if (value === undefined ? !query.has(name) : query.get(name) !== value) return -1;
  const parameters = needed.filter(name => query.has(name)).length;
  const all = parameters + neededHeaders.filter(name => headers[name] !== undefined).length;
  if (needed.length > 0 && parameters === 0 && literals.length === 0) return -1;
  if (neededHeaders.length > 0 && all === parameters && literals.length === 0) return -1;
  const missing = needed.length + neededHeaders.length - all;
  return 1_000 * literals.length + 10 * all - missing;
}

function labelsOf({ segments, greedy }: Route, given: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {};
  for (let at = 0; at < segments.length; at++) {
    const segment = segments[at];
    if (typeof segment === "object") labels[segment.label] = given[at] ?? "";
  }
  if (greedy !== undefined) labels[greedy] = given.slice(segments.length).join("/");
  return labels;
}

function parseRoute(operation: string, text: string): { place: string; route: Route } {
  const [method = "", address = "", ...neededHeaders] = text.split(" ");
  const [path = "", query = ""] = address.split("?");
  const all = path
    .split("/")
    .slice(1)
    .filter(segment => segment !== "");
  const greedy = /^\{(\w+)\+\}$/.exec(all.at(-1) ?? "")?.[1];
  const segments = (greedy === undefined ? all : all.slice(0, -1)).map(segment => {
    const label = /^\{(\w+)\}$/.exec(segment)?.[1];
    return label === undefined ? segment : { label };
  });
  const parameters = query === "" ? [] : query.split("&");
  const needed = parameters.flatMap(each => /^\{(.+)\}$/.exec(each)?.[1] ?? []);
  const literals = parameters
    .filter(each => !each.startsWith("{"))
    .map(each => {
      const [name = "", value] = each.split("=");
      return [name, value] as const;
    });
  const isPlain = parameters.length + neededHeaders.length === 0;
  const route: Route = { operation, segments, greedy, literals, needed, neededHeaders, isPlain };
  return { place: `${method} ${greedy === undefined ? segments.length : "+"}`, route };
}
