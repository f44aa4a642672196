"use strict";
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const digits = (v, n = 3) => v === 0 ? "0" : Number(v.toPrecision(n)).toLocaleString("en", {maximumSignificantDigits: n});
  const span = v => {
    if (v === 0) return "0 s";
    const [size, unit] = [[1, "s"], [1e-3, "ms"], [1e-6, "µs"], [1e-9, "ns"]].find(([s]) => v >= s * 0.9995) || [1e-9, "ns"];
    return `${digits(v / size)} ${unit}`;
  };
  const clock = v => v < 120 ? `${v.toFixed(v < 10 ? 2 : 1)} s` : `${Math.floor(v / 60)} min ${Math.round(v % 60)} s`;
  const write = {time: span, span: clock, share: v => `${digits(v * 100)}%`, rate: v => `${digits(v, 4)}/s`, count: v => digits(v, 4)};

  for (const group of all(".group")) {
    const xs = JSON.parse(group.dataset.x), [low, high] = group.dataset.range.split(",").map(Number);
    const log = group.dataset.scale === "log", scale = v => log ? Math.log(v) : v;
    const place = v => (scale(v) - scale(low)) / (scale(high) - scale(low));
    const places = xs.map(place), plots = all(".plot", group);
    const parts = plots.map(plot => ({
      plot, lines: JSON.parse(plot.dataset.lines), unit: plot.dataset.unit,
      cursor: plot.querySelector(".cursor"), read: plot.parentElement.querySelector(".read"),
    }));
    let at = -1;
    const show = index => {
      at = index;
      for (const {lines, unit, cursor, read} of parts) {
        cursor.style.display = index < 0 ? "" : "block";
        read.replaceChildren();
        if (index < 0) continue;
        cursor.style.left = `${Math.min(1, Math.max(0, places[index])) * 100}%`;
        read.append(write[group.dataset.unit](xs[index]));
        for (const [label, colour, values] of lines) {
          const value = values[index], piece = document.createElement("span");
          piece.className = `c${colour}`;
          piece.textContent = `${label} ${value === null ? "–" : write[unit](value)}`.trim();
          read.append(" ", piece);
        }
      }
    };
    const nearest = share => {
      let best = 0;
      places.forEach((p, i) => { if (Math.abs(p - share) < Math.abs(places[best] - share)) best = i; });
      return best;
    };
    for (const plot of plots) {
      plot.addEventListener("pointermove", event => {
        const box = plot.getBoundingClientRect();
        show(nearest((event.clientX - box.left) / box.width));
      });
      plot.addEventListener("pointerleave", () => show(-1));
      const read = plot.parentElement.querySelector(".read");
      plot.addEventListener("focus", () => read.setAttribute("aria-live", "polite"));
      plot.addEventListener("blur", () => { read.setAttribute("aria-live", "off"); show(-1); });
      plot.addEventListener("keydown", event => {
        const step = {ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10}[event.key];
        if (event.key === "Escape") show(-1);
        else if (event.key === "Home" || event.key === "End") show(event.key === "Home" ? 0 : xs.length - 1);
        else if (step) show(Math.min(xs.length - 1, Math.max(0, (at < 0 ? (step > 0 ? -1 : xs.length) : at) + step)));
        else return;
        event.preventDefault();
      });
    }
  }

  for (const table of all("table.sort")) {
    const body = table.tBodies[0], heads = all("thead th", table);
    heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") === "descending" || (!head.hasAttribute("aria-sort") && !head.classList.contains("n"));
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = row => {
        const cell = row.cells[column];
        return cell.classList.contains("n") ? (cell.dataset.v === undefined ? -Infinity : Number(cell.dataset.v)) : cell.textContent;
      };
      const compare = (a, b) => typeof a === "number" && typeof b === "number" ? (a < b ? -1 : a > b ? 1 : 0) : String(a).localeCompare(String(b));
      body.append(...[...body.rows].sort((a, b) => (up ? 1 : -1) * compare(key(a), key(b))));
    }));
  }

  for (const button of all("[data-copy]")) button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy), range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    try { await navigator.clipboard.writeText(source.textContent); button.textContent = "Copied"; }
    catch { button.textContent = document.execCommand("copy") ? "Copied" : "Selected"; }
  });
  addEventListener("beforeprint", () => all("details").forEach(one => { one.open = true; }));
})();
