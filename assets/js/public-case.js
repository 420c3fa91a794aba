/* The small map of a case. */
(function () {
  "use strict";

  const element = document.getElementById("peta-laporan");
  if (!element || !window.kentongan) return;
  element.hidden = false;
  window.kentongan.whenSeen(element, async () => {
    const point = [Number(element.dataset.lat), Number(element.dataset.lng)];
    try {
      const { L, map } = await window.kentongan.draw(element, { small: true, center: point });
      L.marker(point, { icon: window.kentongan.pin(L, element.dataset.colour), interactive: false, keyboard: false }).addTo(map);
    } catch {
      element.hidden = true;
    }
  });
})();
