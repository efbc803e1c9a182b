import { describe, expect, it } from "vitest";
import { type LinkPlace, rewriteLinks } from "./rewrite-links.ts";

const URN = "urn:uuid:aaaaaaaa-0000-4000-8000-000000000001";
const rewrite = (link: string) => (link === URN ? "Patient/1" : link);
const xhtml = (inner: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>`;

/** A resource with the URN wherever a link, or what only looks like one, may stand. */
const observation = (link: string, text: string) => ({
  resourceType: "Observation",
  id: text,
  status: "final",
  meta: { source: link, profile: [text], tag: [{ system: text, code: text }] },
  implicitRules: link,
  code: {
    text,
    coding: [{ system: text, code: text, display: text, _display: { extension: [{ url: text, valueUuid: link }] } }],
  },
  identifier: [
    { system: text, value: text, assigner: { reference: link, type: "Organization", identifier: { value: text } } },
  ],
  subject: { reference: link, display: text, extension: [{ url: text, valueReference: { reference: link } }] },
  performer: [{ reference: "Practitioner/7" }, { reference: link }],
  note: [{ text, authorReference: { reference: link } }],
  contained: [
    {
      resourceType: "Media",
      id: "m",
      status: "completed",
      content: { url: link, title: text },
      subject: { reference: link },
    },
    {
      resourceType: "Bundle",
      type: "collection",
      entry: [{ fullUrl: text, resource: { resourceType: "Basic", subject: { reference: text } } }],
    },
  ],
  extension: [
    { url: text, valueUri: link },
    { url: text, valueUrl: link },
    { url: text, valueOid: link },
    { url: text, valueUuid: link },
    { url: text, valueCanonical: text },
    { url: text, valueString: text },
    { url: text, valueId: text },
    { url: text, valueMarkdown: `see ${text}` },
    { url: text, valueAttachment: { url: link } },
    { url: text, extension: [{ url: text, valueUri: link }] },
  ],
});

describe("rewriteLinks", () => {
  it("rewrites links and leaves canonicals, names, texts and Bundles inside alone", () => {
    const before = observation(URN, URN);
    const copy = structuredClone(before);
    expect(rewriteLinks(before, rewrite)).toEqual(observation("Patient/1", URN));
    expect(before).toEqual(copy);
  });

  it("says where each link is", () => {
    const places: string[] = [];
    const note = (link: string, place: LinkPlace) => {
      places.push(`${place} ${link}`);
      return link;
    };
    rewriteLinks(
      { resourceType: "Basic", subject: { reference: "a" }, meta: { source: "b" }, text: { div: '<a href="c"/>' } },
      note,
    );
    expect(places.sort()).toEqual(["narrative c", "reference a", "uri b"]);
  });

  it("gives the same object where nothing changes", () => {
    const resource = observation("Patient/2", "x");
    expect(rewriteLinks(resource, rewrite)).toBe(resource);
    for (const value of [
      null,
      7,
      "x",
      [],
      {},
      { resourceType: 7 },
      { resourceType: "Wizard", subject: { reference: URN } },
    ])
      expect(rewriteLinks(value, rewrite)).toBe(value);
  });

  it("survives any JSON in place of a field's value", () => {
    const odd = {
      resourceType: "Observation",
      subject: [URN, null, 7],
      text: 7,
      contained: "x",
      extension: { url: 1 },
      performer: null,
    };
    expect(rewriteLinks(odd, rewrite)).toBe(odd);
  });

  it("goes no deeper than resources nest", () => {
    let extension: object = { url: "x", valueUri: URN };
    for (let depth = 0; depth < 100_000; depth++) extension = { url: "x", extension: [extension] };
    const resource = { resourceType: "Basic", extension: [extension] };
    expect(rewriteLinks(resource, rewrite)).toBe(resource);
  });

  it.each([
    [`<a href="${URN}">p</a>`, '<a href="Patient/1">p</a>'],
    [`<a  class='x'\n href = '${URN}' >p</a>`, `<a  class='x'\n href = "Patient/1" >p</a>`],
    [`<img alt="x" src="${URN}"/>`, '<img alt="x" src="Patient/1"/>'],
    [`<a title="x" href="${URN}"/><a href="${URN}"/>`, '<a title="x" href="Patient/1"/><a href="Patient/1"/>'],
  ])("rewrites in a narrative: %s", (inner, expected) => {
    const resource = { resourceType: "Basic", text: { status: "generated", div: xhtml(inner) } };
    expect(rewriteLinks(resource, rewrite)).toEqual({ ...resource, text: { ...resource.text, div: xhtml(expected) } });
  });

  it.each([
    `<p>${URN}</p>`,
    `<p title="${URN}">x</p>`,
    `<a name="${URN}">x</a>`,
    `<a title="href='${URN}'">x</a>`,
    `<a title=" href='${URN}'" href="#x">x</a>`,
    `<img href="${URN}" alt="x"/>`,
    `<!-- <a href="${URN}"> -->`,
    `<![CDATA[<a href="${URN}">]]>`,
    `<abbr href="${URN}">x</abbr>`,
    `<a href="${URN}x">x</a>`,
    `&lt;a href="${URN}"`,
    "<!-- never closed",
  ])("leaves alone in a narrative: %s", inner => {
    const resource = { resourceType: "Basic", text: { status: "generated", div: xhtml(inner) } };
    expect(rewriteLinks(resource, rewrite)).toBe(resource);
  });

  it("reads and writes the entities of attributes", () => {
    const links: string[] = [];
    const resource = { resourceType: "Basic", text: { div: xhtml('<a href="Patient?a=1&amp;b=&quot;2&quot;">x</a>') } };
    const changed = rewriteLinks(resource, link => {
      links.push(link);
      return 'x?a&b="<>';
    });
    expect(links).toEqual(['Patient?a=1&b="2"']);
    expect(changed.text.div).toBe(xhtml('<a href="x?a&amp;b=&quot;&lt;&gt;">x</a>'));
  });

  it("takes linear time for narratives made to take long", () => {
    for (const part of ["<!--", "<![CDATA[", '<a href="', "<a ", "<a href", '<a x="1" ', "<", "<a   \n"]) {
      const resource = { resourceType: "Basic", text: { div: part.repeat(200_000) } };
      const began = performance.now();
      expect(rewriteLinks(resource, rewrite)).toBe(resource);
      expect(performance.now() - began).toBeLessThan(2_000);
    }
    const spaces = { resourceType: "Basic", text: { div: `<a${" ".repeat(500_000)}x` } };
    expect(rewriteLinks(spaces, rewrite)).toBe(spaces);
  });
});
