// Adds to a page that is whole without it: choosing contenders, other axes, figures under the pointer, copying a
// finding, light and dark. It asks nothing of anyone and keeps nothing.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const tools = document.getElementById("tools");
  const tip = document.getElementById("tip");

  // Contenders: their marks in pictures and their rows in tables. Axes and figures stay as they are, so that
  // leaving someone out changes nobody's standing.
  const show = () => {
    const hidden = new Set(all("input", tools).filter((box) => !box.checked).map((box) => box.value));
    for (const part of all("[data-contender]")) part.toggleAttribute("data-off", hidden.has(part.dataset.contender) || hidden.has(part.dataset.and));
  };
  tools.hidden = false;
  tools.addEventListener("change", show);

  // Light and dark.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
    root.dataset.theme = isDark ? "light" : "dark";
  });

  // Linear and logarithmic heights.
  for (const button of all("button.scale")) {
    button.hidden = false;
    const [usual, other] = all("div", button.parentElement);
    const words = button.textContent === "log" ? ["log", "linear"] : ["linear", "log"];
    button.addEventListener("click", () => {
      usual.hidden = !usual.hidden;
      other.hidden = !other.hidden;
      button.textContent = words[usual.hidden ? 1 : 0];
      button.setAttribute("aria-pressed", String(usual.hidden));
    });
  }

  // Figures of the mark under the pointer or finger.
  for (const mark of all("svg circle[fill-opacity]")) {
    const title = mark.querySelector("title");
    if (!title) continue;
    mark.dataset.note = title.textContent;
    title.remove();
  }
  const tell = (event) => {
    const mark = event.target.closest && event.target.closest("circle[data-note]");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.dataset.note;
    const width = document.documentElement.clientWidth;
    tip.style.left = Math.max(8, Math.min(event.clientX + 14, width - tip.offsetWidth - 8)) + "px";
    tip.style.top = Math.max(8, event.clientY - tip.offsetHeight - 12) + "px";
  };
  for (const kind of ["pointerover", "pointerdown"]) document.addEventListener(kind, tell);
  document.addEventListener("scroll", () => (tip.hidden = true), { passive: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && (tip.hidden = true));

  // Copying: the sentence with its address, as it would be quoted.
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  for (const button of all("button.copy")) {
    button.hidden = false;
    const item = button.parentElement;
    button.setAttribute("aria-describedby", item.id);
    button.addEventListener("click", async () => {
      const said = item.querySelector(".said").textContent.trim();
      await copy(said + " (" + document.title + ", " + location.href.split("#")[0] + "#" + item.id + ")");
      button.textContent = "copied";
      setTimeout(() => (button.textContent = "copy"), 1500);
    });
  }

  // A link may lead into something that is folded.
  const unfold = () => {
    const place = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    place.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", unfold);
  unfold();
})();
