// A printed code is long, and no answer repeats it: what is wrong with a letter is told here, before
// anything is sent, and what was typed stays where it is. Nothing here is kept or sent elsewhere.
"use strict";
(() => {
  const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const MODULUS = 0b100101;
  const WHOLE = 5; // letters in a group; the last one checks the others and their place
  const BETWEEN = /[\s\-\u2010-\u2015\u2212]+/;

  const find = (what, within = document) => within.querySelector(what);
  const timesX = (value) => (value << 1 > 31 ? (value << 1) ^ MODULUS : value << 1);

  // As app/crypto/papers.py reads what is typed.
  function pieces(text, wanted, typing) {
    const plain = text.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
    const spaced = plain.split(BETWEEN).filter(Boolean);
    if (spaced.length === wanted || (typing && spaced.length > 1)) return spaced;
    return spaced.join("").match(/.{1,5}/g) || [];
  }

  function asPrinted(group, place) {
    const values = [...group].map((letter) => LETTERS.indexOf(letter));
    if (values.length !== WHOLE || Math.min(...values) < 0) return false;
    const last = values.pop();
    return timesX(values.reduce((total, value) => timesX(total) ^ value, place)) === last;
  }

  // Where the last group is still being typed, it is not looked at before it is long enough.
  function slip(field, typing) {
    const { printed, groupWrong, tooFew } = field.dataset;
    const wanted = Number(printed);
    const groups = pieces(field.value, wanted, typing);
    if (typing && groups.length && groups[groups.length - 1].length < WHOLE) groups.pop();
    const wrong = groups.findIndex((group, place) => place < wanted && !asPrinted(group, place));
    if (wrong >= 0) return groupWrong.replace("#", wrong + 1);
    const all = typing ? groups.length <= wanted : groups.length === wanted;
    return all ? "" : tooFew.replace("#", groups.length);
  }

  function mark(field, said) {
    const id = `${field.id}-error`;
    const about = (field.getAttribute("aria-describedby") || "").split(" ").filter((one) => one && one !== id);
    let error = document.getElementById(id);
    if (said && !error) {
      error = document.createElement("p");
      Object.assign(error, { id, className: "error", role: "status" });
      (document.getElementById(`${field.id}-hint`) || field).after(error);
    }
    if (said && error.textContent !== said) error.textContent = said;
    if (!said && error) error.remove();
    field.closest(".field").classList.toggle("wrong", Boolean(said));
    if (said) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    const described = (said ? [id, ...about] : about).join(" ");
    if (described) field.setAttribute("aria-describedby", described);
    else field.removeAttribute("aria-describedby");
  }

  // Of the page that answers, only what is wrong is taken over.
  function take(form, answered) {
    const [here, there] = [find("[data-wrong]"), find("[data-wrong]", answered)];
    here.replaceChildren(...there.childNodes);
    const fields = [...form.elements].filter((one) => one.closest(".field"));
    for (const field of fields) {
      const error = answered.getElementById(`${field.id}-error`);
      mark(field, error ? error.textContent : "");
    }
    const first = fields.find((field) => field.getAttribute("aria-invalid"));
    (first || find("#wrong")).focus();
  }

  // The page that follows, as if the form itself had led there.
  function show(answered) {
    const main = document.adoptNode(find("main", answered));
    for (const button of main.querySelectorAll("[data-copy]")) button.hidden = false;
    document.title = answered.title;
    find("main").replaceWith(main);
    main.focus();
    window.scrollTo(0, 0);
  }

  async function send(form) {
    const sent = { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" } };
    const answer = await fetch(form.action, sent);
    const answered = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok && find("[data-wrong]", answered)) return take(form, answered);
    return show(answered);
  }

  for (const form of document.querySelectorAll("form[data-stays]")) {
    const codes = [...form.querySelectorAll("[data-printed]")];
    for (const field of codes) {
      field.addEventListener("input", () => mark(field, slip(field, true)));
      field.addEventListener("change", () => mark(field, slip(field, false)));
    }
    form.addEventListener("submit", async (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      for (const field of codes) mark(field, slip(field, false));
      const wrong = codes.find((field) => field.getAttribute("aria-invalid"));
      if (wrong) return wrong.focus();
      const button = find("button[type=submit]", form);
      if (button.disabled) return;
      button.disabled = true;
      try {
        await send(form);
      } catch {
        find("[data-away]", form).hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  }
})();
