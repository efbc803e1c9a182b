// Judges values by definitions, which are JSON Schemas that refer to one another by name. Asked for a verdict alone it stops
// at the first thing that is wrong; asked why, it lists everything.

import { isMultiple } from "./is-multiple.js";

const escaped = name => String(name).replaceAll("~", "~0").replaceAll("/", "~1");
const isObject = value => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = value => typeof value === "string";
const isNumber = value => Number.isFinite(value);
/** A field may be there and undefined, before it becomes JSON; what every object inherits is no field. */
const has = (object, name) => Object.hasOwn(object, name) && object[name] !== undefined;

const types = {
  string: isText,
  boolean: value => typeof value === "boolean",
  number: isNumber,
  integer: value => Number.isInteger(value),
  null: value => value === null,
  array: value => Array.isArray(value),
  object: isObject,
};

/** JSON Schema counts code points, JavaScript code units. */
export function codePoints(text) {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at++) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      count--;
      at++;
    }
  }
  return count;
}

/** Deep equality of JSON values, for `const`, `enum` and `uniqueItems`. */
export function equal(left, right) {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(key => Object.hasOwn(right, key) && equal(left[key], right[key]));
}

/** A text that equal JSON values share, and others do not. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const keys = Object.keys(value).sort();
  return `{${keys.map(key => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}

const fewer = "must NOT have fewer than";
const more = "must NOT have more than";

/** By keyword: the values it is for, whether one of them keeps to it, and what is said otherwise. The schema may be named, the value never. */
const limits = {
  minLength: [isText, (value, limit) => codePoints(value) >= limit, limit => `${fewer} ${limit} characters`],
  maxLength: [isText, (value, limit) => codePoints(value) <= limit, limit => `${more} ${limit} characters`],
  minItems: [Array.isArray, (value, limit) => value.length >= limit, limit => `${fewer} ${limit} items`],
  maxItems: [Array.isArray, (value, limit) => value.length <= limit, limit => `${more} ${limit} items`],
  minProperties: [
    isObject,
    (value, limit) => Object.keys(value).length >= limit,
    limit => `${fewer} ${limit} properties`,
  ],
  maxProperties: [
    isObject,
    (value, limit) => Object.keys(value).length <= limit,
    limit => `${more} ${limit} properties`,
  ],
  minimum: [isNumber, (value, limit) => value >= limit, limit => `must be >= ${limit}`],
  maximum: [isNumber, (value, limit) => value <= limit, limit => `must be <= ${limit}`],
  exclusiveMinimum: [isNumber, (value, limit) => value > limit, limit => `must be > ${limit}`],
  exclusiveMaximum: [isNumber, (value, limit) => value < limit, limit => `must be < ${limit}`],
  multipleOf: [isNumber, isMultiple, limit => `must be multiple of ${limit}`],
};

/** Fields and items of a value that some schema has judged, for those that judge the rest. */
const noMarks = () => ({ names: new Set(), items: new Set(), allItems: false });

function mark(marks, other) {
  for (const name of other.names) marks.names.add(name);
  for (const item of other.items) marks.items.add(item);
  marks.allItems ||= other.allItems;
}

/**
 * The functions that judge by each definition, by its name, and one that lists what is wrong. A test is a function of a value
 * and of whether fields that the contract does not have are refused; `formats` has a regular expression or a function for
 * each format that is judged.
 */
