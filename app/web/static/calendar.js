// The calendar's own keys: j, k and t turn to other days as its links do, and n adds a hearing on
// the day where the cursor stands. Who switched single letters off has none of them.
"use strict";
document.addEventListener("keydown", (event) => {
  const busy = event.target.closest("input, select, textarea") || document.querySelector("dialog[open]");
  if (busy || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("letters") === "off") return;
  const day = event.target.closest("[data-day]");
  const wanted = { j: "[data-turn=j]", k: "[data-turn=k]", t: "[data-turn=t]" }[event.key];
  const here = wanted ? document.querySelector(wanted) : event.key === "n" && day && day.querySelector("button");
  if (!here) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  here.click();
}, true);
