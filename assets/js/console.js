/* The console is complete without this file: links and forms. Here is what makes a day of it
 * quicker: keys, rows that arrive by themselves, previews while typing, progress of many actions.
 * htmx swaps the parts; this file decides when, and where the focus goes.
 */
'use strict';

(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const base = document.body.dataset.base;
  const PART = { 'HX-Request': 'true' };
  document.documentElement.classList.add('has-js');

  const words = (name, n) => (one('#kabar')?.dataset[name] ?? '').replace('{n}', n);
  const say = (text) => { const place = one('#kabar'); if (place) place.textContent = text; };

  /* ---- the list ---- */

  const rows = () => all('#daftar .row');
  const ticked = () => all('#daftar input[name="tiket"]:checked');

  function currentRow() {
    const focused = document.activeElement?.closest?.('#daftar .row');
    return focused ?? one('#daftar .row--open');
  }

  function moveRow(by) {
    const list = rows();
    if (list.length === 0) return;
    const at = list.indexOf(currentRow());
    const to = list[Math.min(Math.max(at < 0 ? 0 : at + by, 0), list.length - 1)];
    one('.row__link', to).focus();
    to.scrollIntoView({ block: 'nearest' });
  }

  function markOpen(ticket) {
    for (const row of rows()) {
      const open = row.dataset.ticket === ticket;
      row.classList.toggle('row--open', open);
      const link = one('.row__link', row);
      if (open) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }

  function showTicked() {
    const bar = one('#massal-bilah');
    if (!bar) return;
    const n = ticked().length;
    const text = one('.bulk__n', bar);
    bar.classList.toggle('bulk--on', n > 0);
    text.textContent = n > 0 ? text.dataset.many.replace('{n}', n) : text.dataset.zero;
  }

  function tickAll() {
    const boxes = all('#daftar input[name="tiket"]');
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
    showTicked();
  }

  /* ---- what arrives by itself ---- */

  let refreshAt = 0;
  let refreshTimer = 0;
  let ownUntil = 0; /* our own action is no news to us */

  function refreshSoon() {
    if (refreshTimer) return;
    const wait = Math.max(250, refreshAt + 2000 - Date.now());
    refreshTimer = setTimeout(refresh, wait);
  }

  async function refresh() {
    refreshTimer = 0;
    refreshAt = Date.now();
    if (document.hidden) return;
    await Promise.all([refreshRail(), refreshList()]);
  }

  async function fetchPart(url, options = {}) {
    const answer = await fetch(url, { ...options, headers: { ...PART, ...options.headers } });
    const away = answer.headers.get('HX-Redirect');
    if (away) location.assign(away);
    if (away || (!answer.ok && answer.status !== 422 && answer.status !== 409)) return null;
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  }

  async function refreshRail() {
    const rail = one('#rel');
    const here = one('a[aria-current]', rail)?.dataset.rail ?? '';
    const part = await fetchPart(`${base}/console/rel?kini=${encodeURIComponent(here)}`);
    const focused = rail.contains(document.activeElement) && document.activeElement.dataset.rail;
    if (!part) return;
    rail.replaceChildren(...part.body.childNodes);
    if (focused) one(`a[data-rail="${focused}"]`, rail)?.focus();
  }

  async function refreshList() {
    const list = one('#daftar');
    if (!list?.dataset.live) return;
    const part = await fetchPart(list.dataset.url);
    const fresh = part && one('#daftar', part);
    if (!fresh || one('#daftar') !== list) return;
    const known = new Set(rows().map((row) => row.dataset.ticket));
    const keep = new Set(ticked().map((box) => box.value));
    const open = one('#kasus')?.dataset.ticket;
    const focused = list.contains(document.activeElement) ? currentRow()?.dataset.ticket : null;
    const inTick = document.activeElement?.name === 'tiket';
    const inRows = focused && document.activeElement.closest('.row');
    for (const name of ['.rows', '.paging', '.nothing', '.bulk']) swapInside(list, fresh, name);
    let came = 0;
    for (const row of rows()) {
      if (!known.has(row.dataset.ticket)) { row.classList.add('row--new'); came++; }
      const box = one('input[name="tiket"]', row);
      if (box) box.checked = keep.has(box.value);
    }
    if (open) markOpen(open);
    showTicked();
    if (inRows) one(`.row[data-ticket="${focused}"] ${inTick ? 'input' : '.row__link'}`)?.focus();
    if (came > 0) say(words('new', came));
    window.htmx?.process(list);
  }

  /* Only the parts that change are put in, so that an opened filter stays as it was typed. A list
   * that becomes empty, or ceases to be, changes its whole form: then all of it is replaced. */
  function swapInside(list, fresh, name) {
    const old = one(name, list);
    const next = one(name, fresh);
    if (old && next) old.replaceWith(next);
    else if (old || next) list.replaceChildren(...fresh.childNodes);
  }

  function caseChanged(ticket) {
    const panel = one('#kasus');
    if (panel?.dataset.ticket !== ticket || Date.now() < ownUntil || one('[data-flash]', panel)) return;
    if (!one('#formulir')?.dataset.touched && !one('.identity[open]', panel)) {
      const act = one('#formulir')?.dataset.act;
      const url = act ? `${panel.dataset.url}&aksi=${encodeURIComponent(act)}` : panel.dataset.url;
      const top = panel.scrollTop;
      window.htmx?.ajax('GET', url, { target: '#kasus', swap: 'outerHTML' })
        .then(() => { const now = one('#kasus'); if (now) now.scrollTop = top; });
      return;
    }
    if (one('#berubah')) return;
    const note = document.createElement('p');
    note.id = 'berubah';
    note.className = 'notice';
    note.setAttribute('role', 'status');
    const link = document.createElement('a');
    link.href = panel.dataset.url;
    link.textContent = words('reload');
    note.append(`${words('changed')} `, link);
    panel.prepend(note);
  }

  function listen() {
    if (!one('#rel') || !window.EventSource) return;
    const stream = new EventSource(`${base}/console/stream`);
    const off = (is) => { const line = one('.list__off'); if (line) line.hidden = !is; };
    stream.addEventListener('case', (event) => {
      const { ticket } = JSON.parse(event.data);
      refreshSoon();
      caseChanged(ticket);
    });
    stream.addEventListener('reset', refreshSoon);
    stream.addEventListener('open', () => off(false));
    stream.addEventListener('error', () => setTimeout(() => off(stream.readyState !== 1), 5000));
    document.addEventListener('visibilitychange', () => { if (!document.hidden) refreshSoon(); });
    window.addEventListener('pagehide', () => stream.close());
  }

  /* ---- one case ---- */

  let previewTimer = 0;

  async function preview(form) {
    const values = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') values.append(name, value);
    values.set('pratinjau', '1');
    if (!one('#f-instansi', form)?.dataset.touched) values.delete('instansi'); /* let the rule propose again */
    const part = await fetchPart(form.action, { method: 'POST', body: values });
    if (!part || one('#formulir') !== form) return;
    const shown = one('#pratinjau', part);
    if (shown) one('#pratinjau').replaceWith(shown);
    const why = one('#f-instansi-sebab', part);
    const choice = one('#f-instansi', form);
    if (!why || !choice) return;
    one('#f-instansi-sebab').replaceWith(why);
    if (!choice.dataset.touched && why.dataset.proposal) choice.value = why.dataset.proposal;
  }

  function countDown(form) {
    let left = Number(form.dataset.seconds);
    const place = one('.undo__left', form);
    const tick = () => {
      if (!form.isConnected) return clearInterval(timer);
      if (left <= 0) { clearInterval(timer); form.remove(); return undefined; }
      place.textContent = `(${left--})`;
      return undefined;
    };
    const timer = setInterval(tick, 1000);
    tick();
  }

  function focusCase(panel) {
    const target = one('#galat', panel) ?? one('[data-next]', panel) ?? one('#kasus-judul', panel);
    target?.focus({ preventScroll: target.id === 'kasus-judul' });
  }

  function afterSwap(event) {
    const target = event.detail.target ?? event.target;
    if (target.id === 'kasus' || target.id === 'tindakan') for (const form of all('.undo')) countDown(form);
    const panel = one('#kasus');
    if (target.id === 'tindakan') one('#formulir :is(select, textarea, input:not([type="hidden"]))')?.focus();
    if (target.id !== 'kasus' || !panel) return;
    document.body.classList.replace('console--list', 'console--case');
    markOpen(panel.dataset.ticket);
    if (event.detail.requestConfig?.elt !== document.body) focusCase(panel);
    if (one('[data-flash]', panel)) { ownUntil = Date.now() + 3000; refreshSoon(); }
  }

  /* ---- many at once ---- */

  async function sendPortions(form, place) {
    const PORTION = 5;
    const values = new FormData(form);
    const tickets = values.getAll('tiket');
    const bar = one('#massal-batang');
    const results = one('#massal-hasil');
    let stopped = false;
    let failed = 0;
    bar.max = tickets.length;
    values.delete('tiket');
    form.hidden = true;
    place.hidden = false;
    one('#massal-henti').addEventListener('click', () => { stopped = true; });
    for (let at = 0; at < tickets.length && !stopped; at += PORTION) {
      const body = new URLSearchParams(values);
      for (const ticket of tickets.slice(at, at + PORTION)) body.append('tiket', ticket);
      const part = await fetchPart(form.action, { method: 'POST', body }).catch(() => null);
      if (!part) { stopped = true; break; }
      failed += all('.result--failed', part).length;
      results.append(...part.body.children);
      bar.value = Math.min(at + PORTION, tickets.length);
      one('#massal-kata').textContent =
        `${bar.value - failed} ${place.dataset.done}, ${failed} ${place.dataset.failed}`;
    }
    if (stopped) one('#massal-kata').append(` · ${place.dataset.stopped}`);
    one('#massal-henti').hidden = true;
    refreshSoon();
  }

  /* ---- keys ---- */

  const keysOn = () => localStorage.getItem('pintasan') !== '0';

  function typing(target) {
    return target.closest?.('input:not([type="checkbox"], [type="radio"]), textarea, select, dialog[open]');
  }

  function leaveField(target) {
    target.blur();
    one('#kasus-judul')?.focus();
  }

  const KEYS = {
    j: () => moveRow(1),
    k: () => moveRow(-1),
    n: () => one('[data-next]')?.click(),
    m: () => { const box = currentRow() && one('input[name="tiket"]', currentRow()); box?.click(); },
    '/': () => one('#cari')?.select(),
    '?': () => one('#pintasan')?.showModal(),
  };

  function onKey(event) {
    const { key, target } = event;
    if (key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      target.closest?.('form')?.requestSubmit();
      return;
    }
    if (key === 'Escape' && typing(target) && !target.closest('dialog')) { leaveField(target); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(target) || !keysOn()) return;
    const act = KEYS[key] ? null : one(`[data-key="${CSS.escape(key)}"]`);
    if (!KEYS[key] && !act) return;
    event.preventDefault();
    if (act) act.click();
    else KEYS[key]();
  }

  /* ---- together ---- */

  document.addEventListener('keydown', onKey);
  document.addEventListener('change', (event) => {
    if (event.target.name === 'tiket') showTicked();
    if (event.target.id === 'f-instansi') event.target.dataset.touched = '1';
    if (event.target.id === 'pintasan-aktif') localStorage.setItem('pintasan', event.target.checked ? '1' : '0');
  });
  document.addEventListener('input', (event) => {
    const form = event.target.closest?.('#formulir');
    if (!form) return;
    form.dataset.touched = '1';
    clearTimeout(previewTimer);
    previewTimer = setTimeout(() => preview(form).catch(() => {}), event.target.dataset.recount ? 0 : 500);
  });
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-tick="all"]')) tickAll();
    for (const menu of all('details.top__me[open]')) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('submit', (event) => {
    const place = one('#massal-maju');
    if (event.target.id !== 'massal-isi' || !place) return;
    event.preventDefault();
    sendPortions(event.target, place);
  });
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (event.detail.requestConfig.verb === 'post') ownUntil = Date.now() + 5000;
  });
  document.addEventListener('htmx:afterSwap', afterSwap);
  document.addEventListener('htmx:responseError', () => say(words('failed')));
  document.addEventListener('htmx:sendError', () => say(words('failed')));

  const box = one('#pintasan-aktif');
  if (box) box.checked = keysOn();
  for (const form of all('.undo')) countDown(form);
  showTicked();
  one('#rel a[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  one('#galat')?.focus();
  listen();
})();
