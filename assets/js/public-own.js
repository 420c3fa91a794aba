/* "Laporan saya": what waits on this device and what was sent from it, how that stands, and live news
 * of it while the page is open. Everything shown is in the outbox; the server is asked by the secrets
 * kept there.
 */
(function () {
  "use strict";

  const at = (id) => document.getElementById(id);
  const words = at("kata").dataset;
  const outbox = window.kentongan.outbox;
  const { base } = outbox;
  const NEWS_MS = 400;
  const RETRY_MS = 60 * 1000;
  const ALARM_MS = 6 * 3600 * 1000;

  const dates = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const times = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const fill = (text, name, value) => text.replace("{" + name + "}", value);

  /* ---- what is shown ---- */

  const fieldOf = (report, name) => (report.fields.find(([n]) => n === name) || [])[1] || "";
  const copyOf = (id) => at(id).content.firstElementChild.cloneNode(true);

  function setStatus(item, colour, text) {
    const status = item.querySelector(".status");
    status.className = "status status-" + colour;
    status.textContent = text;
  }

  // The first press asks, the second does it.
  function onSure(button, work) {
    const said = button.textContent;
    button.addEventListener("click", () => {
      if (button.classList.contains("is-sure")) return work();
      button.classList.add("is-sure");
      button.textContent = button.dataset.sure;
      setTimeout(() => {
        button.classList.remove("is-sure");
        button.textContent = said;
      }, 6000);
    });
  }

  function stateOf(report) {
    if (report.state === "draft") return ["grey", words.draft, words.draftWhy];
    if (report.state === "refused") return ["grey", words.refused, report.stale ? words.stale : ""];
    if (report.tries && report.nextAt > Date.now() && navigator.onLine) return ["grey", words.trying, fill(words.next, "date", times.format(report.nextAt))];
    return ["grey", navigator.onLine ? words.sending : words.waiting, ""];
  }

  function showWaiting(report) {
    const item = copyOf("satu-menunggu");
    const [colour, state, why] = stateOf(report);
    setStatus(item, colour, state);
    item.dataset.key = report.key;
    item.querySelector(".mine__title").textContent = fieldOf(report, "keterbukaan") === "rahasia" ? words.secret : outbox.short(fieldOf(report, "teks"));
    const facts = [fill(words.written, "date", dates.format(report.writtenAt))];
    if (report.photos) facts.push(fill(words.photos, "n", report.photos).replace(" ", "\u00a0"));
    item.querySelector(".mine__facts").textContent = facts.join(" · ");
    item.querySelector(".mine__why").textContent = why;
    for (const { kata } of report.mistakes || []) item.querySelector(".mine__mistakes").append(Object.assign(document.createElement("li"), { textContent: kata }));
    const send = item.querySelector("[data-act=send]");
    send.hidden = report.state !== "waiting";
    send.addEventListener("click", () => outbox.flush(true));
    const mend = item.querySelector("[data-act=mend]");
    mend.hidden = report.state === "waiting";
    mend.href = base + "/lapor#" + report.key;
    if (report.state === "draft") mend.textContent = words.continue;
    onSure(item.querySelector("[data-act=drop]"), () => outbox.drop(report.key));
    return item;
  }

  function showOwn(report) {
    const item = copyOf("satu-terkirim");
    const news = report.news || {};
    setStatus(item, news.warna || "grey", news.status || words.sent);
    item.dataset.ticket = report.ticket;
    item.querySelector(".ticket").textContent = report.ticket;
    const link = base + "/laporan/" + encodeURIComponent(report.ticket) + "?k=" + encodeURIComponent(report.secret);
    const title = item.querySelector(".mine__title a");
    title.textContent = report.title || words.secret;
    title.href = link;
    item.querySelector(".alarm-box").hidden = !report.alarm || Date.now() - report.sentAt > ALARM_MS;
    item.querySelector(".mine__now").textContent = news.kabar || "";
    const ask = item.querySelector(".mine__ask");
    ask.hidden = !news.ditanya;
    ask.firstElementChild.href = link;
    item.querySelector(".mine__facts").textContent = fill(words.sentAt, "date", dates.format(report.sentAt));
    onSure(item.querySelector("[data-act=drop]"), () => outbox.dropOwn(report.ticket));
    return item;
  }

  function fillList(id, items) {
    at(id).hidden = items.length === 0;
    at(id).querySelector("ul").replaceChildren(...items);
  }

  let timer = 0;
  function wakeFor(reports) {
    clearTimeout(timer);
    const next = Math.min(...reports.filter((report) => report.state === "waiting" && report.nextAt).map((report) => report.nextAt));
    if (Number.isFinite(next)) timer = setTimeout(() => outbox.flush(), Math.max(next - Date.now(), 0) + 500);
  }

  // So that the system does not throw away what was not sent yet; asked for when there is something.
  let asked = false;
  function askToStay() {
    if (asked || !navigator.storage || !navigator.storage.persist) return;
    asked = true;
    navigator.storage.persist().catch(() => {});
  }

  let shown = "";
  async function show() {
    const [reports, own] = [await outbox.list(), await outbox.own()];
    if (reports.length > 0) askToStay();
    at("luring").hidden = navigator.onLine || reports.every((report) => report.state !== "waiting");
    wakeFor(reports);
    // what did not change stays, so that a finger or a screen reader on it is not lost
    const state = JSON.stringify([reports, own, navigator.onLine]);
    if (state === shown) return;
    shown = state;
    fillList("menunggu", reports.reverse().map(showWaiting));
    fillList("terkirim", own.map(showOwn));
    const told = at("kabar-baru").dataset.ticket;
    if (told && own.every((report) => report.ticket !== told)) at("kabar-baru").hidden = true;
    at("kosong").hidden = reports.length + own.length > 0;
    at("segarkan").hidden = own.length === 0;
    offerNotices(own.length + reports.length);
  }

  /* ---- news ---- */

  function tell(report, item) {
    const line = document.createElement("p");
    const link = document.createElement("a");
    link.href = item.tautan;
    link.textContent = report.title || words.secret;
    line.append(words.news + " ", link, " – " + (item.terakhir || item.status));
    at("kabar-baru").replaceChildren(line);
    at("kabar-baru").dataset.ticket = report.ticket;
    at("kabar-baru").hidden = false;
    if (!document.hidden || !window.Notification || Notification.permission !== "granted") return;
    const about = { body: item.terakhir || item.status, tag: report.ticket, icon: base + "/ikon/192.png" };
    navigator.serviceWorker.ready.then((worker) => worker.showNotification(words.news + " " + report.ticket, about)).catch(() => {});
  }

  async function askNews() {
    const own = (await outbox.own()).slice(0, 20);
    if (own.length === 0) return;
    const body = new URLSearchParams(own.map((report) => ["l", report.ticket + "." + report.secret]));
    const answer = await fetch(base + "/laporan-saya/kabar", { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status);
    const { laporan, alir, tanda } = await answer.json();
    for (const item of laporan) {
      const report = own.find((one) => one.ticket === item.tiket);
      await outbox.change("own", item.tiket, { news: item });
      if (report.news && report.news.langkah !== item.langkah) tell(report, item);
    }
    await show();
    listen(alir, tanda);
  }

  let stream = null;
  let mark = "";
  let again = 0;
  function refresh(wait) {
    clearTimeout(again);
    again = setTimeout(() => askNews().catch(() => navigator.onLine && refresh(RETRY_MS)), wait || 0);
  }

  function listen(token, now) {
    if (!token || !window.EventSource || (stream && stream.readyState !== EventSource.CLOSED && mark === now)) return;
    if (stream) stream.close();
    mark = now;
    stream = new EventSource(base + "/laporan-saya/alir?t=" + encodeURIComponent(token));
    stream.addEventListener("news", () => refresh(NEWS_MS));
    stream.addEventListener("reset", () => refresh(NEWS_MS));
    // refused or too old: ask again, which also brings a fresh token
    stream.onerror = () => stream.readyState === EventSource.CLOSED && refresh(RETRY_MS);
  }

  at("segarkan").addEventListener("click", () => {
    refresh();
    outbox.flush(true);
  });

  /* ---- installing, notices ---- */

  function offerNotices(any) {
    at("lebih").hidden = false;
    at("pinjaman").hidden = !any;
    at("beri-tahu-ruang").hidden = !any || !window.Notification || !navigator.serviceWorker || Notification.permission !== "default";
  }
  at("beri-tahu").addEventListener("click", async () => {
    await Notification.requestPermission();
    offerNotices(true);
  });

  let prompt = null;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    prompt = event;
    at("pasang-ruang").hidden = false;
  });
  at("pasang").addEventListener("click", async () => {
    if (!prompt) return;
    at("pasang-ruang").hidden = true;
    await prompt.prompt();
    prompt = null;
  });

  /* ---- coming and going ---- */

  outbox.listen(() => show().then(() => refresh(NEWS_MS)));
  addEventListener("online", () => {
    show();
    refresh();
    outbox.flush(true);
  });
  addEventListener("offline", show);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    refresh();
    outbox.flush();
  });
  show().then(
    () => {
      outbox.note();
      refresh();
      outbox.flush(true);
    },
    () => (at("tanpa-simpanan").hidden = false),
  );
})();
