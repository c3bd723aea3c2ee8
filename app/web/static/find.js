// The arrows lead from the box of the search into what it found and back, as in any list; Escape
// clears what it found away.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const hits of document.querySelectorAll(".hits")) hits.replaceChildren();
  const box = event.target.closest(".find");
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!box || !by) return;
  const stops = [box.querySelector("input"), ...box.querySelectorAll(".hits a")];
  const next = stops[stops.indexOf(document.activeElement) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
