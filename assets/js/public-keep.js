/* "Simpan di HP ini" on the page of a case that was opened by its reporter's link. */
(function () {
  "use strict";

  const room = document.getElementById("simpan");
  const outbox = window.kentongan.outbox;
  const { ticket, key, title } = room.dataset;
  const isKept = async () => (await outbox.own()).some((report) => report.ticket === ticket);

  const show = async () => {
    const kept = await isKept();
    room.querySelector("button").hidden = kept;
    room.querySelector(".hint").hidden = kept;
    room.querySelector("a").hidden = !kept;
    room.hidden = false;
  };
  room.querySelector("button").addEventListener("click", async () => {
    await outbox.keepOwn(ticket, key, title);
    await show();
    room.querySelector("a").focus();
  });
  show().catch(() => {}); // a browser that keeps nothing is not asked to
})();
