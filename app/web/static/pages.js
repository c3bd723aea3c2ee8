// Arrow keys turn the pages of a document, as its links do.
"use strict";
document.addEventListener("keydown", (event) => {
  const way = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (!way || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, [tabindex]")) return;
  const link = document.querySelector(`main a[rel=${way}]`);
  if (link) link.click();
});
