// Runs in a copy of the page, after its own script: uses every control as a reader would, and writes down what held.
"use strict";

// The labels of a picture that reach out of it, and the pairs that lie on each other by more than their edges.
function labelsAtFault(svg) {
  const edge = 1.5;
  const frame = svg.getBoundingClientRect();
  // "≥" is a mark, as dots are, and lies on another where the points do.
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent !== "≥");
  const labels = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
  const out = labels.filter(([, box]) => box.left < frame.left - edge || box.right > frame.right + edge || box.top < frame.top - edge || box.bottom > frame.bottom + edge);
  const on = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > edge && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > edge * 2;
  const pairs = labels.flatMap(([name, box], at) => labels.slice(at + 1).filter(([, other]) => on(box, other)).map(([other]) => `${name} on ${other}`));
  const title = svg.getAttribute("aria-label") || labels[0]?.[0];
  return [...out.map(([name]) => `${name} is cut off`), ...pairs].map((fault) => `${fault} in ${title}`);
}

// What axe-core finds that is serious or worse.
async function gravely() {
  const grave = new Set(["serious", "critical"]);
  const found = (await axe.run(document)).violations.filter((fault) => grave.has(fault.impact));
  return found.map((fault) => fault.id + ": " + fault.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | "));
}

addEventListener("load", async () => {
  const held = [];
  const check = (name, holds) => held.push((holds ? "ok " : "FAIL ") + name);
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const moment = () => new Promise((done) => setTimeout(done, 50));
  // What another process has a part in takes as long as it takes: some ten seconds at most.
  const until = async (holds) => {
    for (let tries = 0; tries < 200 && !holds(); tries += 1) await moment();
    return holds();
  };
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
    check("a finding can be copied", await until(() => copy.textContent === "copied"));

    const row = one("details:not([open]) tr[id]");
    location.hash = row.id;
    check("a link unfolds what it leads to", await until(() => row.closest("details").open));
    check("every link has its place", all('a[href^="#"]').every((link) => document.getElementById(link.hash.slice(1))));

    // With everything unfolded: what is folded is looked at by nobody else.
    for (const fold of all("details")) fold.open = true;
    await moment();
    check("nothing is wider than the page when all is unfolded", document.documentElement.scrollWidth <= innerWidth);
    const names = all("caption, summary, h1, h2, h3, h4, .note, .said");
    const cut = names.filter((name) => name.getBoundingClientRect().right > innerWidth + 1);
    check("no heading or caption is cut off" + cut.map((name) => ": " + name.textContent.slice(0, 60)).join(""), cut.length === 0);
    const pictures = all("figure svg").filter((svg) => svg.getClientRects().length > 0);
    const faults = pictures.flatMap(labelsAtFault);
    check("no label is cut off or lies on another" + faults.slice(0, 5).map((fault) => ": " + fault).join(""), pictures.length > 4 && faults.length === 0);
    if (typeof axe !== "undefined") {
      for (const light of ["one light", "the other"]) {
        for (const fault of await gravely()) check("axe, in " + light + ": " + fault, false);
        one("#theme").click();
      }
      check("axe was asked", true);
    }
  } catch (error) {
    check("the probe ran through: " + error, false);
  }
  parent.postMessage(held.join("\n"), "*");
});
