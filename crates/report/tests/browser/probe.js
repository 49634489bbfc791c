// Runs in a copy of the page, after its own script: uses every control as a reader would, and writes down what held.
"use strict";
addEventListener("load", async () => {
  const held = [];
  const check = (name, holds) => held.push((holds ? "ok " : "FAIL ") + name);
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const moment = () => new Promise((done) => setTimeout(done, 50));
  try {
    check("nothing is fetched", performance.getEntriesByType("resource").length === 0);
    check("nothing is wider than the page", document.documentElement.scrollWidth <= innerWidth);
    check("the tools are shown", !one("#tools").hidden);

    const box = one('#tools input[value="tokio"]');
    const seen = () => all('[data-contender="tokio"]').filter((part) => getComputedStyle(part).display !== "none").length;
    const before = seen();
    box.click();
    check("a contender can be left out", before > 0 && seen() === 0);
    const named = all("circle[data-note]").filter((mark) => mark.dataset.note.startsWith("tokio at"));
    check("and then tells nothing", named.length > 0 && named.every((mark) => mark.getClientRects().length === 0));
    box.click();
    check("and is back again", seen() === before);

    const button = one("button.scale");
    const [usual, other] = button.parentElement.querySelectorAll("div");
    const word = button.textContent;
    button.click();
    check("heights can be drawn the other way", usual.hidden && !other.hidden && button.textContent !== word);
    button.click();
    check("and as they were", !usual.hidden && other.hidden && button.textContent === word);

    const paper = () => getComputedStyle(document.body).backgroundColor;
    const first = paper();
    one("#theme").click();
    check("light and dark can be chosen", paper() !== first);
    one("#theme").click();
    check("and chosen back", paper() === first);

    const mark = one("circle[data-note]");
    mark.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, clientX: 20, clientY: 200 }));
    check("a mark tells its figures", !one("#tip").hidden && one("#tip").textContent === mark.dataset.note);
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    check("and is quiet on Escape", one("#tip").hidden);

    const copy = one("button.copy");
    copy.click();
    await moment();
    check("a finding can be copied", copy.textContent === "copied");

    const row = one("details:not([open]) tr[id]");
    location.hash = row.id;
    await moment();
    check("a link unfolds what it leads to", row.closest("details").open);
    check("every link has its place", all('a[href^="#"]').every((link) => document.getElementById(link.hash.slice(1))));
  } catch (error) {
    check("the probe ran through: " + error, false);
  }
  if (typeof axe !== "undefined") {
    const grave = new Set(["serious", "critical"]);
    const found = (await axe.run(document)).violations.filter((fault) => grave.has(fault.impact));
    for (const fault of found) check("axe: " + fault.id + ": " + fault.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | "), false);
    check("axe was asked", true);
  }
  const out = document.createElement("pre");
  out.id = "probe";
  out.textContent = held.join("\n");
  document.body.append(out);
});
