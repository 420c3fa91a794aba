/* The report form and the outbox: what is being written is kept on this device as it grows, and what
 * is sent goes through the outbox - at once when there is a network, by itself later when there is
 * none. Similar cases are offered before, mistakes shown after. Works on window.kentongan.form
 * (public-report.js); where the browser keeps nothing, the form is sent as a form.
 */
(function () {
  "use strict";

  const form = document.querySelector("form.report");
  const outbox = window.kentongan && window.kentongan.outbox;
  if (!form || !outbox || !window.indexedDB) return;
  const { base } = outbox;
  const at = (id) => document.getElementById(id);
  const words = at("kata").dataset;
  const DRAFT_MS = 700;
  const SIMILAR_MS = 6000;
  const SLOW_MS = 6000;

  let key = outbox.key();
  let ikut = "";
  let done = false;
  form.elements.kunci.value = key;

  /* ---- what is kept of the form ---- */

  const KEPT = ["teks", "jenis", "layanan", "kecamatan", "desa", "patokan", "nama", "telepon", "email", "keterbukaan", "lat", "lng", "akurasi"];

  const photosNow = () => [...at("foto").files];

  function reportNow(state) {
    const data = new FormData(form);
    const fields = KEPT.map((name) => [name, String(data.get(name) || "").trim()]);
    if (ikut) fields.push(["ikut", ikut]);
    if (matchMedia("(display-mode: standalone)").matches) fields.push(["lewat", "aplikasi"]);
    fields.push(["situs", form.elements.situs.value], ["lang", document.documentElement.lang]);
    const village = at("desa").selectedOptions[0];
    return { key, state, fields, village: village && village.value ? village.textContent : "", writtenAt: Date.now() };
  }

  // A draft is held by its tab as long as that lives; another tab begins one of its own.
  let release = () => {};
  function hold() {
    if (!navigator.locks) return Promise.resolve(true);
    return new Promise((resolve) => {
      const held = (lock) => {
        resolve(Boolean(lock));
        return lock ? new Promise((free) => (release = free)) : undefined;
      };
      navigator.locks.request("lapor " + key, { ifAvailable: true }, held).catch(() => resolve(true));
    });
  }

  let timer = 0;
  let saving = Promise.resolve();
  function saveDraft() {
    clearTimeout(timer);
    if (done) return;
    const report = reportNow("draft");
    const empty = !at("teks").value.trim() && photosNow().length === 0;
    saving = saving.then(() => (done || empty ? null : outbox.put(report, photosNow()))).catch(() => {});
  }
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(saveDraft, DRAFT_MS);
  }
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("pagehide", saveDraft);
  document.addEventListener("visibilitychange", () => document.hidden && saveDraft());

  /* ---- mistakes ---- */

  function forgetMistakes() {
    for (const old of form.querySelectorAll(".wrong[data-sent]")) old.remove();
    for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    const box = at("salah");
    if (box) box.remove();
  }

  function showAtField(input, text) {
    const line = Object.assign(document.createElement("p"), { className: "wrong", textContent: text, id: input.id + "-salah" });
    line.dataset.sent = "1";
    input.before(line);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", line.id);
  }

  function showMistakes(mistakes) {
    forgetMistakes();
    const box = at("salah-contoh").content.firstElementChild.cloneNode(true);
    const list = box.querySelector("ul");
    for (const { isian, kata } of mistakes) {
      const line = document.createElement("li");
      const input = isian && at(isian);
      if (input) {
        line.append(Object.assign(document.createElement("a"), { href: "#" + isian, textContent: kata }));
        if (!at(isian + "-salah")) showAtField(input, kata);
      } else {
        line.textContent = kata;
      }
      list.append(line);
    }
    form.before(box);
    window.kentongan.form.showAll();
    box.focus();
  }

  /* ---- similar cases ---- */

  async function findSimilar() {
    if (!navigator.onLine) return [];
    const body = new FormData();
    for (const [name, value] of reportNow("draft").fields) body.append(name, value);
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), SIMILAR_MS);
    try {
      const answer = await fetch(base + "/lapor/serupa", { method: "POST", body, signal: stop.signal });
      const { serupa, salah } = await answer.json();
      if (answer.status === 422 && salah) throw Object.assign(new Error("refused"), { mistakes: salah });
      return answer.ok ? serupa : [];
    } catch (error) {
      if (error.mistakes) throw error;
      return [];
    } finally {
      clearTimeout(limit);
    }
  }

  function similarItem(found, choose) {
    const item = at("serupa-contoh").content.firstElementChild.cloneNode(true);
    const link = item.querySelector("a");
    link.prepend(found.judul);
    link.href = found.tautan;
    const status = item.querySelector(".status");
    status.classList.add("status-" + found.warna);
    status.textContent = found.status;
    item.querySelector(".case__facts").textContent = found.fakta;
    const button = item.querySelector("button");
    button.setAttribute("aria-label", found.label);
    button.addEventListener("click", () => choose(found.tiket));
    return item;
  }

  // Resolves with a ticket to join, "" for a report of its own, or null: back to the form.
  function askSimilar(found) {
    const room = at("serupa");
    return new Promise((resolve) => {
      const choose = (what) => {
        room.hidden = true;
        at("isian").hidden = false;
        resolve(what);
      };
      room.querySelector("ul").replaceChildren(...found.map((one) => similarItem(one, choose)));
      at("serupa-bukan").onclick = () => choose("");
      at("serupa-kembali").onclick = () => choose(null);
      at("isian").hidden = true;
      room.hidden = false;
      room.querySelector("h2").focus();
    });
  }

  /* ---- sending ---- */

  async function syncLater() {
    const worker = await navigator.serviceWorker.ready;
    if (worker.sync) await worker.sync.register("lapor");
  }

  const find = async () => (await outbox.list()).find((report) => report.key === key);

  async function follow() {
    const left = await find();
    const own = (await outbox.own()).find((report) => report.key === key);
    release();
    if (own) {
      location.assign(own.url);
    } else if (left && left.state === "refused") {
      done = false;
      window.kentongan.form.ready();
      showMistakes(left.mistakes);
      at("salah").scrollIntoView({ block: "start" });
    } else {
      location.assign(base + "/laporan-saya#" + key);
    }
  }

  // Resolves when the report is on the disk; rejects when this device keeps nothing.
  async function keepIt() {
    done = true;
    clearTimeout(timer);
    await saving;
    await outbox.put(reportNow("waiting"), photosNow());
    if (navigator.serviceWorker) syncLater().catch(() => {});
  }

  async function deliver() {
    const slow = setTimeout(() => (at("lambat").hidden = false), SLOW_MS);
    await outbox.flush(true).catch(() => {});
    clearTimeout(slow);
    at("lambat").hidden = true;
    await follow();
  }

  async function chooseSimilar() {
    const found = await findSimilar();
    const chosen = found.length > 0 ? await askSimilar(found) : "";
    ikut = chosen || "";
    return chosen !== null;
  }

  // False: this device keeps nothing, so the form is to be sent as a form.
  window.kentongan.send = async () => {
    try {
      if (!(await chooseSimilar())) return window.kentongan.form.ready(), true;
    } catch (error) {
      window.kentongan.form.ready();
      showMistakes(error.mistakes);
      return true;
    }
    try {
      await keepIt();
    } catch {
      done = false;
      return false;
    }
    deliver().catch(() => location.assign(base + "/laporan-saya"));
    return true;
  };

  /* ---- coming back to it ---- */

  async function restore(report) {
    release();
    key = report.key;
    form.elements.kunci.value = key;
    if (!(await hold())) return startFresh();
    await window.kentongan.form.fill(Object.fromEntries(report.fields), report.village, (await outbox.photos(key)) || []);
    if (report.state === "refused") showMistakes(report.mistakes);
    else at("lanjutan").hidden = false;
  }

  function startFresh() {
    key = outbox.key();
    ikut = "";
    done = false;
    form.elements.kunci.value = key;
    return hold();
  }

  async function start() {
    const reports = await outbox.list();
    const wanted = location.hash.slice(1);
    const named = reports.find((report) => report.key === wanted && report.state !== "waiting");
    const pristine = !at("salah") && !at("teks").value.trim();
    const draft = reports.reverse().find((report) => report.state === "draft");
    if (named || (draft && pristine)) await restore(named || draft);
    else await hold();
  }
  at("dari-awal").addEventListener("click", async () => {
    done = true;
    await saving;
    await outbox.drop(key);
    location.assign(base + "/lapor");
  });
  addEventListener("pageshow", (event) => event.persisted && startFresh());
  window.kentongan.restored = new Promise((resolve) => addEventListener("DOMContentLoaded", () => start().then(resolve, resolve)));
})();
