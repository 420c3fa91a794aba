/* What every public page does with a script: lead to a message or mistake, copy a number, keep the app
 * on this device fresh. */
(function () {
  "use strict";

  const message = document.getElementById("salah") || document.getElementById("kabar");
  if (message && message.tabIndex === -1) message.focus({ preventScroll: false });

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.querySelector(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        button.textContent = button.dataset.done;
      } catch {
        getSelection().selectAllChildren(source);
      }
    });
  }

  /* ---- the app on this device: how many own reports, and how many wait ("3/1"), is noted by the
   * pages that know ---- */

  const base = document.body.dataset.base;
  let noted = "";
  try {
    noted = localStorage.getItem("lapor" + base) || "";
  } catch {
    // a browser that keeps nothing
  }
  const [own, waiting] = noted.split("/").map(Number);
  const door = document.getElementById("menu-saya");
  if (own + waiting > 0) door.hidden = false;
  if (!door.hidden) door.parentElement.classList.add("has-own");
  if (navigator.serviceWorker)
    addEventListener("load", async () => {
      try {
        await navigator.serviceWorker.register(base + "/sw.js", { scope: base + "/" });
        if (waiting > 0) (await navigator.serviceWorker.ready).active.postMessage("send");
      } catch {
        // without it everything works but the network
      }
    });
})();
