/* The service worker: keeps the shell of the app on the device, and sends what waits in the outbox
 * when the system says that there is a network. The head (templates/public/worker.js) names what is
 * kept; a change there is a new version.
 *
 * Kept are the files of this version and the pages in self.app.pages, as they come without a query;
 * these hold nothing of anybody. No other page is ever kept: not a case, not a link with a secret.
 * Pages come from the network while it answers in time, so that an old worker never holds back a new
 * program; and files carry their version in the address, so that old and new do not mix.
 */
(function () {
  "use strict";

  const { base, version, pages, files, data } = self.app;
  const outbox = self.kentongan.outbox;
  const PREFIX = "lapor" + base + "/ ";
  const NAME = PREFIX + version + " " + files.join(" ").replace(/[^=]*=(\w+)/g, "$1");
  const PATIENCE_MS = 4000;

  self.addEventListener("install", (event) => {
    const fresh = (path) => new Request(base + path, { cache: "reload", credentials: "same-origin" });
    event.waitUntil(
      caches
        .open(NAME)
        .then((cache) => cache.addAll([...files, ...pages.map(fresh), ...data.map(fresh)]))
        .then(() => self.skipWaiting()),
    );
  });

  self.addEventListener("activate", (event) => {
    const old = (name) => name.startsWith(PREFIX) && name !== NAME;
    event.waitUntil(
      caches
        .keys()
        .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
        .then(() => self.clients.claim()),
    );
  });

  /* ---- answers ---- */

  const kept = (path) => caches.open(NAME).then((cache) => cache.match(path, { ignoreVary: true }));

  async function keep(path, answer) {
    // every answer of ours has a policy; a hotspot's sign-in page has none
    if (!answer.ok || answer.redirected || !answer.headers.has("content-security-policy")) return;
    const cache = await caches.open(NAME);
    await cache.put(path, answer);
  }

  const late = () => new Promise((resolve, reject) => setTimeout(reject, PATIENCE_MS, new Error("late")));

  // A kept page: from the network, or in bad reception as it was the last time.
  async function shellPage(event, url) {
    const path = url.pathname;
    const network = fetch(event.request).then((answer) => {
      if (!url.search) event.waitUntil(keep(path, answer.clone()));
      return answer;
    });
    event.waitUntil(network.catch(() => {}));
    const old = await kept(path);
    if (!old) return network.catch(offlinePage);
    return Promise.race([network, late()]).then(
      (answer) => (answer.status >= 500 ? old : answer),
      () => old,
    );
  }

  const offlinePage = async () => (await kept(base + "/luring")) || Response.error();

  // What changes rarely and has no version in its address: the kept one now, a new one for next time.
  async function shellData(event, url) {
    const old = await kept(url.pathname);
    const network = fetch(event.request).then((answer) => {
      event.waitUntil(keep(url.pathname, answer.clone()));
      return answer;
    });
    if (!old) return network;
    event.waitUntil(network.catch(() => {}));
    return old;
  }

  // The areas below one that was chosen: from the list of all when the network is away.
  async function areasBelow(event, url) {
    try {
      return await fetch(event.request);
    } catch (error) {
      const all = await kept(base + "/wilayah.json");
      if (!all) throw error;
      const list = await all.json();
      return new Response(JSON.stringify(list.filter((area) => area.di === url.searchParams.get("di"))), { headers: { "content-type": "application/json" } });
    }
  }

  function answerOf(event, url) {
    if (files.includes(url.pathname + url.search)) return kept(url.pathname + url.search).then((answer) => answer || fetch(event.request));
    if (!url.pathname.startsWith(base + "/")) return null;
    const path = url.pathname.slice(base.length);
    if (pages.includes(path) && event.request.mode === "navigate") return shellPage(event, url);
    if (path === "/wilayah.json" && url.searchParams.has("di")) return areasBelow(event, url);
    if (data.includes(path) && !url.search) return shellData(event, url);
    // other tenants and the working face have their own manners
    if (event.request.mode === "navigate" && !/^\/(t\/|console|masuk)/.test(path)) return fetch(event.request).catch(offlinePage);
    return null;
  }

  self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
    const answer = answerOf(event, url);
    if (answer) event.respondWith(answer);
  });

  /* ---- sending ---- */

  async function tell(before) {
    if (self.Notification?.permission !== "granted") return;
    if ((await self.clients.matchAll({ type: "window" })).some((client) => client.visibilityState === "visible")) return;
    for (const report of await outbox.own())
      if (report.sentAt >= before) await self.registration.showNotification(self.app.words.sent, { body: report.ticket, tag: report.ticket, icon: base + "/ikon/192.png" });
  }

  async function send(force) {
    const before = Date.now();
    await outbox.flush(force);
    await tell(before);
    return (await outbox.waiting()).length;
  }

  // The system tries again, with delays of its own, when this fails.
  self.addEventListener("sync", (event) => {
    event.waitUntil(send(true).then((left) => (left > 0 ? Promise.reject(new Error(left + " left")) : null)));
  });
  self.addEventListener("message", (event) => event.waitUntil(send(false)));

  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(self.clients.openWindow(base + "/laporan-saya"));
  });
})();