export function judge(definitions, formats) {
  const tests = new Map();

  /** The test of a schema: of the value, of `closed`, of where to report to and under which pointer, and of the marks to leave. */
  const testOf = schema => {
    if (schema === true) return () => true;
    if (schema === false) return refuse;
    const known = tests.get(schema);
    if (known !== undefined) return known;
    const steps = [];
    const collects = "unevaluatedProperties" in schema || "unevaluatedItems" in schema;
    const test = (value, closed, report, at, around) => {
      if (report?.isFull()) return false;
      const marks = collects ? noMarks() : around;
      let isGood = true;
      for (const step of steps) {
        if (step(value, closed, report, at, marks, isGood)) continue;
        if (report === undefined) return false;
        isGood = false;
      }
      if (collects && around !== undefined) mark(around, marks);
      return isGood;
    };
    tests.set(schema, test);
    for (const [keyword, make] of Object.entries(keywords)) {
      if (keyword in schema) steps.push(make(schema[keyword], schema));
    }
    for (const [keyword, [isFor, keeps, message]] of Object.entries(limits)) {
      if (!(keyword in schema)) continue;
      const limit = schema[keyword];
      steps.push((value, _closed, report, at) =>
        !isFor(value) || keeps(value, limit) ? true : say(report, at, keyword, message(limit)),
      );
    }
    for (const [keyword, make] of Object.entries(last)) {
      if (keyword in schema) steps.push(make(schema[keyword]));
    }
    return test;
  };

  /** Makes the step of each keyword from what it says and the schema that it stands in. */
  const keywords = {
    type: type => {
      const accepted = [type].flat().map(name => types[name]);
      const [only] = accepted;
      const accepts = accepted.length === 1 ? only : value => accepted.some(is => is(value));
      return (value, _closed, report, at) => (accepts(value) ? true : say(report, at, "type", `must be ${type}`));
    },
    const: constant => (value, _closed, report, at) =>
      equal(value, constant) ? true : say(report, at, "const", `must be ${JSON.stringify(constant)}`),
    enum: values => (value, _closed, report, at) =>
      values.some(each => equal(value, each))
        ? true
        : say(report, at, "enum", `must be one of ${JSON.stringify(values)}`),
    pattern: (pattern, schema) => {
      const expression = new RegExp(pattern, "u");
      // One that came later binds producers alone.
      const isForAll = !("x-pattern-binds" in schema);
      return (value, closed, report, at) =>
        !isText(value) || !(closed || isForAll) || expression.test(value)
          ? true
          : say(report, at, "pattern", `must match pattern "${pattern}"`);
    },
    format: name => {
      const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
      const keeps = typeof format === "function" ? format : text => format.test(text);
      return (value, _closed, report, at) =>
        !isText(value) || format === undefined || keeps(value)
          ? true
          : say(report, at, "format", `must match format "${name}"`);
    },
    $ref: name => {
      let test;
      return (value, closed, report, at, marks) => {
        test ??= testOf(definitions[name]);
        return test(value, closed, report, at, marks);
      };
    },
    allOf: schemas => {
      const all = schemas.map(testOf);
      return (value, closed, report, at, marks) => every(all, each => each(value, closed, report, at, marks), report);
    },
    anyOf: schemas => anyOf("anyOf", schemas),
    oneOf: (schemas, { tag }) => {
      if (tag !== undefined) return oneOfTagged(schemas, tag);
      const all = schemas.map(testOf);
      // Opened, alternatives that only closedness told apart overlap.
      const any = anyOf("oneOf", schemas);
      return (value, closed, report, at, marks) => {
        if (!closed) return any(value, closed, report, at, marks);
        const count = all.filter(each => passes(each, value, closed, marks)).length;
        if (count === 1) return true;
        if (count === 0) for (const each of report === undefined ? [] : all) each(value, closed, report, at);
        return say(report, at, "oneOf", "must match exactly one schema in oneOf");
      };
    },
    // What is excluded is judged strictly by strict and tolerant readers: opened, it would exclude more.
    not: schema => {
      const test = testOf(schema);
      return (value, _closed, report, at) => (test(value, true) ? say(report, at, "not", "must NOT be valid") : true);
    },
    if: (schema, { then: yes = true, else: no = true }) => {
      const test = testOf(schema);
      const good = testOf(yes);
      const bad = testOf(no);
      return (value, closed, report, at, marks) => {
        const isSo = passes(test, value, true, marks);
        if ((isSo ? good : bad)(value, closed, report, at, marks)) return true;
        return say(report, at, "if", `must match "${isSo ? "then" : "else"}" schema`);
      };
    },
    dependentRequired: dependencies => (value, _closed, report, at) => {
      if (!isObject(value)) return true;
      const missing = Object.entries(dependencies).flatMap(([name, needed]) =>
        has(value, name) ? needed.filter(each => !has(value, each)) : [],
      );
      for (const name of missing) say(report, place(report, at, name), "dependentRequired", "is required");
      return missing.length === 0;
    },
    dependentSchemas: dependencies => {
      const all = Object.entries(dependencies).map(([name, schema]) => [name, testOf(schema)]);
      return (value, closed, report, at, marks) =>
        !isObject(value) ||
        every(all, ([name, test]) => !has(value, name) || test(value, closed, report, at, marks), report);
    },
    propertyNames: schema => {
      const test = testOf(schema);
      return (value, closed, report, at) =>
        !isObject(value) ||
        every(Object.keys(value), name => test(name, closed, report, keyed(report, at, name)), report);
    },
    required: names => (value, _closed, report, at) => {
      if (!isObject(value)) return true;
      const missing = names.filter(name => !has(value, name));
      for (const name of missing) say(report, place(report, at, name), "required", "is required");
      return missing.length === 0;
    },
    properties: properties => {
      const all = Object.entries(properties).map(([name, schema]) => [name, testOf(schema)]);
      return (value, closed, report, at, marks) =>
        !isObject(value) ||
        every(
          all,
          ([name, test]) => {
            if (!has(value, name)) return true;
            marks?.names.add(name);
            return test(value[name], closed, report, place(report, at, name));
          },
          report,
        );
    },
    patternProperties: patterns => {
      const all = Object.entries(patterns).map(([pattern, schema]) => [new RegExp(pattern, "u"), testOf(schema)]);
      return (value, closed, report, at, marks) => {
        if (!isObject(value)) return true;
        return every(
          Object.keys(value),
          name =>
            every(
              all,
              ([pattern, test]) => {
                if (!pattern.test(name)) return true;
                marks?.names.add(name);
                return test(value[name], closed, report, keyed(report, at, name));
              },
              report,
            ),
          report,
        );
      };
    },
    additionalProperties: (rest, { properties = {}, patternProperties = {} }) => {
      const test = testOf(rest);
      const patterns = Object.keys(patternProperties).map(pattern => new RegExp(pattern, "u"));
      return (value, closed, report, at, marks) => {
        if (!isObject(value) || (rest === false && !closed)) return true;
        const others = Object.keys(value).filter(
          name => !Object.hasOwn(properties, name) && !patterns.some(pattern => pattern.test(name)),
        );
        for (const name of others) marks?.names.add(name);
        if (rest !== false) {
          return every(others, name => test(value[name], closed, report, keyed(report, at, name)), report);
        }
        for (const name of others) say(report, place(report, at, name), "additionalProperties", unknownField);
        return others.length === 0;
      };
    },
    variants:
      (variants, { tag }) =>
      (value, closed, report, at) => {
        if (!isObject(value)) return false;
        if (!has(value, tag)) return say(report, place(report, at, tag), "required", "is required");
        const named = value[tag];
        if (!isText(named) || !Object.hasOwn(variants, named)) {
          return say(report, place(report, at, tag), "oneOf", "names no variant of the contract");
        }
        return testOf(definitions[variants[named]])(value, closed, report, at);
      },
    prefixItems: schemas => {
      const all = schemas.map(testOf);
      return (value, closed, report, at, marks) => {
        if (!Array.isArray(value)) return true;
        for (const index of all.keys()) marks?.items.add(index);
        const here = [...all.entries()].slice(0, value.length);
        return every(here, ([index, test]) => test(value[index], closed, report, place(report, at, index)), report);
      };
    },
    items: (items, { prefixItems = [] }) => {
      const test = testOf(items);
      return (value, closed, report, at, marks) => {
        if (!Array.isArray(value)) return true;
        if (marks !== undefined) marks.allItems = true;
        let isGood = true;
        for (let index = prefixItems.length; index < value.length; index++) {
          if (test(value[index], closed, report, place(report, at, index))) continue;
          if (report === undefined) return false;
          isGood = false;
        }
        return isGood;
      };
    },
    contains: (schema, { minContains = 1, maxContains = Number.POSITIVE_INFINITY }) => {
      const test = testOf(schema);
      return (value, closed, report, at, marks) => {
        if (!Array.isArray(value)) return true;
        const found = [...value.keys()].filter(index => test(value[index], closed));
        for (const index of found) marks?.items.add(index);
        // Opened, more items are such as may not be many.
        const most = maxContains === Number.POSITIVE_INFINITY ? 0 : value.filter(item => test(item, true)).length;
        if (found.length >= minContains && most <= maxContains) return true;
        return say(report, at, "contains", `must contain at least ${minContains} valid item(s)${upTo(maxContains)}`);
      };
    },
    uniqueItems: isAsked => (value, _closed, report, at) =>
      !isAsked || !Array.isArray(value) || value.length < 2 || new Set(value.map(canonical)).size === value.length
        ? true
        : say(report, at, "uniqueItems", "must NOT have duplicate items"),
  };

  /** Those that judge what the others, here and in place, have left. */
  const last = {
    unevaluatedProperties: rest => {
      const test = testOf(rest);
      return (value, closed, report, at, marks, isGood) => {
        // Of what is wrong otherwise nobody knows what was judged.
        if (!isObject(value) || !isGood || (rest === false && !closed)) return true;
        const left = Object.keys(value).filter(name => !marks.names.has(name));
        for (const name of left) marks.names.add(name);
        if (rest !== false)
          return every(left, name => test(value[name], closed, report, keyed(report, at, name)), report);
        for (const name of left) say(report, place(report, at, name), "unevaluatedProperties", unknownField);
        return left.length === 0;
      };
    },
    unevaluatedItems: rest => {
      const test = testOf(rest);
      return (value, closed, report, at, marks, isGood) => {
        if (!Array.isArray(value) || !isGood || marks.allItems) return true;
        const left = [...value.keys()].filter(index => !marks.items.has(index));
        marks.allItems = true;
        if (rest === false && left.length > 0) {
          return say(report, at, "unevaluatedItems", `${more} ${left[0]} items`);
        }
        return every(left, index => test(value[index], closed, report, place(report, at, index)), report);
      };
    },
  };

  const anyOf = (keyword, schemas) => {
    const all = schemas.map(testOf);
    return (value, closed, report, at, marks) => {
      const isGood =
        marks === undefined
          ? all.some(each => each(value, closed))
          : all.filter(each => passes(each, value, closed, marks)).length > 0;
      if (isGood) return true;
      if (report !== undefined) for (const each of all) each(value, closed, report, at);
      return say(report, at, keyword, "must match a schema in anyOf");
    };
  };

  /** Alternatives of which one property says which is meant: the others need not be asked, nor reported. */
  const oneOfTagged = (schemas, { name, variants }) => {
    const all = schemas.map(testOf);
    return (value, closed, report, at, marks) => {
      if (!isObject(value)) return say(report, at, "oneOf", "must match exactly one schema in oneOf");
      const named = has(value, name) ? value[name] : undefined;
      if (named === undefined) return say(report, place(report, at, name), "required", "is required");
      if (isText(named) && Object.hasOwn(variants, named)) {
        return all[variants[named]](value, closed, report, at, marks);
      }
      return say(report, place(report, at, name), "oneOf", "names no variant of the contract");
    };
  };

  const refuse = (_value, _closed, report, at) => say(report, at, "false schema", unknownField);

  return {
    test(name) {
      let test;
      return (value, closed) => {
        test ??= testOf(definitions[name]);
        return test(value, closed);
      };
    },
    /** Violations as they may be told: a key of a map may be a patient's number. For the value's owner, `isExact` says it, and what may be told beside. */
    explain(name, most, isExact = false) {
      return (value, closed) => {
        const violations = [];
        const report = (at, keyword, message) => {
          if (violations.length >= most) return;
          const told = at.replace(/\/\0[^/]*/g, "/*");
          const place = isExact ? { pointer: at.replaceAll("/\0", "/"), told } : { pointer: told };
          violations.push({ ...place, keyword, message });
        };
        report.isFull = () => violations.length >= most;
        testOf(definitions[name])(value, closed, report, "");
        return violations;
      };
    },
  };
}

const unknownField = "is not a field of the contract";
const upTo = most => (most === Number.POSITIVE_INFINITY ? "" : ` and no more than ${most}`);

/** Always false, having told who asks for reasons. */
function say(report, at, keyword, message) {
  report?.(at, keyword, message);
  return false;
}

/** Pointers are for reports alone. */
const place = (report, at, name) => (report === undefined ? "" : `${at}/${escaped(name)}`);

/** The place of a value in a map, whose keys no contract knows: marked, so that it can be told without. */
const keyed = (report, at, name) => (report === undefined ? "" : `${at}/\0${escaped(name)}`);

/** Stops at the first that fails, but for a report. */
function every(all, test, report) {
  let isGood = true;
  for (const each of all) {
    if (test(each)) continue;
    if (report === undefined) return false;
    isGood = false;
  }
  return isGood;
}

/** Whether a test passes; only then does it leave its marks. */
function passes(test, value, closed, marks) {
  if (marks === undefined) return test(value, closed);
  const own = noMarks();
  if (!test(value, closed, undefined, "", own)) return false;
  mark(marks, own);
  return true;
}
