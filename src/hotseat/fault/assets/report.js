// The page's only script: a scrubber over the rows of each diagram, and a closer look at the row that is pointed at.
// The diagrams, the words and the source are in the page already, and are read without it.
"use strict";

const make = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};

class Story {
  constructor(section) {
    this.section = section;
    this.rows = JSON.parse(section.querySelector("script").textContent);
    this.marks = this.rows.map((_, index) => section.querySelector(`[data-row="${index}"]`));
    this.range = section.querySelector("input");
    this.output = section.querySelector("output");
    this.detail = section.querySelector(".detail");
    this.source = section.querySelector(".source");
    this.at = this.rows.length - 1;
    this.listen();
    this.move(this.at, { look: this.first() });
  }

  first() {
    const struck = this.rows.findIndex((row) => row.way);
    return struck < 0 ? this.at : struck;
  }

  listen() {
    this.range.addEventListener("input", () => this.move(this.range.valueAsNumber));
    this.section.querySelector("[data-back]").addEventListener("click", () => this.move(this.at - 1));
    this.section.querySelector("[data-on]").addEventListener("click", () => this.move(this.at + 1));
    this.marks.forEach((mark, index) => {
      mark.addEventListener("pointerenter", () => this.look(index));
      mark.addEventListener("focus", () => this.look(index));
      mark.addEventListener("click", () => this.move(index));
      mark.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.move(index);
      });
    });
    this.section.querySelector(".diagram").addEventListener("pointerleave", () => this.look(this.resting));
    this.section.addEventListener("focusin", () => (Story.active = this));
    this.section.addEventListener("pointerdown", () => (Story.active = this));
  }

  move(wanted, { look } = {}) {
    this.at = Math.max(0, Math.min(this.rows.length - 1, wanted));
    this.range.value = this.at;
    const row = this.rows[this.at];
    this.range.setAttribute("aria-valuetext", `${this.at + 1} of ${this.rows.length}. ${row.told}`);
    this.output.textContent = `${row.time} · ${this.at + 1} of ${this.rows.length}`;
    this.marks.forEach((mark, index) => mark.classList.toggle("later", index > this.at));
    this.resting = look ?? this.at;
    this.look(this.resting);
    if (look === undefined) this.marks[this.at].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  look(index) {
    const row = this.rows[index];
    this.marks.forEach((mark, other) => mark.classList.toggle("on", other === index));
    this.detail.replaceChildren(make("h3", row.what), this.facts(row), ...this.stored(index));
    this.point(row.line);
  }

  facts(row) {
    const list = make("dl");
    const fact = (name, text, className) => {
      if (text) list.append(make("dt", name), make("dd", text, className));
    };
    fact("at", row.time + (row.arrives ? `, arrives at ${row.arrives}` : ""));
    fact("on", row.node);
    fact("fault", row.way, "hot");
    fact("effect", row.effect);
    fact("can go wrong", row.ways);
    fact("line", row.line ? `${row.line}, ${row.file}` : "");
    fact("note", row.seen);
    return list;
  }

  stored(index) {
    const now = new Map(this.rows[index].durable);
    const before = index > 0 ? new Map(this.rows[index - 1].durable) : now;
    if (!now.size && !before.size) return [];
    const list = make("ul", undefined, "stored");
    for (const [entry, text] of now) {
      const how = !before.has(entry) ? "new" : before.get(entry) !== text ? "changed" : "";
      list.append(make("li", `${entry}: ${text}`, how));
    }
    for (const entry of before.keys()) if (!now.has(entry)) list.append(make("li", entry, "gone"));
    const label = make("p", "durable then", "caps");
    label.style.marginTop = "10px";
    return [label, list];
  }

  point(line) {
    if (!this.source) return;
    for (const each of this.source.querySelectorAll(".here")) each.classList.remove("here");
    const here = line ? this.source.querySelector(`[data-line="${line}"]`) : null;
    if (!here) return;
    here.classList.add("here");
    const top = here.offsetTop;
    const seen = top >= this.source.scrollTop && top + here.offsetHeight <= this.source.scrollTop + this.source.clientHeight;
    if (!seen) this.source.scrollTop = Math.max(0, top - this.source.clientHeight / 3);
  }
}

const copy = async (button) => {
  const code = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    getSelection().selectAllChildren(code); // where a page may not write to the clipboard, the reader can
    if (!document.execCommand("copy")) return;
    getSelection().removeAllRanges();
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
};

const stories = [...document.querySelectorAll(".story")].map((section) => new Story(section));
Story.active = stories[0];
for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copy(button));

document.addEventListener("keydown", (event) => {
  const story = Story.active;
  if (!story || event.altKey || event.ctrlKey || event.metaKey || event.target === story.range) return;
  if (event.target.closest?.(".source, .replay code, .diagram:not(:has(:focus))")) return;
  const to = { ArrowLeft: story.at - 1, ArrowRight: story.at + 1, Home: 0, End: story.rows.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  story.move(to);
});
