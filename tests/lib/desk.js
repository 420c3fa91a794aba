// An office in a real Chromium: a program of its own, its staff, and what they do on its pages; the
// citizens beside them need no browser.
import assert from 'node:assert/strict';
import { DESKTOP, launch } from './browser.js';
import { start } from './kentongan.js';

export const PASSWORD = 'kata sandi uji yang panjang';
const STAFF = [
  ['verifikator', 'verifier', 'Siti Rahmawati'],
  ['petugas', 'officer', 'Budi Santoso', 'dpupr'],
  ['petugas-lain', 'officer', 'Raden Ajeng Kusumaningrum binti Hardjosoemantri, S.T., M.T.', 'dishub'],
  ['atasan', 'supervisor', 'Wati', 'dpupr'],
  ['pimpinan', 'leader', 'Bupati'],
  ['pengelola', 'administrator', 'Pengelola'],
];

export function openDesk() {
  let server, browser;
  const seats = {}; // one signed-in page a person
  const sessions = {};

  const addStaff = (tenant, login, role, name, agency) => server.command(`user add ${login}`,
    ['--tenant', tenant, '--role', role, '--name', name, '--password-stdin', ...(agency ? ['--agency', agency] : [])], `${PASSWORD}\n`);

  // ---- the citizen, without a browser ----

  const form = (url, fields) => fetch(server.url + url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });

  async function report(text, fields = {}, base = '') {
    const answer = await form(`${base}/lapor`, { aksi: 'baru', jenis: 'pengaduan', teks: text, patokan: 'depan balai desa', keterbukaan: 'terbuka', ...fields });
    assert.equal(answer.status, 303, await answer.text());
    const to = new URL(answer.headers.get('location'), server.url);
    return { ticket: to.pathname.split('/').at(-1), secret: to.searchParams.get('k') };
  }

  async function citizen(mine, aksi, fields = {}) {
    const answer = await form(`/laporan/${mine.ticket}`, { k: mine.secret, aksi, ...fields });
    assert.equal(answer.status, 303, await answer.text());
  }

  // ---- the staff ----

  // A password is hashed for long, on purpose: who signed in once opens another window in his session,
  // as long as that lasts.
  async function signIn(login, options = {}, base = '') {
    const kept = `${base} ${login}`;
    const page = await browser.page(server.url, { viewport: DESKTOP, baseURL: server.url, storageState: sessions[kept], ...options });
    await page.goto(sessions[kept] ? `${base}/console` : `${base}/masuk`);
    if (page.url().includes('/masuk')) {
      await page.fill('#nama', login);
      await page.fill('#sandi', PASSWORD);
      await page.click('button[type=submit]');
      await page.waitForSelector('#rel');
      sessions[kept] = await page.context().storageState();
    }
    return page;
  }

  const seat = async login => seats[login] ??= await signIn(login);

  async function openCase(page, ticket) {
    await page.goto(`/console/kasus/${ticket}`);
    await page.waitForSelector(`#kasus[data-ticket="${ticket}"]`);
  }

  async function choose(page, action) {
    await page.click(`[data-act="${action}"]`);
    await page.waitForSelector(`#formulir[data-act="${action}"]`);
  }

  async function submit(page) {
    const version = await page.locator('#kasus').getAttribute('data-version');
    await page.click('#formulir button.main');
    await page.waitForSelector(`#kasus:not([data-version="${version}"]) [data-flash]`);
  }

  // What was not looked at before is looked at now.
  async function tickChecks(page) {
    for (const box of await page.locator('#f-jelas, #f-lengkap').all()) await box.check();
  }

  const status = page => page.locator('.case__line .status').innerText();
  const lastEvent = page => page.locator('.timeline .event').first().innerText();

  return {
    addStaff, form, report, citizen, signIn, seat, seats, openCase, choose, submit, tickChecks, status, lastEvent,
    get server() { return server; },
    get browser() { return browser; },
    async begin(packs = ['packs/jabar', 'packs/bandung', 'packs/jepara'], settings = {}) {
      server = await start({ packs, settings, args: ['--tenant', 'jepara'] });
      browser = await launch();
      for (const [login, role, name, agency] of STAFF) await addStaff('jepara', login, role, name, agency);
    },
    async end() {
      await browser?.close();
      await server?.stop();
    },
  };
}
