/* The list of cases with its map beside it (desktop) or behind a switch (phone). */
(function () {
  "use strict";

  const page = document.getElementById("daftar");
  const canvas = document.getElementById("peta-daftar");
  if (!page || !canvas || !window.kentongan) return;
  const words = document.getElementById("peta-kabar");
  page.classList.add("with-map");
  page.querySelector(".list-page__map").hidden = false;
  const toggle = page.querySelector(".toggle");
  toggle.hidden = false;

  function popup(feature) {
    const p = feature.properties;
    const box = document.createElement("div");
    const link = document.createElement("a");
    link.href = p.url;
    link.textContent = p.judul;
    const status = document.createElement("span");
    status.className = "status status-" + p.warna;
    status.textContent = p.keadaan;
    const first = document.createElement("p");
    first.append(link);
    const second = document.createElement("p");
    second.append(status);
    box.append(first, second);
    if (p.tempat) {
      const place = document.createElement("p");
      place.textContent = p.tempat;
      box.append(place);
    }
    return box;
  }

  function clusterIcon(L, cluster) {
    const n = cluster.getChildCount();
    const size = n < 10 ? 44 : n < 100 ? 50 : 58;
    const label = document.createElement("span");
    label.textContent = n;
    return L.divIcon({ className: "map-cluster", html: label, iconSize: [size, size] });
  }

  /* All points when an area was chosen; else where people live, which draw() has shown. */
  function look(map, group, data, areas) {
    const chosen = new URLSearchParams(location.search).get("wilayah");
    if (data.features.length > 0 && (chosen || !window.kentongan.middle(areas, "")))
      map.fitBounds(group.getBounds().pad(0.15), { maxZoom: 14 });
  }

  function addPoints(L, map, data, areas) {
    const group = L.markerClusterGroup({
      showCoverageOnHover: false,
      maxClusterRadius: 56,
      iconCreateFunction: (cluster) => clusterIcon(L, cluster),
    });
    for (const feature of data.features) {
      const [lng, lat] = feature.geometry.coordinates;
      const marker = L.marker([lat, lng], {
        icon: window.kentongan.pin(L, feature.properties.warna),
        alt: feature.properties.judul + " (" + feature.properties.keadaan + ")",
        title: feature.properties.judul,
      });
      marker.bindPopup(() => popup(feature));
      group.addLayer(marker);
    }
    const named = () => {
      for (const element of canvas.querySelectorAll(".map-cluster"))
        element.setAttribute("aria-label", words.dataset.cluster.replace("{n}", element.textContent));
      for (const element of canvas.querySelectorAll(".map-pin[title]")) {
        element.setAttribute("role", "button");
        element.setAttribute("aria-label", element.title);
      }
    };
    for (const event of ["animationend", "layeradd"]) group.on(event, named);
    map.on("moveend zoomend", () => setTimeout(named, 300));
    map.addLayer(group);
    look(map, group, data, areas);
    named();
  }

  async function open() {
    words.textContent = words.dataset.loading;
    try {
      const answer = fetch(canvas.dataset.points);
      const { L, map, areas } = await window.kentongan.draw(canvas, { clusters: true });
      const data = await (await answer).json();
      addPoints(L, map, data, areas);
      words.textContent =
        data.features.length === 0
          ? words.dataset.none
          : data.terpotong
            ? words.dataset.part.replace("{n}", data.features.length)
            : "";
      addEventListener("resize", () => map.invalidateSize());
      toggle.addEventListener("click", () => setTimeout(() => map.invalidateSize(), 0));
    } catch {
      words.textContent = words.dataset.failed;
      canvas.hidden = true;
    }
  }

  toggle.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    page.dataset.view = link.dataset.view;
    history.replaceState(null, "", link.href);
    for (const other of toggle.querySelectorAll("a")) {
      if (other === link) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
  });

  const filters = page.querySelector(".filters");
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = [...new FormData(filters)].filter(([name, value]) => value && name !== "tampil");
    if (page.dataset.view === "peta") chosen.push(["tampil", "peta"]);
    const query = new URLSearchParams(chosen).toString();
    location.assign(filters.action + (query ? "?" + query : ""));
  });
  window.kentongan.whenSeen(canvas, open);
})();
