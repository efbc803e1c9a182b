/** A number as JSON writes it. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The part of `JSON` that TypeScript has no types for yet (ECMAScript 2026; Node.js 22 has it). */
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };

/**
 * A number with the digits that it was written with, where a double would print others: `1.00`, `12345678901234567890.10`.
 * The precision of a decimal is part of its meaning in FHIR (hl7.org/fhir/R4/datatypes.html#decimal).
 *
 * `JSON.stringify` writes it with its digits, and in arithmetic and comparisons it is the nearest double: `value > 1`,
 * `Number(value)`. It is not `typeof "number"`, nor `===` to one. Copies must keep the object itself: a spread or
 * `structuredClone` of it makes a plain object of it.
 */
export class ExactDecimal {
  readonly decimal: string;

  /** Throws when the text is no number of JSON; the message does not repeat it. */
  constructor(decimal: string) {
    if (!JSON_NUMBER.test(decimal)) throw new TypeError("An exact decimal must be written like a number of JSON.");
    this.decimal = decimal;
  }

  valueOf(): number {
    return Number(this.decimal);
  }

  toString(): string {
    return this.decimal;
  }

  toJSON(): unknown {
    return rawJSON(this.decimal);
  }
}
