/* The report form with a script: one question a step on a phone, a point on the map, villages
 * without a round trip, photos made small before they are sent. Without it the same form works.
 */
(function () {
  "use strict";

  const form = document.querySelector("form.report");
  if (!form) return;
  const words = document.getElementById("kata").dataset;
  const at = (id) => document.getElementById(id);
  const PHOTOS = 5;
  const PHOTO_BYTES = 10 * 1024 * 1024;
  const PHOTO_SIDE = 1600;

  /* ---- kecamatan, then desa ---- */

  const district = at("kecamatan");
  const village = at("desa");
  const villageRoom = at("desa-ruang");
  at("pilih-desa").hidden = true;

  async function listVillages(chosen) {
    const first = village.options[0];
    village.replaceChildren(first);
    villageRoom.hidden = !district.value;
    if (!district.value) return;
    const answer = await fetch(form.dataset.areas + "?di=" + encodeURIComponent(district.value)).catch(() => null);
    if (!answer || !answer.ok) {
      // without a network the button would lead nowhere; the landmark says the place
      at("pilih-desa").hidden = !answer;
      villageRoom.hidden = true;
      return;
    }
    const areas = await answer.json();
    areas.sort((a, b) => a.nama.localeCompare(b.nama, "id"));
    for (const area of areas) village.add(new Option(area.nama, area.kode, false, area.kode === chosen));
    villageRoom.hidden = areas.length === 0;
  }
  district.addEventListener("change", () => {
    listVillages("");
    lookAtDistrict();
  });

  /* ---- what the text seems to be about ---- */

  const service = at("layanan");
  const guess = at("layanan-usul");
  let asked = "";
  let serviceTouched = service.value !== "";
  service.addEventListener("change", () => {
    serviceTouched = true;
    guess.textContent = "";
  });

  async function suggest() {
    const text = at("teks").value.trim();
    if (text.length < 12 || text === asked) return;
    asked = text;
    const answer = await fetch(form.dataset.suggest, { method: "POST", body: new URLSearchParams({ teks: text }) }).catch(() => null);
    if (!answer || !answer.ok) return;
    const { layanan, wilayah, darurat } = await answer.json();
    at("darurat").hidden = !darurat;
    if (!serviceTouched) {
      service.value = layanan ? layanan.kode : "";
      guess.textContent = layanan ? words.guess : "";
    }
    if (wilayah && !district.value) {
      district.value = wilayah.kecamatan;
      await listVillages(wilayah.desa);
    }
  }
  let pause = 0;
  at("teks").addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(suggest, 900);
  });
  at("teks").addEventListener("change", suggest);

  /* ---- a point ---- */

  const pinWords = at("pin-kabar");
  const clear = at("pin-hapus");
  const canvas = at("peta-pin");
  let drawn = null;
  let marker = null;

  function inBox(lat, lng) {
    const [south, west, north, east] = form.dataset.box.split(",").map(Number);
    return lat >= south && lat <= north && lng >= west && lng <= east;
  }

  function chooseArea(lat, lng) {
    const code = window.kentongan.areaAt(drawn.areas, lat, lng);
    const option = [...district.options].find((o) => o.value && (code === o.value || code.startsWith(o.value + ".")));
    if (!code || !option) return;
    if (district.value !== option.value) {
      district.value = option.value;
      listVillages(code);
    } else if (code !== option.value) {
      village.value = code;
    }
  }

  function putPoint(lat, lng, accuracy, pan) {
    if (!inBox(lat, lng)) {
      pinWords.textContent = words.outside;
      return;
    }
    at("lat").value = lat.toFixed(7);
    at("lng").value = lng.toFixed(7);
    at("akurasi").value = Math.round(accuracy || 0);
    pinWords.textContent = words.chosen;
    clear.hidden = false;
    if (!drawn) return;
    if (!marker) {
      marker = drawn.L.marker([lat, lng], { icon: window.kentongan.pin(drawn.L, "mine"), draggable: true, keyboard: false });
      marker.on("dragend", () => {
        const p = marker.getLatLng();
        putPoint(p.lat, p.lng, 0, false);
      });
      marker.addTo(drawn.map);
    }
    marker.setLatLng([lat, lng]);
    if (pan) drawn.map.setView([lat, lng], Math.max(drawn.map.getZoom(), 15));
    chooseArea(lat, lng);
  }

  function dropPoint() {
    for (const id of ["lat", "lng", "akurasi"]) at(id).value = "";
    if (marker) marker.remove();
    marker = null;
    clear.hidden = true;
    pinWords.textContent = "";
  }

  function lookAtDistrict() {
    if (!drawn || marker || !district.value) return;
    const box = window.kentongan.middle(drawn.areas, district.value);
    if (box) drawn.map.fitBounds(drawn.L.latLngBounds(box).pad(0.2), { maxZoom: 14 });
  }

  async function openMap() {
    if (drawn || !window.kentongan) return;
    Object.assign(canvas.dataset, {
      shapes: form.dataset.shapes,
      tiles: form.dataset.tiles,
      credit: form.dataset.credit,
      box: form.dataset.box,
      lat0: form.dataset.lat,
      lng0: form.dataset.lng,
      zoom: form.dataset.zoom,
    });
    try {
      drawn = await window.kentongan.draw(canvas, {});
    } catch {
      canvas.hidden = true;
      pinWords.textContent = "";
      return;
    }
    drawn.map.on("click", (event) => putPoint(event.latlng.lat, event.latlng.lng, 0, false));
    canvas.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== canvas) return;
      event.preventDefault();
      const middle = drawn.map.getCenter();
      putPoint(middle.lat, middle.lng, 0, false);
    });
    lookAtDistrict();
    if (at("lat").value) putPoint(Number(at("lat").value), Number(at("lng").value), Number(at("akurasi").value), true);
  }

  document.querySelector(".pin").hidden = false;
  if (at("lat").value) clear.hidden = false;
  clear.addEventListener("click", dropPoint);
  const locate = at("lokasi-saya");
  if (!navigator.geolocation || !window.isSecureContext) locate.hidden = true;
  locate.addEventListener("click", () => {
    pinWords.textContent = words.locating;
    navigator.geolocation.getCurrentPosition(
      (position) => putPoint(position.coords.latitude, position.coords.longitude, position.coords.accuracy, true),
      () => (pinWords.textContent = words.denied),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
  if (window.kentongan) window.kentongan.whenSeen(canvas, openMap);

  /* ---- photos ---- */

  const photo = at("foto");
  const photoList = at("foto-daftar");

  function bitmapTo(bitmap, side) {
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    const canvasElement = document.createElement("canvas");
    canvasElement.width = Math.max(1, Math.round(bitmap.width * scale));
    canvasElement.height = Math.max(1, Math.round(bitmap.height * scale));
    canvasElement.getContext("2d").drawImage(bitmap, 0, 0, canvasElement.width, canvasElement.height);
    return canvasElement;
  }

  /* Smaller where the browser can read it; what it cannot is sent as it is and judged there. */
  async function smaller(file) {
    if (file.size < 400 * 1024) return file;
    const bitmap = await createImageBitmap(file);
    const big = bitmapTo(bitmap, PHOTO_SIDE);
    bitmap.close();
    const blob = await new Promise((resolve) => big.toBlob(resolve, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], "foto.jpg", { type: "image/jpeg" }) : file;
  }

  async function preview(file) {
    const item = document.createElement("li");
    item.dataset.fresh = "1";
    try {
      const bitmap = await createImageBitmap(file);
      const small = bitmapTo(bitmap, 160);
      bitmap.close();
      small.setAttribute("role", "img");
      small.setAttribute("aria-label", file.name);
      item.append(small);
    } catch {
      item.textContent = file.name;
    }
    return item;
  }

  async function takePhotos() {
    const chosen = [...photo.files];
    const room = PHOTOS - photoList.querySelectorAll("input[name=foto_ada]").length;
    const problems = [];
    if (chosen.length > room) problems.push(words.many);
    const kept = new DataTransfer();
    for (const file of chosen.slice(0, Math.max(room, 0))) {
      const made = await smaller(file).catch(() => file);
      if (made.size > PHOTO_BYTES) problems.push(words.large + " " + file.name);
      else kept.items.add(made);
    }
    photo.files = kept.files;
    for (const old of photoList.querySelectorAll("[data-fresh]")) old.remove();
    for (const file of kept.files) photoList.append(await preview(file));
    let note = at("foto-catatan");
    if (!note) {
      note = document.createElement("p");
      note.id = "foto-catatan";
      note.className = "wrong";
      note.setAttribute("role", "alert");
      photo.before(note);
    }
    note.textContent = problems.join(" ");
    note.hidden = problems.length === 0;
  }
  let photosReady = Promise.resolve();
  photo.addEventListener("change", () => (photosReady = takePhotos()));

  /* ---- one question a step ---- */

  const steps = [...form.querySelectorAll(".step")];
  const review = form.querySelector(".step--review");
  const next = at("lanjut");
  const back = at("kembali");
  const send = at("kirim");
  let bySteps = matchMedia("(max-width: 899px)").matches && !at("salah");
  let current = 0;

  function chosenText(name) {
    const input = form.querySelector("input[name=" + name + "]:checked");
    return input ? input.parentElement.querySelector(".choice__name").textContent : "";
  }

  function placeText() {
    const parts = [at("patokan").value.trim()];
    for (const select of [village, district]) if (select.value) parts.push(select.selectedOptions[0].textContent);
    if (at("lat").value) parts.push(review.querySelector("dl").dataset.pin);
    return parts.filter(Boolean).join(", ");
  }

  function fillReview() {
    const list = at("periksa-isi");
    const w = list.dataset;
    const photos = photo.files.length + photoList.querySelectorAll("input[name=foto_ada]").length;
    const told = [at("telepon").value.trim(), at("email").value.trim()].filter(Boolean).join(", ");
    const rows = [
      [w.what, chosenText("jenis") + "\n" + at("teks").value.trim(), 0],
      [w.where, placeText(), 1],
      [w.photos, photos ? String(photos) : "", 2],
      [w.who, told, 3],
      [w.seen, chosenText("keterbukaan"), 3],
    ];
    list.replaceChildren();
    for (const [title, text, step] of rows) {
      const row = document.createElement("div");
      const dt = document.createElement("dt");
      const dd = document.createElement("dd");
      const change = document.createElement("button");
      change.type = "button";
      change.className = "link";
      change.textContent = w.change;
      change.setAttribute("aria-label", w.change + ": " + title);
      change.addEventListener("click", () => show(step, true));
      dt.append(title, change);
      dd.textContent = text || w.empty;
      row.append(dt, dd);
      list.append(row);
    }
  }

  const progress = document.createElement("div");
  progress.className = "progress";
  progress.setAttribute("role", "status");

  function show(step, focus) {
    current = step;
    if (steps[step] === review) fillReview();
    steps.forEach((element, i) => (element.hidden = i !== step));
    back.hidden = step === 0;
    next.hidden = step === steps.length - 1;
    send.hidden = step !== steps.length - 1;
    at("pembuka").hidden = step > 0;
    at("pernyataan").hidden = send.hidden;
    const bar = document.createElement("div");
    bar.className = "progress__bar";
    bar.setAttribute("aria-hidden", "true");
    for (let i = 0; i < steps.length; i++) {
      const part = document.createElement("span");
      if (i <= step) part.className = "is-done";
      bar.append(part);
    }
    progress.replaceChildren(words.step.replace("{n}", step + 1).replace("{m}", steps.length), bar);
    if (!focus) return;
    const title = steps[step].querySelector("legend, h2");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    form.scrollIntoView({ block: "start" });
  }

  function mayLeave() {
    if (steps[current].dataset.step !== "apa" || at("teks").value.trim()) return true;
    let wrong = at("teks-salah");
    if (!wrong) {
      wrong = document.createElement("p");
      wrong.id = "teks-salah";
      wrong.className = "wrong";
      at("teks").before(wrong);
    }
    wrong.textContent = words.needText;
    at("teks").setAttribute("aria-invalid", "true");
    at("teks").setAttribute("aria-describedby", "teks-bantu teks-salah");
    at("teks").focus();
    return false;
  }

  if (bySteps) {
    form.classList.add("by-steps");
    form.prepend(progress);
    next.addEventListener("click", () => mayLeave() && show(current + 1, true));
    back.addEventListener("click", () => show(current - 1, true));
    form.addEventListener("keydown", (event) => {
      if (!bySteps || event.key !== "Enter" || event.target.tagName !== "INPUT" || current === steps.length - 1) return;
      event.preventDefault();
      if (mayLeave()) show(current + 1, true);
    });
    show(0, false);
  }
  at("teks").addEventListener("input", () => {
    if (!at("teks").value.trim()) return;
    at("teks").removeAttribute("aria-invalid");
    if (at("teks-salah")) at("teks-salah").remove();
  });

  /* ---- for the outbox (public-send.js): all at once, and filled again ---- */

  function showAll() {
    form.classList.remove("by-steps");
    progress.remove();
    for (const step of steps) step.hidden = step === review;
    back.hidden = next.hidden = true;
    send.hidden = at("pernyataan").hidden = at("pembuka").hidden = false;
    bySteps = false;
  }

  async function fill(values, villageName, photos) {
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements[name];
      if (!field || name === "desa") continue;
      field.value = value; // a group of radio buttons takes it too
    }
    serviceTouched = service.value !== "";
    asked = values.teks.trim();
    if (values.kecamatan) await listVillages(values.desa);
    if (values.desa && village.value !== values.desa) {
      village.add(new Option(villageName, values.desa, false, true));
      villageRoom.hidden = false;
    }
    if (values.lat) putPoint(Number(values.lat), Number(values.lng), Number(values.akurasi), true);
    if (photos.length === 0) return;
    const list = new DataTransfer();
    photos.forEach((blob, i) => list.items.add(blob instanceof File ? blob : new File([blob], `foto-${i + 1}.jpg`, { type: blob.type })));
    photo.files = list.files;
    photosReady = takePhotos();
    await photosReady;
  }

  /* ---- sending: once, and only when the photos are ready ---- */

  const label = send.textContent;
  let sending = false;

  function ready() {
    sending = false;
    send.textContent = label;
    for (const act of form.querySelectorAll("input[type=hidden][name=aksi]")) act.remove();
  }

  function sendAsForm(what) {
    const act = document.createElement("input");
    act.type = "hidden";
    act.name = "aksi";
    act.value = what;
    form.append(act);
    HTMLFormElement.prototype.submit.call(form);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    send.textContent = send.dataset.sending;
    await photosReady.catch(() => {});
    const act = event.submitter ? event.submitter.value : "kirim";
    // photos that the server has already can only go with the form
    const mayKeep = act === "kirim" && window.kentongan.send && !form.querySelector("[name=foto_ada]");
    if (!mayKeep || !(await window.kentongan.send())) sendAsForm(act);
  });
  addEventListener("pageshow", (event) => event.persisted && ready());
  window.kentongan = Object.assign(window.kentongan || {}, { form: { fill, showAll, ready } });
})();
