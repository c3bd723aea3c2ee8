// Keys for people who live in Amparo all day. Nothing here moves a page by itself, keeps
// anything of a client, or does what a visible button does not do.
"use strict";
(() => {
  const find = (what, within = document) => within.querySelector(what);
  const shown = (what) => [...document.querySelectorAll(what)].find((each) => each.offsetParent);
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
  const help = find("#keys");
  const unsaved = new Set();
  let leaving = false;
  let lastEscape = -Infinity;
  let going = -Infinity; // since when `g` waits for the letter of a page

  const lettersOn = () => localStorage.getItem("letters") !== "off";
  const typing = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

  function step(by) {
    const all = rows();
    if (!all.length) return;
    const now = all.indexOf(document.activeElement && document.activeElement.closest("[data-row]"));
    const next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function press(key) {
    const row = document.activeElement && document.activeElement.closest("[data-row]");
    const button = find(`[data-key="${key}"]`, row || find("main[data-one]") || document.createElement("i"));
    if (!button) return;
    button.click();
    const opened = button.closest("details[open]");
    const first = opened && find("textarea, input:not([type=hidden])", opened);
    if (first) first.focus();
  }

  // A button of the page itself; a link to a place on it leads into what is typed there.
  function here(key) {
    const button = find(`[data-key="${key}"]`);
    if (!button) return false;
    button.click();
    const place = button.hash && button.pathname === location.pathname && find(button.hash);
    if (place) place.focus();
    return true;
  }

  // A link of the menu, which may lie folded, to a page; or of a page of days to other days.
  function follow(what, key) {
    const link = find(`[data-${what}="${key}"]`);
    if (link) link.click();
    return link !== null;
  }

  const letters = {
    "/": () => find("#find") && find("#find").select(),
    n: () => {
      const anywhere = find("[data-new]");
      const day = document.activeElement && document.activeElement.closest("[data-day]");
      if (day && find("button", day)) find("button", day).click();
      else if (!here("n") && anywhere) location.assign(anywhere.dataset.new);
    },
    ...Object.fromEntries([..."dwm"].map((key) => [key, () => here(key)])),
    g: () => { going = performance.now(); },
    j: () => follow("turn", "j") || step(1),
    k: () => follow("turn", "k") || step(-1),
    t: () => follow("turn", "t"),
    s: () => press("s"),
    f: () => press("f"),
    "?": () => help && help.showModal(),
  };

  function signOut() {
    const form = find("#sign-out");
    if (!form) return;
    const asks = unsaved.size > 0;
    document.body.hidden = true;
    // Hidden first, asked then: the question stands before an empty page.
    setTimeout(() => {
      if (asks && !window.confirm(form.dataset.asks)) {
        document.body.hidden = false;
        return;
      }
      leaving = true;
      form.elements.losing.disabled = !asks; // what waits from other pages the answer asks about
      form.requestSubmit();
    }, asks ? 60 : 0);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const twice = event.timeStamp - lastEscape < 600;
      lastEscape = event.timeStamp;
      for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; find("summary", menu).focus(); }
      if (twice && !event.repeat) signOut();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form") || shown("form[data-keep]");
      if (form) form.requestSubmit(find("button[data-save]", form));
      return;
    }
    if (event.key === "F2" && find("[data-attach]")) find("[data-attach]").click();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !lettersOn()) return;
    if (typing(event.target) || find("dialog[open]")) return;
    const goes = performance.now() - going < 1500;
    going = -Infinity;
    if (!goes && !letters[event.key]) return;
    event.preventDefault();
    if (goes) follow("go", event.key);
    else letters[event.key]();
  });

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.matches("[data-keep]")) unsaved.add(form);
  });
  // Pressed again while the answer is on its way is one deed; some seconds later it is a new try.
  document.addEventListener("submit", (event) => {
    const { target: form, timeStamp: now } = event;
    if (form.matches("[data-keep]") && now - form.dataset.sent < 4000) event.preventDefault();
    else if (!event.defaultPrevented) form.dataset.sent = now;
    unsaved.delete(form);
  });
  // What is shown once is not lost to a slip: gone by its own link, it was printed.
  let printed = false;
  const once = () => !printed && find("main[data-once]") !== null;
  window.addEventListener("beforeunload", (event) => {
    if ((unsaved.size || once()) && !leaving) event.preventDefault();
  });
  // A page kept by the browser must not show a client again after sign-out.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-keys]") && help) help.showModal();
    if (event.target.closest("[data-print]")) window.print();
    const copies = event.target.closest("[data-copy]");
    if (copies) {
      find(`#${copies.dataset.copy}`).select();
      copies.nextElementSibling.hidden = !document.execCommand("copy");
    }
    if (once() && event.target.closest("main a")) printed = true;
    if (event.target.closest("[data-leaves]")) leaving = true; // what is typed waits in a tab
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  const toggle = find("#letters");
  if (toggle) {
    toggle.checked = lettersOn();
    toggle.addEventListener("change", () => localStorage.setItem("letters", toggle.checked ? "on" : "off"));
  }
})();
