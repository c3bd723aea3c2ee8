// Sends files of a case one after the other, each as it is, and shows how far it is. A file that was
// cut off waits for “Try again” with all behind it; one that is refused says why, and the next goes.
"use strict";
(() => {
  const API = "/api/v1/documents";
  const TRAY = "/api/v1/handed-in";
  const room = document.querySelector("[data-documents]");
  if (!room) return;
  const find = (what, within = room) => within.querySelector(what);
  const { caseId, documentId, itemId, address, version, most } = room.dataset;
  const words = find("[data-words]").dataset;
  const row = find("template");
  const list = find("[data-sending]");
  const status = find("[data-status]");
  const waiting = [];
  let busy = false;
  let failed = false;
  let done = 0;

  class Refused extends Error {}

  const sentence = async (answer) => {
    if (answer.status === 401) return words.signedOut;
    const told = await answer.json().catch(() => ({}));
    const [first] = told.errors || [];
    return (first && first.detail) || told.detail || words.failed;
  };

  async function ask(method, address, body) {
    const sent = { method, headers: { "Content-Type": "application/json" } };
    if (body) sent.body = JSON.stringify(body);
    const answer = await fetch(address, sent);
    if (!answer.ok) throw new Refused(await sentence(answer));
    return answer.json();
  }

  // Only XMLHttpRequest says how much of a body has left.
  const put = (item, id) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("PUT", address || (itemId ? `${TRAY}/${itemId}/files` : `${API}/${id}/content`));
      request.setRequestHeader("Content-Type", "application/octet-stream");
      const name = encodeURIComponent(item.file.name).replace(/['()*]/g, (sign) => {
        return `%${sign.charCodeAt(0).toString(16)}`;
      });
      request.setRequestHeader("Content-Disposition", `attachment; filename*=UTF-8''${name}`);
      if (version) request.setRequestHeader("If-Match", `"${version}"`);
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) item.show(event.loaded / event.total);
      });
      request.addEventListener("load", async () => {
        if (request.status < 300) resolve();
        else reject(new Refused(await sentence(new Response(request.response, request))));
      });
      request.addEventListener("error", () => reject(new Error("cut off")));
      request.addEventListener("abort", () => reject(new Error("cut off")));
      request.send(item.file);
    });

  async function send(item) {
    if (documentId || itemId || address) return put(item, documentId);
    if (!item.id) {
      const named = { case_id: caseId, name: item.file.name, kind: find("[name=kind]").value };
      item.id = (await ask("POST", API, named)).id;
    } else {
      const stands = await ask("GET", `${API}/${item.id}`);
      if (stands.files.length) return null; // it had arrived; only the answer was lost
    }
    return put(item, item.id);
  }

  function add(file) {
    const line = row.content.firstElementChild.cloneNode(true);
    const bar = find("progress", line);
    const told = find("[data-told]", line);
    const again = find("[data-again]", line);
    find("[data-name]", line).textContent = file.name;
    bar.setAttribute("aria-label", file.name);
    list.append(line);
    const item = {
      file,
      show: (part) => {
        bar.value = part;
      },
      tell: (text, wrong) => {
        told.textContent = text;
        told.className = wrong ? "error" : "small faint";
        bar.hidden = true;
      },
      offer: () => {
        again.hidden = false;
        again.focus();
      },
    };
    again.addEventListener("click", () => {
      again.hidden = true;
      bar.hidden = false;
      told.textContent = words.waiting;
      waiting.unshift(item);
      failed = false;
      go();
    });
    if (file.size > Number(most)) item.tell(words.tooLarge, true);
    else if (!file.size) item.tell(words.empty, true);
    else {
      told.textContent = words.waiting;
      waiting.push(item);
    }
  }

  async function go() {
    if (busy) return;
    busy = true;
    while (waiting.length && !failed) {
      const item = waiting.shift();
      try {
        await send(item);
        item.tell(words.done);
        done += 1;
      } catch (fault) {
        item.tell(fault instanceof Refused ? fault.message : words.cutOff, true);
        if (!(fault instanceof Refused)) {
          failed = true;
          item.offer();
        }
      }
      status.textContent = `${words.done} ${done}`;
      const none = document.querySelector("main .empty"); // it said that there is no document
      if (done && none) none.remove();
    }
    busy = false;
    const open = list.querySelector(".error");
    if (!done || waiting.length) return;
    if (open) showWhatArrived(); // a reload would take away why one of them was refused
    else location.reload();
  }

  async function showWhatArrived() {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer || !answer.ok) return;
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [here, there] = [document, now].map((page) => page.querySelector("section[aria-labelledby=h-documents]"));
    if (here && there) here.replaceWith(document.adoptNode(there));
  }

  const take = (files) => {
    for (const file of files) add(file);
    go();
  };
  room.querySelectorAll("input[type=file]").forEach((input) => {
    const chosen = () => {
      take([...input.files]);
      input.value = "";
    };
    input.addEventListener("change", chosen);
    if (input.files.length) chosen(); // somebody was quicker than this page
  });
  room.addEventListener("dragover", (event) => event.preventDefault());
  room.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files].slice(0, documentId || address ? 1 : undefined));
  });
  window.addEventListener("beforeunload", (event) => {
    if (busy) event.preventDefault();
  });
  room.hidden = false;
})();
