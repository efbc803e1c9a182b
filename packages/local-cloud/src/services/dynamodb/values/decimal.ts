import { validationError } from "../validation-error.ts";

/** A number of up to 38 digits: ±0.d1d2d3… × 10^exponent, without zeros at either end; no digits for zero. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const MOST_DIGITS = 38;
/** Magnitudes are 1E-130 to 9.99…E+125, in exponents of `0.d × 10^e`. */
export const LEAST_EXPONENT = -129;
const GREATEST_EXPONENT = 126;

/** Reads a number and checks its range and precision. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
export function parseDecimal(text: string): Decimal {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  const whole = found?.[2] ?? "";
  const fraction = found?.[3] ?? "";
  if (!found || whole.length + fraction.length === 0)
    throw validationError("The parameter cannot be converted to a numeric value");
  const all = whole + fraction;
  const digits = all.replace(/^0+/, "");
  const exponent = whole.length - (all.length - digits.length) + Number(found[4] ?? 0);
  return decimal(found[1] === "-", digits, exponent);
}

function decimal(negative: boolean, untrimmed: string, exponent: number): Decimal {
  const digits = untrimmed.replace(/0+$/, "");
  if (digits === "") return { negative: false, digits: "", exponent: 0 };
  if (digits.length > MOST_DIGITS)
    throw validationError("Attempting to store more than 38 significant digits in a Number");
  if (exponent > GREATEST_EXPONENT) throw overflow();
  if (exponent < LEAST_EXPONENT)
    throw validationError("Number underflow. Attempting to store a number with magnitude smaller than supported range");
  return { negative, digits, exponent };
}

function overflow() {
  return validationError("Number overflow. Attempting to store a number with magnitude larger than supported range");
}

/** Plain notation, as DynamoDB answers numbers. */
function formatDecimal({ negative, digits, exponent }: Decimal): string {
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return `${sign}${digits}${"0".repeat(exponent - digits.length)}`;
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** The one text for each number. */
export function normaliseNumber(text: string): string {
  return /^(?:0|-?[1-9]\d{0,36})$/.test(text) ? text : formatDecimal(parseDecimal(text));
}

/** Negative, zero or positive. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  const a = Number(left);
  const b = Number(right);
  if (a !== b && Math.abs(a - b) > Math.abs(a) * 1e-9) return a < b ? -1 : 1;
  const difference = scaled(parseDecimal(left)) - scaled(parseDecimal(right));
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Exact sum; an error when it needs more than 38 digits. */
export function addNumbers(left: string, right: string): string {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  const scale = Math.max(a.digits.length - a.exponent, b.digits.length - b.exponent, 0);
  const sum = scaled(a, scale) + scaled(b, scale);
  const digits = (sum < 0n ? -sum : sum).toString();
  if (sum === 0n) return "0";
  // What AWS says of a sum that takes too many digits: Alternator's tests of numbers.
  if (digits.replace(/0+$/, "").length > MOST_DIGITS) throw overflow();
  return formatDecimal(decimal(sum < 0n, digits, digits.length - scale));
}

/** The same number with the other sign. */
export function negateNumber(text: string): string {
  return text === "0" ? text : text.startsWith("-") ? text.slice(1) : `-${text}`;
}

function scaled(value: Decimal, scale = 38 - LEAST_EXPONENT): bigint {
  if (value.digits === "") return 0n;
  const shift = scale + value.exponent - value.digits.length;
  const magnitude = BigInt(value.digits) * 10n ** BigInt(shift);
  return value.negative ? -magnitude : magnitude;
}
