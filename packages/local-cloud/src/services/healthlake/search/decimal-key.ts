/** The greatest exponent that is told apart: what is beyond is as large, or as small, as anything. */
const MOST_EXPONENT = 500_000;
const EXPONENT_DIGITS = 7;
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/**
 * A text for a decimal number: the texts of two numbers are in the order of the numbers, whatever their digits, and the same
 * where the numbers are, as of 1.0 and 1.00. A double would take 12345678901234567890.1 and .2 for one.
 */
export function decimalKey(number: string): string {
  const [, sign, whole = "", fraction = "", exponent = "0"] = NUMBER.exec(number) ?? [];
  const all = whole + fraction;
  const digits = all.replace(/^0+/, "").replace(/0+$/, "");
  if (digits === "") return "1";
  const leadingZeros = all.length - all.replace(/^0+/, "").length;
  const power = Number(exponent) + whole.length - leadingZeros;
  const bounded = Math.max(-MOST_EXPONENT, Math.min(MOST_EXPONENT, power)) + MOST_EXPONENT;
  const magnitude = String(bounded).padStart(EXPONENT_DIGITS, "0") + digits;
  // Negative numbers sort in reverse; of two that begin alike, the shorter is greater.
  return sign === "-" ? `0${magnitude.replace(/\d/g, digit => String(9 - Number(digit)))}~` : `2${magnitude}`;
}
