/* The console is complete without this file: links and forms. Here is what makes a day of it
 * quicker: keys, rows that arrive and leave by themselves, previews while typing, progress of many
 * actions; and what was typed survives a lost line, a session that ended, another form in between.
 * htmx swaps the parts; this file decides when, and where the focus goes.
 */
'use strict';

(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const base = document.body.dataset.base;
  const PART = { 'HX-Request': 'true' };
  document.documentElement.classList.add('has-js');

  const words = (name, values = {}) =>
    (one('#daftar')?.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`] ?? one('#kabar')?.dataset[name] ?? '').replace(/\{(\w+)\}/g, (all_, key) => values[key] ?? all_);

  /* A line at the foot of the page, read out too; it goes by itself. */
  let sayTimer = 0;
  function say(text) {
    const place = one('#kabar');
    if (!place) return;
    place.textContent = text;
    clearTimeout(sayTimer);
    sayTimer = setTimeout(() => { place.textContent = ''; }, 8000);
  }

  /* ---- a session that ended under an open page ---- */

  const parse = (text) => new DOMParser().parseFromString(text, 'text/html');
  const csrfIn = (page) => one('input[name="csrf"]', page)?.value;

  function useCsrf(value) {
    for (const input of all('input[name="csrf"]')) input.value = value;
  }

  /* The token of the session we have now: another tab may have signed in anew. */
  async function freshCsrf() {
    const answer = await fetch(`${base}/console/sandi`);
    return answer.ok && !answer.redirected ? csrfIn(parse(await answer.text())) : null;
  }

  async function signIn(dialog, form) {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    const page = parse(await answer.text());
    const who = one('.top__who', page)?.textContent;
    if (who) {
      if (who !== one('.top__who')?.textContent) { location.reload(); return false; }
      useCsrf(csrfIn(page));
      form.reset();
      return true;
    }
    const bad = one('#lagi-galat', dialog);
    const asksCode = Boolean(one('#kode', page));
    one('#lagi-kode-isi').hidden = !asksCode;
    one('#lagi-langkah').value = one('input[name="langkah"]', page)?.value ?? '';
    bad.textContent = one('[role="alert"]', page)?.textContent ?? (asksCode ? one('#kode-hint', page)?.textContent ?? '' : words('failed'));
    bad.hidden = false;
    one(asksCode ? '#lagi-kode' : '#lagi-sandi').focus();
    return false;
  }

  /* Asks for the password over the page. True when he is in again. */
  let asking = null;
  function askIn() {
    const dialog = one('#masuk-lagi');
    asking ??= new Promise((done) => {
      const form = one('form', dialog);
      const finish = (ok) => { form.onsubmit = null; dialog.onclose = null; dialog.close(); asking = null; done(ok); };
      form.onsubmit = (event) => {
        event.preventDefault();
        signIn(dialog, form).then((ok) => { if (ok) { finish(true); say(words('again')); hear(); } }, () => say(words('failed')));
      };
      one('#lagi-batal').onclick = () => finish(false);
      dialog.onclose = () => finish(false);
      dialog.showModal();
    });
    return asking;
  }

  /* ---- what was typed, kept for as long as this tab is open ---- */

  const draftKey = (form) => {
    const ticket = one('#kasus')?.dataset.ticket;
    return form?.dataset.act && ticket ? `tulisan:${ticket}:${form.dataset.act}` : null;
  };

  function keepDraft(form) {
    const key = draftKey(form);
    const text = one('#f-teks', form)?.value;
    if (!key || text === undefined) return;
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  }

  function bringDraft() {
    const form = one('#formulir');
    const field = form && one('#f-teks', form);
    const text = field && sessionStorage.getItem(draftKey(form));
    if (!text || field.value) return;
    field.value = text;
    form.dataset.touched = '1';
    say(words('kept'));
    preview(form).catch(() => {});
  }

  /* What was saved is no draft any more. */
  function dropDraft() {
    const panel = one('#kasus');
    const done = panel && one('[data-flash]', panel)?.dataset.done;
    if (done) sessionStorage.removeItem(`tulisan:${panel.dataset.ticket}:${done}`);
  }

  /* Chosen photos live only in their field: they move to the form that replaces it. */
  let photos = null;
  function keepPhotos() { photos = one('#f-foto')?.files ?? null; }
  function bringPhotos() {
    const field = one('#f-foto');
    if (field && photos?.length && one('#galat') && !one('#f-foto-galat')) field.files = photos;
    photos = null;
  }

  /* ---- the list ---- */

  const rows = () => all('#daftar .row');
  const ticked = () => all('#daftar input[name="tiket"]:checked');

  let lastAt = 0; /* where one was in the list when that row left it */

  function currentRow() {
    const focused = document.activeElement?.closest?.('#daftar .row');
    return focused ?? one('#daftar .row--open');
  }

  function moveRow(by) {
    const list = rows();
    if (list.length === 0) return;
    const at = list.indexOf(currentRow());
    const to = list[Math.min(Math.max(at < 0 ? lastAt : at + by, 0), list.length - 1)];
    one('.row__link', to).focus();
    lastAt = list.indexOf(to);
    to.scrollIntoView({ block: 'nearest' });
  }

  function markOpen(ticket) {
    for (const row of rows()) {
      const open = row.dataset.ticket === ticket;
      row.classList.toggle('row--open', open);
      const link = one('.row__link', row);
      if (open) {
        link.setAttribute('aria-current', 'true');
        row.classList.remove('row--new');
        lastAt = rows().indexOf(row);
      } else link.removeAttribute('aria-current');
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
  let posting = 0; /* what is on its way brings the newest state with it */

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

  /* A part of a page, or null. Who must sign in again is asked only about what he does himself. */
  async function fetchPart(url, options = {}) {
    const { ask, ...init } = options;
    const answer = await fetch(url, { ...init, headers: { ...PART, ...init.headers } });
    if (answer.status === 401) {
      if (!ask) { sessionEnded(); return null; }
      if (!await askIn()) return null;
      init.body.set('csrf', csrfIn(document));
      return fetchPart(url, { ...init });
    }
    if (!answer.ok && answer.status !== 422 && answer.status !== 409) return null;
    return parse(await answer.text());
  }

  let ended = false;
  function sessionEnded() {
    if (!ended) say(words('ended'));
    ended = true;
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

  /* What may be an emergency interrupts: at once, also in a tab that is not looked at. */
  const quietTitle = document.title;

  function showAlarms() {
    const place = one('#darurat');
    const n = all('.alarm', place ?? document.createElement('p')).length;
    document.title = n > 0 ? `(!) ${place.dataset.title}` : quietTitle;
  }

  async function refreshAlarms() {
    const place = one('#darurat');
    const part = place && await fetchPart(`${base}/console/darurat`).catch(() => null);
    if (!part) return;
    place.replaceChildren(...part.body.childNodes);
    showAlarms();
  }

  async function refreshList() {
    const list = one('#daftar');
    if (!list?.dataset.live) return;
    const part = await fetchPart(list.dataset.url);
    const fresh = part && one('#daftar', part);
    if (!fresh || one('#daftar') !== list) return;
    const known = new Set(rows().map((row) => row.dataset.ticket));
    const unseen = new Set(all('.row--new').map((row) => row.dataset.ticket));
    const whole = !one('.paging__next', list);
    const keep = new Set(ticked().map((box) => box.value));
    const open = one('#kasus')?.dataset.ticket;
    const focused = list.contains(document.activeElement) ? currentRow()?.dataset.ticket : null;
    const inTick = document.activeElement?.name === 'tiket';
    const inRows = focused && document.activeElement.closest('.row');
    swapInside(list, fresh, ['.rows', '.paging', '.nothing', '.bulk']);
    let came = 0;
    for (const row of rows()) {
      if (!known.has(row.dataset.ticket)) came++;
      row.classList.toggle('row--new', !known.has(row.dataset.ticket) || unseen.has(row.dataset.ticket));
      known.delete(row.dataset.ticket);
      const box = one('input[name="tiket"]', row);
      if (box) box.checked = keep.has(box.value);
    }
    if (open) markOpen(open);
    showTicked();
    if (inRows) one(`.row[data-ticket="${focused}"] ${inTick ? 'input' : '.row__link'}`)?.focus();
    if (came > 0) say(words('new', { n: came }));
    else if (whole && known.size === 1 && !known.has(open)) say(words('left', { ticket: [...known][0] }));
    window.htmx?.process(list);
  }

  /* Only the parts that change are put in, so that an opened filter stays as it was typed. A list
   * that becomes empty, or ceases to be, changes its whole form: then all of it is replaced. */
  function swapInside(list, fresh, names) {
    const pairs = names.map((name) => [one(name, list), one(name, fresh)]);
    if (pairs.some(([old, next]) => !old !== !next)) list.replaceChildren(...fresh.childNodes);
    else for (const [old, next] of pairs) old?.replaceWith(next);
  }

  function note(panel, text, label, href) {
    one('#berubah')?.remove();
    const line = document.createElement('p');
    line.id = 'berubah';
    line.className = 'notice';
    line.setAttribute('role', 'status');
    const link = document.createElement('a');
    link.href = href;
    link.textContent = label;
    line.append(`${text} `, link);
    one('#kasus-kabar', panel)?.prepend(line);
  }

  /* He may not see it any more: what he wrote stays, to be copied. */
  function caseGone(panel) {
    for (const button of all('#formulir button', panel)) button.disabled = true;
    note(panel, words('gone'), words('back'), one('.back a', panel)?.href ?? `${base}/console`);
  }

  const isDirty = (panel) => one('#formulir', panel)?.dataset.touched || one('.identity[open]', panel);

  async function caseChanged(ticket) {
    const panel = one('#kasus');
    if (panel?.dataset.ticket !== ticket || posting) return;
    const act = one('#formulir', panel)?.dataset.act;
    const url = act ? `${panel.dataset.url}&aksi=${encodeURIComponent(act)}` : panel.dataset.url;
    const answer = await fetch(url, { headers: PART });
    if (one('#kasus') !== panel || answer.status === 401) return;
    if (answer.status === 404) { caseGone(panel); return; }
    if (!answer.ok) return;
    const fresh = one('#kasus', parse(await answer.text()));
    const same = (part) => `${part.dataset.version} ${all('.event', part).length}`;
    if (one('#kasus') !== panel || posting || same(fresh) === same(panel)) return; /* our own, or known */
    if (isDirty(panel) || one('[data-flash]', panel)) { note(panel, words('changed'), words('reload'), panel.dataset.url); return; }
    const focused = panel.contains(document.activeElement) ? document.activeElement.id : '';
    const tops = [panel.scrollTop, one('.acting__in', panel)?.scrollTop ?? 0];
    const before = all('.event', panel).length;
    panel.replaceWith(fresh);
    window.htmx?.process(fresh);
    [fresh.scrollTop] = tops;
    const acting = one('.acting__in', fresh);
    if (acting) [, acting.scrollTop] = tops;
    all('.event', fresh).slice(0, Math.max(0, all('.event', fresh).length - before))
      .forEach((event) => event.classList.add('event--new'));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    say(words('updated'));
  }

  // The queue of a desk moved: its figures are fetched, what the clerk has in hand is left alone.
  async function refreshDesk() {
    if (!one('.desk__queue')) return;
    const fresh = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), 'text/html');
    for (const part of document.querySelectorAll('[data-live-part]'))
      part.replaceChildren(...(fresh.querySelector(`[data-live-part="${part.dataset.livePart}"]`)?.childNodes ?? []));
  }

  let stream = null;
  function hear() {
    if (!one('#rel') || !window.EventSource) return;
    stream?.close();
    ended = false;
    stream = new EventSource(`${base}/console/stream`);
    const mine = stream;
    const off = (is) => { const line = one('.list__off'); if (line) line.hidden = !is; };
    stream.addEventListener('case', (event) => {
      const { ticket, kind } = JSON.parse(event.data);
      if (kind.startsWith('case.alarm') || one(`#darurat [data-ticket="${ticket}"]`)) refreshAlarms();
      refreshSoon();
      caseChanged(ticket).catch(() => {});
    });
    stream.addEventListener('desk', () => refreshDesk().catch(() => {}));
    stream.addEventListener('reset', () => { refreshAlarms(); refreshSoon(); });
    stream.addEventListener('open', () => off(false));
    stream.addEventListener('error', () => {
      setTimeout(() => { if (stream === mine) off(mine.readyState !== 1); }, 5000);
      /* refused: the browser does not come back by itself */
      if (mine.readyState === 2)
        setTimeout(() => refreshRail().catch(() => {}).then(() => { if (stream === mine && !ended) hear(); }), 20000);
    });
  }

  function listen() {
    hear();
    document.addEventListener('visibilitychange', () => { if (!document.hidden) refreshSoon(); });
    window.addEventListener('pagehide', () => stream?.close());
    window.addEventListener('pageshow', (event) => { if (event.persisted) hear(); });
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
    showOther(choice);
  }

  /* That the choice is not the rule's is said where the rule stands. */
  function showOther(choice) {
    const why = one('#f-instansi-sebab');
    const other = Boolean(why?.dataset.proposal && choice.value && choice.value !== why.dataset.proposal);
    why?.classList.toggle('why--other', other);
    const text = why && one('.why__other', why);
    if (text) text.hidden = !other;
  }

  function beginForm() {
    dropDraft();
    bringDraft();
    const choice = one('#f-instansi');
    if (choice) showOther(choice);
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
    bringPhotos();
    beginForm();
    if (target.id === 'tindakan') one('#formulir :is(select, textarea, input:not([type="hidden"]))')?.focus();
    if (target.id !== 'kasus' || !panel) return;
    document.body.classList.replace('console--list', 'console--case');
    markOpen(panel.dataset.ticket);
    if (event.detail.requestConfig?.elt !== document.body) focusCase(panel);
    if (one('[data-flash]', panel)) refreshSoon();
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
      body.set('csrf', csrfIn(document));
      for (const ticket of tickets.slice(at, at + PORTION)) body.append('tiket', ticket);
      const part = await fetchPart(form.action, { method: 'POST', body, ask: true }).catch(() => null);
      if (!part) { stopped = true; break; }
      failed += all('.result--failed', part).length;
      results.append(...part.body.children);
      bar.value = Math.min(at + PORTION, tickets.length);
      one('#massal-kata').textContent =
        `${bar.value - failed} ${place.dataset.done}, ${failed} ${place.dataset.failed}`;
    }
    if (stopped) one('#massal-kata').append(` · ${place.dataset.stopped}`);
    one('#massal-henti').hidden = true;
    one('#massal-kembali').hidden = false;
    one('#massal-kembali').focus();
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
    o: () => (one('[data-take]', document.activeElement?.closest?.('#daftar .row') ?? document.createElement('p'))
      ?? one('#kasus [data-take]'))?.click(),
    m: () => { const box = currentRow() && one('input[name="tiket"]', currentRow()); box?.click(); },
    '/': () => one('#cari')?.select(),
    '?': () => one('#pintasan')?.showModal(),
  };

  function onKey(event) {
    const { key, target } = event;
    const enters = target.dataset?.enter && !event.shiftKey && !event.isComposing;
    if (key === 'Enter' && enters) event.preventDefault();
    if (key === 'Enter' && (event.ctrlKey || event.metaKey || enters)) {
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
    if (event.target.id === 'f-instansi') { event.target.dataset.touched = '1'; showOther(event.target); }
    if (event.target.id === 'pintasan-aktif') localStorage.setItem('pintasan', event.target.checked ? '1' : '0');
  });
  document.addEventListener('input', (event) => {
    const form = event.target.closest?.('#formulir');
    if (!form) return;
    form.dataset.touched = '1';
    keepDraft(form);
    clearTimeout(previewTimer);
    previewTimer = setTimeout(() => preview(form).catch(() => {}), event.target.dataset.recount ? 0 : 500);
  });
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('[data-tick="all"]')) tickAll();
    for (const menu of all('details.top__me[open]')) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('submit', (event) => {
    if (event.target.action?.endsWith('/keluar')) sessionStorage.clear();
    const place = one('#massal-maju');
    if (event.target.id !== 'massal-isi' || !place) return;
    event.preventDefault();
    sendPortions(event.target, place);
  });
  const isPost = (event) => event.detail.requestConfig?.verb === 'post';
  document.addEventListener('htmx:beforeRequest', (event) => { if (isPost(event)) posting++; });
  document.addEventListener('htmx:afterRequest', (event) => { if (isPost(event)) posting--; });
  document.addEventListener('htmx:beforeSwap', keepPhotos);
  document.addEventListener('htmx:afterSwap', afterSwap);
  document.addEventListener('htmx:beforeOnLoad', (event) => {
    if (event.detail.xhr.status !== 401) return;
    event.preventDefault(); /* not to the door: over this page */
    askIn().then((ok) => { if (ok) sendAgain(event.detail.elt); });
  });
  document.addEventListener('htmx:responseError', (event) => refused(event.detail).catch(() => say(words('failed'))));
  document.addEventListener('htmx:sendError', () => say(words('failed')));

  function sendAgain(element) {
    if (!element.isConnected) return;
    if (element.requestSubmit) element.requestSubmit();
    else element.click();
  }

  async function refused({ xhr, elt, requestConfig }) {
    const page = parse(xhr.responseText);
    if (xhr.status === 403 && requestConfig.verb === 'post' && !elt.dataset.renewed) {
      const csrf = await freshCsrf();
      if (csrf && csrf !== requestConfig.parameters.csrf) {
        elt.dataset.renewed = '1';
        useCsrf(csrf);
        sendAgain(elt);
        return;
      }
    }
    if (xhr.status === 404 && one('#kasus')?.contains(elt)) { caseGone(one('#kasus')); return; }
    say(one('.lead', page)?.textContent || words('failed'));
  }

  const box = one('#pintasan-aktif');
  if (box) box.checked = keysOn();
  for (const form of all('.undo')) countDown(form);
  showTicked();
  showAlarms();
  one('#rel a[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  beginForm();
  one('#galat')?.focus();
  listen();
})();
