// The editors' line numbers, and the line of a mistake.
import { $, element } from "./dom.js";

export function numberLines(area, wrongLine) {
  const gutter = area.previousElementSibling, lines = area.value.split("\n").length;
  gutter.replaceChildren();
  for (let line = 1; line <= lines; line++) gutter.append(line === wrongLine ? element("b", {}, String(line)) : String(line), "\n");
  gutter.append("\n\n");
  gutter.scrollTop = area.scrollTop;
  gutter.style.height = area.offsetHeight + "px";
}

for (const area of [$("event"), $("map")]) {
  area.addEventListener("scroll", () => { area.previousElementSibling.scrollTop = area.scrollTop; });
  new ResizeObserver(() => { area.previousElementSibling.style.height = area.offsetHeight + "px"; }).observe(area);
}
