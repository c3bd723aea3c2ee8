// Sends files of a case one after the other, each as it is, and shows how far each is and all are. A
// file that was cut off waits for “Try again” with all behind it, and so does one that was paused,
// which goes from its beginning; one that is refused says why, and the next goes.
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
  const whole = find("[data-whole]");
  const all = find("[data-all]", whole);
  const pause = find("[data-pause]", whole);
  const waiting = [];
  const counted = []; // what is sent or to be sent, for how far all of it is
  let busy = false;
  let failed = false;
  let paused = false;
  let under = null; // the request that is on its way
  let done = 0;

  class Refused extends Error {}
  class Later extends Error {} // of no file's fault: it and those behind it wait

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
    if (!answer.ok) throw await refusal(answer);
    return answer.json();
  }

  const refusal = async (answer) => {
    const later = [401, 429].includes(answer.status) || answer.status >= 500;
    return new (later ? Later : Refused)(await sentence(answer));
  };

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
      under = request;
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) item.show(event.loaded / event.total);
      });
      request.addEventListener("load", async () => {
        if (request.status < 300) resolve();
        else reject(await refusal(new Response(request.response, request)));
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
    if (paused) throw new Later();
    return put(item, item.id);
  }

  function add(file, folder) {
    const line = row.content.firstElementChild.cloneNode(true);
    const bar = find("progress", line);
    const told = find("[data-told]", line);
    const again = find("[data-again]", line);
    find("[data-name]", line).textContent = file.name;
    bar.setAttribute("aria-label", file.name);
    list.append(line);
    const item = {
      file,
      part: 0,
      show: (part) => {
        item.part = part;
        bar.value = part;
        showAll();
      },
      tell: (text, wrong) => {
        told.textContent = text;
        told.className = wrong ? "error" : "small faint";
        bar.hidden = true;
      },
      begin: () => {
        told.textContent = "";
      },
      wait: () => {
        again.hidden = true;
        bar.hidden = false;
        bar.value = 0;
        item.part = 0;
        told.textContent = words.waiting;
        told.className = "small faint";
        waiting.unshift(item);
      },
      offer: () => {
        again.hidden = false;
        again.focus();
      },
    };
    again.addEventListener("click", () => {
      item.wait();
      failed = false;
      paused = false;
      go();
    });
    if (folder) item.tell(words.folder, true);
    else if (file.size > Number(most)) item.tell(words.tooLarge, true);
    else if (!file.size) item.tell(words.empty, true);
    else {
      told.textContent = words.waiting;
      waiting.push(item);
      counted.push(item);
    }
  }

  // A bar of its own only where there are several: it counts bytes, since files differ in size.
  function showAll() {
    const bytes = (sum, item) => sum + item.file.size;
    const total = counted.reduce(bytes, 0);
    all.value = total ? counted.reduce((sum, item) => sum + item.part * item.file.size, 0) / total : 0;
    all.hidden = counted.length < 2;
    whole.hidden = !busy && !paused;
    pause.textContent = paused ? words.goOn : words.pause;
  }

  function settled(item, fault) {
    under = null;
    if (!fault) {
      item.show(1);
      item.tell(words.done);
      done += 1;
    } else if (fault instanceof Refused) {
      item.tell(fault.message, true);
      counted.splice(counted.indexOf(item), 1);
    } else if (paused) item.wait();
    else {
      item.tell(fault instanceof Later ? fault.message : words.cutOff, true);
      item.offer();
      failed = true;
    }
  }

  async function go() {
    if (busy) return;
    busy = true;
    while (waiting.length && !failed && !paused) {
      const item = waiting.shift();
      item.begin();
      showAll();
      await send(item).then(
        () => settled(item),
        (fault) => settled(item, fault),
      );
      const of = counted.length > 1 ? ` / ${counted.length}` : "";
      status.textContent = `${words.done} ${done}${of}`;
      const none = document.querySelector("main .empty"); // it said that there is no document
      if (done && none) none.remove();
    }
    busy = false;
    showAll();
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

  const take = (files, folders = new Set()) => {
    files.forEach((file, at) => add(file, folders.has(at)));
    go();
  };
  pause.addEventListener("click", () => {
    paused = !paused;
    if (paused && under) under.abort(); // nothing of it is kept; it is sent from its beginning
    showAll();
    if (!paused) {
      failed = false;
      go();
    }
  });
  room.querySelectorAll("input[type=file]").forEach((input) => {
    const chosen = () => {
      take([...input.files]);
      input.value = "";
    };
    input.addEventListener("change", chosen);
    if (input.files.length) chosen(); // somebody was quicker than this page
  });
  // Files are dropped anywhere on the page: beside the field, a browser would open them instead.
  const holds = (event) => [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!holds(event)) return;
    event.preventDefault();
    room.dataset.over = "";
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) delete room.dataset.over;
  });
  document.addEventListener("drop", (event) => {
    if (!holds(event)) return;
    event.preventDefault();
    delete room.dataset.over;
    const dropped = [...event.dataTransfer.items].filter((each) => each.kind === "file");
    const folders = dropped.map((each) => Boolean((each.webkitGetAsEntry() || {}).isDirectory));
    const files = [...event.dataTransfer.files].slice(0, documentId || address ? 1 : undefined);
    take(files, new Set(folders.flatMap((each, at) => (each ? [at] : []))));
  });
  window.addEventListener("beforeunload", (event) => {
    if (busy || waiting.length) event.preventDefault();
  });
  room.hidden = false;
})();
