// Exhibits of a filing are put in order by drag, by mouse, pen or finger; let go, the order is saved
// as by the arrows beside it. Escape puts back what is being dragged.
"use strict";
(() => {
  const list = document.querySelector("[data-order]");
  if (!list) return;
  const EDGE = 60; // pixels from the window's edge where a long list moves along
  let held = null;

  const drop = (saves) => {
    const { row, before } = held;
    held = null;
    delete row.dataset.held;
    if (!saves) list.insertBefore(row, before);
    else if (row.nextElementSibling !== before) save();
  };

  function save() {
    [...list.children].forEach((row, at) => {
      for (const field of row.querySelectorAll("[name^='exhibits.']")) {
        field.name = field.name.replace(/^exhibits\.\d+/, `exhibits.${at}`);
      }
    });
    const form = list.closest("form");
    form.requestSubmit(form.querySelector("[name=deed][value=save]"));
  }

  // The row goes before the first whose middle lies below the pointer.
  function move(y) {
    if (y < EDGE) window.scrollBy(0, -EDGE / 4);
    if (y > window.innerHeight - EDGE) window.scrollBy(0, EDGE / 4);
    const others = [...list.children].filter((each) => each !== held.row);
    const next = others.find((each) => {
      const { top, height } = each.getBoundingClientRect();
      return y < top + height / 2;
    });
    if (held.row.nextElementSibling !== (next || null)) list.insertBefore(held.row, next || null);
  }

  for (const grip of list.querySelectorAll("[data-grip]")) {
    const row = grip.closest("li");
    grip.addEventListener("pointerdown", (event) => {
      if (event.button || held) return;
      event.preventDefault();
      list.setPointerCapture(event.pointerId); // a row that moves would lose it
      held = { row, before: row.nextElementSibling };
      row.dataset.held = "";
    });
    grip.hidden = false;
  }
  list.addEventListener("pointermove", (event) => held && move(event.clientY));
  list.addEventListener("pointerup", () => held && drop(true));
  list.addEventListener("pointercancel", () => held && drop(false));
  document.addEventListener("keydown", (event) => {
    if (held && event.key === "Escape") drop(false);
  });
})();
