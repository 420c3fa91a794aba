/* The outbox of this device: reports that were written and not yet taken, and the reports that were,
 * with the secrets of their links. Used by pages and by the service worker; needs no page.
 *
 * 1. A report is on the disk, under a key drawn when it was written, before any of it is sent.
 * 2. It leaves the outbox when the server answered for that key, or when its writer throws it away.
 *    What came back is kept in the same step.
 * 3. Only a refused report is changed (a refusal says that nothing was stored), or one not sent yet.
 * 4. One sender at a time on this device, by a Web Lock, which ends with its tab. Where there are no
 *    locks the key alone keeps a report single: the server answers it again.
 */
(function () {
  "use strict";

  const base = self.app ? self.app.base : document.body.dataset.base;
  const name = "lapor" + base;
  const STRICT = { durability: "strict" };
  const ANSWER_MS = 5 * 60 * 1000;
  const DELAY_MS = 15 * 1000;
  const DELAY_MAX_MS = 30 * 60 * 1000;
  // the server remembers keys for sixty days; what was tried before that is not sent by itself
  const KEY_MS = 50 * 24 * 3600 * 1000;
  const DRAFT_MS = 7 * 24 * 3600 * 1000;

  /* ---- what is kept ---- */

  let opened = null;
  function open() {
    if (opened) return opened;
    opened = new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("outbox", { keyPath: "key" });
        request.result.createObjectStore("photos");
        request.result.createObjectStore("own", { keyPath: "ticket" });
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const db = request.result;
        db.onclose = () => (opened = null);
        db.onversionchange = () => {
          db.close();
          opened = null;
        };
        resolve(db);
      };
    });
    opened.catch(() => (opened = null));
    return opened;
  }

  // work gets a function from name to store; resolves when all of it is on the disk, with the result
  // of the request it returned.
  async function transact(mode, work) {
    const db = await open();
    return new Promise((resolve, reject) => {
      const transaction = db.transaction(["outbox", "photos", "own"], mode, mode === "readwrite" ? STRICT : undefined);
      const last = work((store) => transaction.objectStore(store));
      transaction.oncomplete = () => resolve(last ? last.result : undefined);
      transaction.onabort = () => reject(transaction.error);
    });
  }
  const read = (work) => transact("readonly", work);
  const write = (work) => transact("readwrite", work);

  // Every page of the app sees how many there are, without opening all this ("3/1": own, waiting).
  async function note() {
    const [own, waiting] = await read((store) => count(store("own"), store("outbox")));
    try {
      localStorage.setItem(name, own + "/" + waiting);
    } catch {
      // a worker has none, and it only shows the way to "Laporan saya"
    }
  }
  function count(...stores) {
    const all = { result: [] };
    stores.forEach((store, i) => (store.count().onsuccess = (event) => (all.result[i] = event.target.result)));
    return all;
  }

  // Others on this device hear that something changed; so does the page itself.
  const heard = new Set();
  const channel = self.BroadcastChannel ? new BroadcastChannel(name) : null;
  function hear() {
    note().catch(() => {});
    heard.forEach((listener) => listener());
  }
  if (channel) channel.onmessage = hear;
  function changed() {
    if (channel) channel.postMessage(1);
    hear();
  }

  const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  // report: { key, state: "draft" | "waiting" | "refused", fields: [[name, value]], labels, ... }.
  // photos: blobs; left out: they stay as they are.
  async function put(report, photos) {
    await write((store) => {
      if (photos) store("photos").put(photos, report.key);
      store("outbox").put(photos ? { ...report, photos: photos.length } : report);
    });
    changed();
  }

  async function drop(one) {
    await write((store) => {
      store("photos").delete(one);
      store("outbox").delete(one);
    });
    changed();
  }

  const oldestFirst = (a, b) => a.writtenAt - b.writtenAt;
  async function list() {
    const all = await read((store) => store("outbox").getAll());
    const old = all.filter((report) => report.state === "draft" && Date.now() - report.writtenAt > DRAFT_MS);
    for (const report of old) await drop(report.key);
    return all.filter((report) => !old.includes(report)).sort(oldestFirst);
  }

  const own = async () => (await read((store) => store("own").getAll())).sort((a, b) => b.sentAt - a.sentAt);

  // Only what is still there: nobody brings back what was thrown away meanwhile.
  async function change(where, one, patch) {
    await write((store) => {
      const found = store(where).get(one);
      found.onsuccess = () => found.result && store(where).put({ ...found.result, ...patch });
    });
    if (where === "outbox") changed();
  }

  // One that came another way, by its link.
  async function keepOwn(ticket, secret, title) {
    const now = Date.now();
    await write((store) => store("own").put({ ticket, secret, title, key: "", writtenAt: now, sentAt: now }));
    changed();
  }
  async function dropOwn(ticket) {
    await write((store) => store("own").delete(ticket));
    changed();
  }

  /* ---- sending ---- */

  async function ask(report, photos) {
    const body = new FormData();
    for (const [field, value] of report.fields) body.append(field, value);
    body.append("kunci", report.key);
    photos.forEach((photo, i) => body.append("foto", photo, photo.name || `foto-${i + 1}.jpg`));
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), ANSWER_MS);
    try {
      const answer = await fetch(base + "/lapor/kirim", { method: "POST", body, redirect: "error", signal: stop.signal });
      return { status: answer.status, wait: Number(answer.headers.get("retry-after")), json: await answer.json().catch(() => ({})) };
    } finally {
      clearTimeout(timer);
    }
  }

  const isTaken = ({ status, json }) => (status === 200 || status === 201) && json.tiket && json.rahasia;
  // Only our own refusals count: a hotspot's sign-in page answers anything.
  const isRefused = ({ status, json }) => [400, 413, 422].includes(status) && String(json.type).startsWith("urn:kentongan:error:");

  const short = (text) => (text.length > 90 ? text.slice(0, 90).replace(/\s+\S*$/, "") + "…" : text);

  function ownOf(report, json) {
    const field = (one) => (report.fields.find(([n]) => n === one) || [])[1] || "";
    const secret = field("keterbukaan") === "rahasia";
    return {
      ticket: json.tiket,
      secret: json.rahasia,
      url: json.tautan,
      alarm: json.darurat,
      key: report.key,
      title: secret ? "" : short(field("teks")),
      writtenAt: report.writtenAt,
      sentAt: Date.now(),
    };
  }

  async function settle(report, answer) {
    if (isTaken(answer)) {
      await write((store) => {
        store("own").put(ownOf(report, answer.json));
        store("photos").delete(report.key);
        store("outbox").delete(report.key);
      });
      changed();
      return;
    }
    if (isRefused(answer)) {
      const mistakes = answer.json.salah || [{ isian: answer.json.field || "", kata: answer.json.detail || "" }];
      await change("outbox", report.key, { state: "refused", mistakes });
      return;
    }
    await later(report, answer.wait);
  }

  async function later(report, wait) {
    const delay = Math.max(Math.min(DELAY_MS * 2 ** Math.min(report.tries, 10), DELAY_MAX_MS), (wait || 0) * 1000);
    await change("outbox", report.key, { nextAt: Date.now() + delay * (1 + Math.random() / 5) });
  }

  // False when there is no network.
  async function sendOne(report) {
    const firstAt = report.firstAt || Date.now();
    const tried = { ...report, tries: (report.tries || 0) + 1, firstAt };
    if (Date.now() - firstAt > KEY_MS) {
      await change("outbox", report.key, { state: "refused", stale: true, mistakes: [] });
      return true;
    }
    await change("outbox", report.key, { tries: tried.tries, firstAt });
    const photos = (await read((store) => store("photos").get(report.key))) || [];
    const answer = await ask(tried, photos).catch(() => null);
    await (answer ? settle(tried, answer) : later(tried));
    return Boolean(answer);
  }

  // Reports that are due, one after the other; when one finds no network the others wait too.
  async function sendAll(force) {
    const seen = new Set();
    for (;;) {
      const due = (await list()).find((report) => report.state === "waiting" && !seen.has(report.key) && (force || !(report.nextAt > Date.now())));
      if (!due) return;
      seen.add(due.key);
      if (!(await sendOne(due))) return;
    }
  }

  let chain = Promise.resolve();
  function alone(work) {
    if (self.navigator.locks) return navigator.locks.request(name, work);
    chain = chain.then(work, work);
    return chain;
  }

  let asked = null;
  let forced = false;
  // Sends what is due, or with force all that waits, when nobody else does; resolves afterwards.
  function flush(force) {
    forced = forced || Boolean(force);
    asked =
      asked ||
      alone(() => {
        const now = forced;
        asked = null;
        forced = false;
        return sendAll(now);
      });
    return asked;
  }

  const waiting = async () => (await list()).filter((report) => report.state === "waiting");

  self.kentongan = Object.assign(self.kentongan || {}, {
    outbox: {
      base,
      key,
      short,
      put,
      drop,
      list,
      photos: (one) => read((store) => store("photos").get(one)),
      own,
      change,
      keepOwn,
      dropOwn,
      note,
      flush,
      waiting,
      listen: (listener) => heard.add(listener),
    },
  });
})();
