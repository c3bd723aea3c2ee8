// Once a session is over, also by a lockdown, what it had opened must not go on standing on the
// screen. To ask counts as no activity, so that an open page still runs out. And a deed that changes
// many keys takes seconds: whoever waits for its answer is told that it goes on.
"use strict";
(() => {
  const MINUTE = 60000;
  const LONG = 1500;
  const ON_ITS_WAY = 1000; // until what was typed last has reached the server, which keeps it

  function leave() {
    document.body.hidden = true;
    // Nothing can be saved here any more, so nobody is asked whether to stay.
    window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
    setTimeout(() => location.replace("/sign-in"), ON_ITS_WAY);
  }

  async function look() {
    if (document.visibilityState !== "visible" || document.body.hidden) return;
    const answer = await fetch("/api/v1/session", { cache: "no-store" }).catch(() => null);
    if (answer && answer.status === 401) leave(); // a server that is away tells nothing of sessions
  }

  document.addEventListener("submit", (event) => {
    const sign = document.querySelector("#waits");
    if (!sign || event.defaultPrevented || event.target.method !== "post") return;
    setTimeout(() => {
      sign.hidden = false;
      sign.textContent = sign.dataset.says;
    }, LONG);
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, MINUTE);
})();
