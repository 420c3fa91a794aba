/* What every public page does with a script: lead to a message or mistake, copy a number. */
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
})();
