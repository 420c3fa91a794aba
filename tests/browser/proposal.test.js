// What the words of a report propose to the verifier, and words of danger, in a real Chromium: taken
// over by one key, in the row or on the page; an alarm that comes over whatever screen is open.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, check, launch, noBrowser, shot, validate } from '../lib/browser.js';
import { missing, start } from '../lib/kentongan.js';
import { until } from '../lib/wait.js';

const PASSWORD = 'kata sandi uji yang panjang';

describe('proposals and alarms', { skip: missing() ?? noBrowser() ?? false, timeout: 300000 }, () => {
  let server, browser, verifier;
  let texts = 0;

  before(async () => {
    server = await start({ packs: ['packs/jepara'] });
    browser = await launch();
    for (const [login, role, agency] of [['siti', 'verifier'], ['budi', 'officer', 'dpupr'], ['wati', 'supervisor', 'dpupr'], ['bupati', 'leader']])
      await server.command(`user add ${login}`, ['--role', role, '--name', login, '--password-stdin', ...(agency ? ['--agency', agency] : [])], `${PASSWORD}\n`);
    verifier = await signIn('siti');
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function signIn(login, options = {}) {
    const page = await browser.page(server.url, { viewport: DESKTOP, baseURL: server.url, ...options });
    await page.goto('/masuk');
    await page.fill('#nama', login);
    await page.fill('#sandi', PASSWORD);
    await page.click('button[type=submit]');
    await page.waitForSelector('#rel');
    return page;
  }

  const form = (url, fields) => fetch(server.url + url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });

  async function report(teks, fields = {}) {
    const answer = await form('/lapor', { aksi: 'baru', jenis: 'pengaduan', teks: `${teks} (${++texts})`, keterbukaan: 'terbuka', ...fields });
    assert.equal(answer.status, 303, await answer.text());
    const to = new URL(answer.headers.get('location'), server.url);
    return { ticket: to.pathname.split('/').at(-1), secret: to.searchParams.get('k'), url: to.href };
  }

  async function queue(page) {
    await page.goto('/console/antrean/verifikasi');
    await page.waitForSelector('html.has-js .row');
  }

  const row = (page, ticket) => page.locator(`.row[data-ticket="${ticket}"]`);
  const facts = page => page.locator('.case__head').innerText();
  const noErrors = page => assert.deepEqual(page.problems, []);

  test('a row says what its words propose, and one key takes it over', async () => {
    const told = await report('Jalan berlubang di desa Tegalsambi', { patokan: 'dekat gapura' });
    await queue(verifier);
    const said = await row(verifier, told.ticket).locator('.row__proposal').innerText();
    assert.match(said, /Jalan rusak/);
    assert.match(said, /jalan berlubang/i, 'the words that spoke for the category');
    assert.match(said, /Tegalsambi/);
    assert.match(said, /DPUPR/, 'where the rules would send it');
    await check(verifier, 'queue with proposals');
    await shot(verifier, 'usul-antrean');
    await row(verifier, told.ticket).locator('.row__link').focus();
    await verifier.keyboard.press('o');
    await verifier.waitForSelector(`#kasus[data-ticket="${told.ticket}"] [data-flash]`);
    assert.match(await facts(verifier), /Jalan rusak[\s\S]*Tegalsambi/);
    assert.equal(await verifier.locator('#usul').count(), 0);
    assert.ok(!/\/usul/.test(verifier.url()));
    noErrors(verifier);
  });

  test('the case page shows the same; its button works without a script', async () => {
    const told = await report('Lampu penerangan jalan mati di kelurahan Panggang');
    const page = await signIn('siti', { javaScriptEnabled: false });
    await page.goto(`/console/kasus/${told.ticket}`);
    assert.match(await page.locator('#usul').innerText(), /Panggang/);
    await validate(page, 'case with a proposal');
    await page.click('#usul button');
    await page.waitForURL(`**/console/kasus/${told.ticket}?**`);
    assert.match(await page.locator('.case__head').innerText(), /Panggang/);
    await page.goto('/console/antrean/verifikasi');
    const second = await report('Lampu jalan padam di kelurahan Panggang');
    await page.goto('/console/antrean/verifikasi');
    await row(page, second.ticket).locator('.row__proposal button').click();
    await page.waitForURL(`**/console/kasus/${second.ticket}?**`);
    assert.match(await page.locator('.case__head').innerText(), /Panggang/);
    await page.context().close();
  });

  test('what was taken over by somebody else meanwhile is said', async () => {
    const told = await report('Sampah menumpuk di desa Bandengan');
    await verifier.goto(`/console/kasus/${told.ticket}`);
    await verifier.waitForSelector('html.has-js #usul');
    const other = await signIn('siti');
    await other.goto(`/console/kasus/${told.ticket}`);
    await other.click('#usul button');
    await other.waitForSelector('[data-flash]');
    await verifier.evaluate(() => document.querySelector('#usul button')?.click());
    await until('the page without a proposal', async () => await verifier.locator('#usul').count() === 0);
    await other.context().close();
  });

  test('danger comes over every screen at once, stands first, and ends when it is dealt with', async () => {
    await report('Trotoar rusak di desa Bangsri');
    await verifier.goto('/console/antrean/semua');
    await verifier.waitForSelector('html.has-js #darurat', { state: 'attached' });
    assert.equal(await verifier.locator('#darurat .alarm').count(), 0);
    const officer = await signIn('budi');
    const fire = await report('Tolong, ada KEBAKARAN di belakang pasar Bangsri');
    await verifier.waitForSelector(`#darurat [data-ticket="${fire.ticket}"]`, { timeout: 15000 });
    assert.match(await verifier.locator('#darurat').innerText(), /kebakaran/);
    assert.match(await verifier.title(), /^\(!\)/);
    assert.equal(await officer.locator('#darurat .alarm').count(), 0, 'not in the scope of that agency');
    await check(verifier, 'alarm');
    const page = await fetch(fire.url);
    assert.match(await page.text(), /112/);
    await queue(verifier);
    assert.equal(await verifier.locator('.row').first().getAttribute('data-ticket'), fire.ticket);
    await shot(verifier, 'darurat-antrean');
    await verifier.click('#darurat a');
    await verifier.waitForSelector(`#kasus[data-ticket="${fire.ticket}"] .notice--alarm`);
    await verifier.waitForSelector('#formulir[data-act=tangani-darurat]');
    await check(verifier, 'case with danger');
    await shot(verifier, 'darurat-kasus');
    await verifier.fill('#f-teks', 'Damkar dihubungi pukul 10.05.');
    await verifier.click('#formulir button.main');
    await verifier.waitForSelector('[data-flash]');
    await until('the end of the alarm', async () => await verifier.locator('#darurat .alarm').count() === 0, 15000);
    assert.doesNotMatch(await verifier.title(), /^\(!\)/);
    assert.match(await verifier.locator('.timeline .event').first().innerText(), /Damkar dihubungi/);
    noErrors(verifier);
  });

  test('danger in a reply: the reporter is told whom to call, the staff see it', async () => {
    const told = await report('Saluran mampet di desa Mlonggo');
    const answer = await form(`/laporan/${told.ticket}`, { k: told.secret, aksi: 'balas', teks: 'Sekarang ada anak hanyut!' });
    assert.equal(answer.status, 303, await answer.text());
    const said = await (await fetch(new URL(answer.headers.get('location'), server.url))).text();
    assert.match(said, /tel:112/);
    assert.match(said, /Ada yang terancam sekarang/);
    await verifier.waitForSelector(`#darurat [data-ticket="${told.ticket}"]`, { timeout: 15000 });
    const phone = await signIn('siti', { viewport: PHONE });
    await phone.goto('/console/antrean/verifikasi');
    await shot(phone, 'darurat-ponsel');
    await check(phone, 'alarm on a phone');
    await phone.context().close();
  });

  test('the leader reads, and is not interrupted', async () => {
    const leader = await signIn('bupati');
    assert.equal(await leader.locator('#darurat .alarm').count(), 0);
    await leader.context().close();
  });

  test('a low rating waits for the supervisor until he has looked', async () => {
    const told = await report('Jalan berlubang di desa Kuwasen');
    const office = { siti: verifier, budi: await signIn('budi'), wati: await signIn('wati') };
    const act = async (who, action, fields, ticket = told.ticket) => {
      const page = office[who];
      await page.goto(`/console/kasus/${ticket}?aksi=${action}`);
      await page.waitForSelector(`html.has-js #formulir[data-act="${action}"]`);
      for (const [id, value] of Object.entries(fields))
        if (id === 'f-layanan' || id === 'f-instansi') await page.selectOption(`#${id}`, value); else await page.fill(`#${id}`, value);
      for (const box of await page.locator('#f-jelas, #f-lengkap').all()) await box.check();
      await page.click('#formulir button.main');
      await page.waitForSelector('[data-flash]');
    };
    await act('siti', 'disposisi', { 'f-layanan': 'jalan_rusak', 'f-instansi': 'dpupr' });
    await act('budi', 'usul-selesai', { 'f-teks': 'Sudah ditambal.' });
    await office.wati.goto('/console/antrean/semua');
    await office.wati.waitForSelector('html.has-js #rel');
    assert.equal(await office.wati.locator('[data-rail=kabar] .count').count(), 0);
    assert.equal((await form(`/laporan/${told.ticket}`, { k: told.secret, aksi: 'nilai', nilai: '1', teks: 'Tambalannya lepas lagi.' })).status, 303);
    await until('the news in the rail', async () => /1/.test(await office.wati.locator('[data-rail=kabar]').innerText()), 15000);
    await office.wati.click('[data-rail=kabar]');
    await office.wati.waitForURL('**/console/kabar');
    assert.match(await office.wati.locator('.told--fresh').innerText(), /nilai 1 dari 5.*Tambalannya lepas/s);
    await check(office.wati, 'news');
    await validate(office.wati, 'news');
    await shot(office.wati, 'kabar');
    await office.wati.click('.told--fresh a');
    await office.wati.waitForSelector('#kasus');
    assert.equal(await office.wati.locator('[data-rail=kabar] .count').count(), 0, 'read with its case');
    await office.wati.goto('/console/kabar');
    assert.equal(await office.wati.locator('.told').count(), 1);
    assert.equal(await office.wati.locator('.told--fresh').count(), 0);
    const second = await report('Jalan berlubang di desa Kuwasen juga');
    await act('siti', 'disposisi', { 'f-layanan': 'jalan_rusak', 'f-instansi': 'dpupr' }, second.ticket);
    await office.budi.goto('/console/kabar');
    assert.ok(await office.budi.locator('.told--fresh').count() > 0);
    await office.budi.click('main form button');
    await until('all read', async () => await office.budi.locator('.told--fresh').count() === 0);
    await office.wati.goto('/console/antrean/nilai');
    assert.equal(await row(office.wati, told.ticket).count(), 1);
    assert.match(await office.wati.locator('[data-rail=nilai]').innerText(), /1/);
    await check(office.wati, 'low ratings');
    await act('wati', 'tinjau', { 'f-teks': 'Kami periksa di lapangan hari Jumat.' });
    await office.wati.goto('/console/antrean/nilai');
    assert.equal(await row(office.wati, told.ticket).count(), 0);
    assert.equal(await office.budi.locator('[data-rail=nilai]').count(), 0);
  });
});
