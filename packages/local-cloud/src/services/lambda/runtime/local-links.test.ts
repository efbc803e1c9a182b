import { expect, it } from "vitest";
import { localLinks } from "./local-links.ts";

it("leads a link to a function URL to this cloud, and leaves all else alone", () => {
  const url = "https://abc123.lambda-url.eu-west-1.on.aws/";
  const other = "https://abc123.lambda-url.eu-west-1.on.aws.example/";
  expect(
    localLinks({ SST_RESOURCE_Api: JSON.stringify({ url, other }), PARTNER: url }, "http://localhost:4566"),
  ).toEqual({
    SST_RESOURCE_Api: JSON.stringify({ url: "http://localhost:4566/_lambda-url/abc123/", other }),
    PARTNER: url,
  });
});
