import { expect, it } from "vitest";
import { serviceTable } from "../models/service-table.ts";
import { restRoutes } from "./rest-routes.ts";

/** Operations that no request tells from another: they have hosts of their own. */
const AT_OTHER_HOSTS = ["ListDirectoryBuckets"];

it.each(["appsync", "lambda", "pipes", "s3"])("finds every operation of %s by its own route", model => {
  const routes = serviceTable(model).routes ?? {};
  const route = restRoutes(routes);
  const found = Object.entries(routes).map(([operation, text]) => {
    const [method = "", address = "", ...headers] = text.split(" ");
    const [path = "", query = ""] = address.split("?");
    return [
      operation,
      route({
        method,
        path: path.replaceAll(/\{(\w+)\+?\}/g, "a-$1"),
        query: new URLSearchParams(query.replaceAll(/\{([^}]+)\}/g, "$1=1")),
        headers: Object.fromEntries(headers.map(name => [name, "1"])),
      })?.operation,
    ];
  });
  expect(found.filter(([operation, name]) => operation !== name)).toEqual(
    found.filter(([operation]) => AT_OTHER_HOSTS.includes(operation ?? "")),
  );
});

const route = restRoutes({
  GetThing: "GET /{Box}/{Thing+}",
  GetPart: "GET /{Box}/{Thing+}?{part}&{upload}",
  GetTags: "GET /{Box}/{Thing+}?tags",
  ListThings: "GET /{Box}",
});
const find = (path: string, query = "") =>
  route({ method: "GET", path, query: new URLSearchParams(query), headers: {} });

it("gives a greedy label the rest of a path, slashes and all, and no other label a slash at the end", () => {
  expect(find("/box/a/b%2Fc/")).toEqual({ operation: "GetThing", labels: { Box: "box", Thing: "a/b%2Fc/" } });
  expect(find("/box//a")).toEqual({ operation: "GetThing", labels: { Box: "box", Thing: "/a" } });
  expect(find("/box/")).toEqual({ operation: "ListThings", labels: { Box: "box" } });
  expect(find("/")).toBeUndefined();
});

it("takes a request with one of an operation's own parameters for that operation, so that it is told of the other", () => {
  expect(find("/box/a", "upload=1")?.operation).toBe("GetPart");
  expect(find("/box/a", "other=1")?.operation).toBe("GetThing");
  expect(find("/box/a", "tags&upload=1")?.operation).toBe("GetTags");
});
