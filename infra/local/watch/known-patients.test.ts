import type { Activity } from "@tributary/local-cloud/kernel/service";
import { expect, test } from "vitest";
import { knownPatients } from "./known-patients.ts";

const told = (key: object) => JSON.stringify({ detail: { data: { key } } });

/** A step in which a function has handled messages. */
function done(name: string, ...bodies: string[]): Activity {
  return { kind: "mapping:done", name, count: bodies.length, bodies: () => bodies };
}

test("tells of the Patients that the synchronisation is done with, and of nothing else", () => {
  const known = knownPatients("sync");
  const heard: string[] = [];
  const end = known.on(id => void heard.push(id));
  known.take(done("sync", told({ resourceType: "Patient", id: "p" }), told({ resourceType: "Group", id: "g" })));
  known.take(done("sync", told({ patientId: "r" }), "no event", told({ resourceType: "Patient" })));
  known.take(done("another", told({ resourceType: "Patient", id: "q" })));
  known.take({ ...done("sync", told({ resourceType: "Patient", id: "s" })), kind: "mapping:read" });
  end();
  known.take(done("sync", told({ resourceType: "Patient", id: "t" })));
  expect(heard).toEqual(["p"]);
});
