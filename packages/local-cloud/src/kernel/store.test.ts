import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStore } from "./store.ts";

const TABLE = "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY)";
const open = (storage = "memory") => {
  const store = openStore(storage);
  store.execute(TABLE);
  const add = (name: string) => store.prepare("INSERT INTO kept VALUES (?)").run(name);
  const names = () =>
    store
      .prepare("SELECT name FROM kept ORDER BY name")
      .all()
      .map(row => row.name);
  return { store, add, names };
};

describe("the store", () => {
  it("keeps committed data when reopened", () => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-store-"));
    const first = open(folder);
    first.store.transaction(() => first.add("a"));
    first.store.close();
    expect(open(folder).names()).toEqual(["a"]);
  });

  it("writes no temporary files outside its folder", () => {
    const { store } = open(mkdtempSync(join(tmpdir(), "tributary-store-")));
    // 2 is memory: https://sqlite.org/pragma.html#pragma_temp_store
    expect(store.prepare("PRAGMA temp_store").get()).toEqual({ temp_store: 2 });
    store.close();
  });

  it("keeps committed data when nobody closed it", () => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-store-"));
    open(folder).add("a");
    expect(open(folder).names()).toEqual(["a"]);
  });

  it("keeps statements prepared, and not without end", () => {
    const { store, names } = open();
    const first = store.prepare("SELECT 1");
    expect(store.prepare("SELECT 1")).toBe(first);
    for (let at = 0; at < 5_000; at++) store.prepare(`SELECT ${at} AS at`);
    expect(store.prepare("SELECT 1")).not.toBe(first);
    expect(first.get()).toEqual({ 1: 1 });
    expect(names()).toEqual([]);
  });

  it("undoes the whole of a transaction that throws, with those inside it", () => {
    const { store, add, names } = open();
    const fail = () =>
      store.transaction(() => {
        store.transaction(() => add("inner"));
        throw new Error("no");
      });
    expect(fail).toThrow("no");
    expect(names()).toEqual([]);
  });

  it("undoes a savepoint that throws, with its calls, and keeps the rest of the transaction", () => {
    const { store, add, names } = open();
    const called: string[] = [];
    const write = (name: string) => {
      add(name);
      store.afterCommit(() => called.push(name));
    };
    store.transaction(() => {
      store.savepoint(() => write("a"));
      const fail = () =>
        store.savepoint(() => {
          store.savepoint(() => write("b"));
          throw new Error("no");
        });
      expect(fail).toThrow("no");
      write("c");
    });
    expect([names(), called]).toEqual([
      ["a", "c"],
      ["a", "c"],
    ]);
    expect(store.savepoint(() => add("d")).changes).toBe(1);
    expect(names()).toEqual(["a", "c", "d"]);
  });

  it("calls back after the outermost commit, and never after a rollback", () => {
    const { store, names, add } = open();
    const seen: unknown[] = [];
    store.transaction(() => {
      store.transaction(() => {
        add("a");
        store.afterCommit(() => seen.push(names()));
      });
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual([["a"]]);
    const fail = () =>
      store.transaction(() => {
        store.afterCommit(() => seen.push("after a rollback"));
        throw new Error("no");
      });
    expect(fail).toThrow("no");
    store.transaction(() => add("b"));
    expect(seen).toEqual([["a"]]);
  });

  it("remembers what it is told to, until changes are undone, all of them or a part", () => {
    const { store } = open();
    const key = Symbol("names");
    let made = 0;
    const remembered = () => store.remembered(key, () => ++made);
    expect([remembered(), remembered()]).toEqual([1, 1]);
    const fail = () => {
      throw new Error("undone");
    };
    expect(() => store.transaction(fail)).toThrow("undone");
    expect(remembered()).toBe(2);
    store.transaction(() => {
      expect(() => store.savepoint(fail)).toThrow("undone");
      expect(remembered()).toBe(3);
    });
    store.forget(key);
    expect(remembered()).toBe(4);
  });
});
