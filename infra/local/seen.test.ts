import fc from "fast-check";
import { expect, it } from "vitest";
import { createSeen } from "./seen.ts";

it("knows each text that came before, in memory and beyond", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 2 })), fc.nat(5), (texts, inMemory) => {
      const seen = createSeen(inMemory);
      const answers = texts.map(seen.isRepeated);
      seen.close();
      expect(answers).toEqual(texts.map((text, index) => texts.indexOf(text) < index));
    }),
  );
});
