/* Maps of the public pages: Leaflet is fetched only when a map comes into view. Without map images
 * (the usual case) the areas of the tenant are drawn, so that a point still means a place.
 * Used by public-report.js, public-list.js and public-case.js through window.kentongan.
 */
(function () {
  "use strict";

  const urls = document.body.dataset;
  const wanted = new Map();
  const VILLAGE = 4;

  function script(src) {
    if (!wanted.has(src)) {
      wanted.set(
        src,
        new Promise((resolve, reject) => {
          const element = document.createElement("script");
          element.src = src;
          element.onload = resolve;
          element.onerror = reject;
          document.head.append(element);
        }),
      );
    }
    return wanted.get(src);
  }

  function style(href) {
    if (wanted.has(href)) return;
    wanted.set(href, true);
    const element = document.createElement("link");
    element.rel = "stylesheet";
    element.href = href;
    document.head.prepend(element);
  }

  async function leaflet(withClusters) {
    style(urls.leafletCss);
    await script(urls.leaflet);
    if (withClusters) await script(urls.cluster);
    return window.L;
  }

  function name(L, feature) {
    const place = feature.properties.titik;
    if (!place || !feature.properties.nama) return null;
    const label = document.createElement("span");
    label.textContent = feature.properties.nama;
    return L.marker([place[1], place[0]], {
      interactive: false,
      keyboard: false,
      zIndexOffset: -5000,
      icon: L.divIcon({ className: feature.properties.tingkat === VILLAGE ? "map-name map-name--fine" : "map-name", html: label, iconSize: [0, 0] }),
    });
  }

  async function shapes(L, map, element) {
    const answer = await fetch(element.dataset.shapes);
    if (!answer.ok) return null;
    const areas = await answer.json();
    const drawn = areas.features.filter((f) => f.geometry && f.geometry.type !== "Point");
    L.geoJSON(
      { type: "FeatureCollection", features: drawn },
      {
        interactive: false,
        style: (f) => ({
          className: !f.properties.kode
            ? "map-box"
            : "map-area" +
              (element.dataset.tiles ? " map-area--over" : "") +
              (f.properties.tingkat === VILLAGE ? " map-area--fine" : ""),
        }),
      },
    ).addTo(map);
    const fine = areas.features.filter((f) => f.properties.tingkat === VILLAGE);
    const coarse = areas.features.filter((f) => f.properties.tingkat !== VILLAGE);
    const layers = [
      [10.5, coarse],
      [13, fine],
    ].map(([zoom, some]) => [zoom, L.layerGroup(some.map((f) => name(L, f)).filter(Boolean))]);
    const show = () => {
      for (const [zoom, layer] of layers) map.getZoom() >= zoom ? layer.addTo(map) : layer.remove();
    };
    map.on("zoomend", show);
    show();
    return areas;
  }

  /* The box around most of the areas: far islands would make a dot of the rest. prefix: only those
     whose code begins so. Null when too few are known. */
  function middle(areas, prefix) {
    const points = ((areas && areas.features) || [])
      .filter((f) => f.properties.titik && f.properties.kode.startsWith(prefix))
      .map((f) => f.properties.titik);
    if (points.length < 3) return null;
    const far = prefix || points.length < 8 ? 0 : Math.max(1, Math.floor(points.length / 25));
    const [lngs, lats] = [0, 1].map((i) => points.map((p) => p[i]).sort((a, b) => a - b));
    const last = points.length - 1 - far;
    return [
      [lats[far], lngs[far]],
      [lats[last], lngs[last]],
    ];
  }

  /* A map in element by its data-* (see page_set_map). Resolves to { L, map, areas }. */
  async function draw(element, options) {
    const L = await leaflet(options && options.clusters);
    const data = element.dataset;
    const map = L.map(element, {
      zoomControl: true,
      minZoom: 7,
      maxZoom: 18,
      zoomSnap: 0.5,
      scrollWheelZoom: !(options && options.small),
      fadeAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    map.attributionControl.setPrefix(false);
    const box = (data.box || "").split(",").map(Number);
    if (options && options.center) map.setView(options.center, 14);
    else if (box.length === 4) map.fitBounds([[box[0], box[1]], [box[2], box[3]]]);
    else map.setView([data.lat0, data.lng0], data.zoom);
    if (data.tiles) L.tileLayer(data.tiles, { attribution: data.credit, maxZoom: 18 }).addTo(map);
    const areas = await shapes(L, map, element).catch(() => null);
    const most = middle(areas, "");
    if (most && !(options && options.center)) map.fitBounds(L.latLngBounds(most).pad(0.1));
    return { L, map, areas };
  }

  function pin(L, colour) {
    return L.divIcon({ className: "map-pin map-pin--" + colour, iconSize: [32, 32] });
  }

  function insideRing(ring, x, y) {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i];
      const [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  }

  /* The code of the area that holds a point, or "". */
  function areaAt(areas, lat, lng) {
    for (const feature of (areas && areas.features) || []) {
      const { type, coordinates } = feature.geometry || {};
      const polygons = type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : [];
      if (feature.properties.kode && polygons.some((rings) => insideRing(rings[0], lng, lat)))
        return feature.properties.kode;
    }
    return "";
  }

  /* Calls back once when element is about to be seen. */
  function whenSeen(element, callback) {
    if (!("IntersectionObserver" in window)) return callback();
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        callback();
      },
      { rootMargin: "200px" },
    );
    observer.observe(element);
  }

  window.kentongan = Object.assign(window.kentongan || {}, { draw, pin, areaAt, middle, whenSeen });
})();
