import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, createCloud } from "../cloud.ts";
import { pipesService } from "../services/pipes/service.ts";
import { positions } from "./positions.ts";

describe("positions in a stream", () => {
  let cloud: Cloud;
  beforeEach(() => {
    cloud = createCloud({ services: [pipesService], storage: "memory", region: "us-east-1", account: "000000000000" });
  });
  afterEach(() => cloud.stop());
  const lanes = (count: number) =>
    Array.from({ length: count }, (_, lane) => positions(cloud.context, "pipes").read("owner", lane));

  it("start where they are told, and stay when nothing is rearranged", () => {
    const at = positions(cloud.context, "pipes");
    at.arrange("owner", 2, "100");
    at.write("owner", 1, "105");
    at.arrange("owner", 2, "999");
    expect(lanes(3)).toEqual(["100", "105", undefined]);
  });

  it("fall back to the lane furthest behind when the number of lanes changes", () => {
    const at = positions(cloud.context, "pipes");
    at.arrange("owner", 2, undefined);
    at.write("owner", 0, "1000");
    at.write("owner", 1, "999");
    at.arrange("owner", 3, undefined);
    expect(lanes(3)).toEqual(["999", "999", "999"]);
    at.remove("owner");
    expect(lanes(3)).toEqual([undefined, undefined, undefined]);
  });
});
