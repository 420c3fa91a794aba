// What a tired clerk must not lose, in a real Chromium: words when the session ends, when another form
// is opened in between, when a colleague was faster; his place on the page when he works by keys; the
// truth on his screen when a case comes, changes or leaves; and a case on paper.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, check, noBrowser, photo, shot } from '../lib/browser.js';
import { PASSWORD, openDesk } from '../lib/desk.js';
import { missing } from '../lib/kentongan.js';
import { until } from '../lib/wait.js';

describe('console, kept', { skip: missing() ?? noBrowser() ?? false, timeout: 300000 }, () => {
  const desk = openDesk();
  const { report, citizen, signIn, seat, openCase, choose, submit, tickChecks, status, lastEvent } = desk;
  before(() => desk.begin());
  after(() => desk.end());

  const PLACE = { kecamatan: '33.20.06', desa: '33.20.06.1006', layanan: 'jalan_rusak' };
  const row = (page, ticket) => page.locator(`.row[data-ticket="${ticket}"]`);
  const focusIn = (page, selector) => page.evaluate(s => Boolean(document.activeElement?.matches(s)), selector);

  async function dispose(page, ticket, agency = 'dpupr') {
    await openCase(page, ticket);
    await choose(page, 'disposisi');
    await tickChecks(page);
    await page.selectOption('#f-layanan', 'jalan_rusak');
    await page.selectOption('#f-instansi', agency);
    await submit(page);
  }

  test('disposed in one form: looked at, and by the rule that fired', async () => {
    const mine = await report('Jalan berlubang di Panggang.', PLACE);
    const page = await seat('verifikator');
    await openCase(page, mine.ticket);
    assert.equal(await page.locator('#formulir').getAttribute('data-act'), 'disposisi', 'a rule knows whom: that form is open');
    assert.equal(await page.locator('#f-instansi').inputValue(), 'dpupr');
    assert.match(await page.locator('#f-instansi-sebab').innerText(), /Usul aturan \d+: DPUPR/);
    assert.match(await page.locator('.promise').innerText(), /hk lagi[\s\S]*Admin verifikasi meneruskan ke instansi paling lambat \p{L}+, \d+ \p{L}+ \d{4} pukul/u);
    await page.selectOption('#f-instansi', 'dishub');
    await page.waitForSelector('.why__other:visible');
    await page.selectOption('#f-instansi', 'dpupr');
    await page.waitForSelector('.why__other', { state: 'hidden' });
    await page.check('#f-jelas');
    await page.click('#formulir button.main');
    await page.waitForSelector('#galat');
    await until('the mistake is where one looks', () => focusIn(page, '#galat'));
    assert.ok(await page.locator('#f-jelas').isChecked(), 'what was ticked stays');
    await page.check('#f-lengkap');
    await submit(page);
    assert.match(await page.locator('.timeline').innerText(), /Diteruskan ke DPUPR[\s\S]*jelas dan lengkap/);
    assert.equal(await page.locator('#formulir').count(), 0, 'nothing waits for the verifier: no form is open, none that closes the case');
  });

  test('the agency that loses a case loses its row, and is told over the open case', async () => {
    const [back, on, kept] = [await report('Lubang satu.', PLACE), await report('Lubang dua.', PLACE), await report('Lubang tiga.', PLACE)];
    const verifier = await seat('verifikator'), officer = await seat('petugas'), colleague = await signIn('petugas');
    for (const mine of [back, on, kept]) await dispose(verifier, mine.ticket);
    await officer.goto(`/console/kasus/${on.ticket}?antrean=kotak`);
    await choose(officer, 'catatan');
    await officer.fill('#f-teks', 'Sudah ditelepon, alat dipinjam Senin.');
    assert.equal(await row(officer, back.ticket).count(), 1);

    await openCase(colleague, back.ticket);
    await choose(colleague, 'kembalikan');
    await colleague.fill('#f-teks', 'Ini jalan desa.');
    await colleague.click('#formulir button.main');
    await row(officer, back.ticket).waitFor({ state: 'detached', timeout: 10000 });
    await dispose(verifier, on.ticket, 'dishub');
    await row(officer, on.ticket).waitFor({ state: 'detached', timeout: 10000 });
    assert.equal(await row(officer, kept.ticket).count(), 1);
    await officer.waitForSelector('#berubah');
    assert.match(await officer.locator('#berubah').innerText(), /tidak lagi pada Anda/);
    assert.equal(await officer.locator('#f-teks').inputValue(), 'Sudah ditelepon, alat dipinjam Senin.', 'to be copied');
    assert.ok(await officer.locator('#formulir button.main').isDisabled());
    await check(officer, 'a case that left');
    await colleague.context().close();

    // and where it went it appears, marked as new
    const other = await seat('petugas-lain');
    await other.goto('/console/antrean/kotak');
    const fresh = await report('Lubang empat.', PLACE);
    await dispose(verifier, fresh.ticket, 'dishub');
    await other.waitForSelector(`.row--new[data-ticket="${fresh.ticket}"]`, { timeout: 10000 });
    await until('it is said', async () => /1 laporan baru/.test(await other.locator('#kabar').innerText()));
  });

  test('what changed in the open case is marked, and the reader stays where he was', async () => {
    const mine = await report('Air mati di Panggang.', PLACE);
    const page = await seat('verifikator'), other = await seat('pengelola');
    await page.goto('/console/antrean/verifikasi');
    await row(page, mine.ticket).locator('.row__link').click();
    await page.waitForSelector(`#kasus[data-ticket="${mine.ticket}"]`);
    await openCase(other, mine.ticket);
    await choose(other, 'catatan');
    await other.fill('#f-teks', 'Dari meja sebelah.');
    await submit(other);
    await page.waitForSelector('.event--new', { timeout: 10000 });
    assert.match(await page.locator('.event--new').innerText(), /Dari meja sebelah/);
  });

  test('the session ends while one writes: the password is asked over the page, and it is sent', async () => {
    const mine = await report('Lampu mati di Panggang.', PLACE);
    const page = await signIn('pengelola');
    await openCase(page, mine.ticket);
    await choose(page, 'tanya');
    await page.context().clearCookies();
    const refused = page.waitForResponse(answer => answer.status() === 401);
    await page.fill('#f-teks', 'Lampu yang mana, dekat masjid atau pasar?');
    await refused; // of the preview, which takes nobody away
    await page.waitForSelector('#kabar:not(:empty)');
    assert.match(page.url(), new RegExp(mine.ticket));
    await page.click('#formulir button.main');
    await page.waitForSelector('#masuk-lagi[open]');
    await check(page, 'signing in again');
    await shot(page, 'console-again');
    await page.fill('#lagi-nama', 'pengelola');
    await page.fill('#lagi-sandi', 'bukan ini');
    await page.click('#masuk-lagi button.main');
    await page.waitForSelector('#lagi-galat:visible');
    assert.match(await page.locator('#lagi-galat').innerText(), /salah/);
    await page.fill('#lagi-sandi', PASSWORD);
    await page.click('#masuk-lagi button.main');
    await page.waitForSelector('[data-flash]');
    assert.match(await lastEvent(page), /dekat masjid atau pasar/);
    await page.context().close();
  });

  test('another tab signed in anew: the form here still goes', async () => {
    const mine = await report('Pohon miring di Panggang.', PLACE);
    const page = await signIn('pengelola');
    await openCase(page, mine.ticket);
    await choose(page, 'catatan');
    await page.fill('#f-teks', 'Ditulis sebelum sesi berganti.');
    const tab = await page.context().newPage();
    await tab.goto('/masuk');
    await tab.fill('#nama', 'pengelola');
    await tab.fill('#sandi', PASSWORD);
    await tab.click('button[type=submit]');
    await tab.waitForSelector('#rel');
    await page.click('#formulir button.main');
    await page.waitForSelector('[data-flash]');
    assert.match(await lastEvent(page), /sebelum sesi berganti/);
    await page.context().close();
  });

  test('without a script the form comes back filled after signing in', async () => {
    const mine = await report('Got mampet di Panggang.', PLACE);
    const page = await signIn('pengelola', { javaScriptEnabled: false });
    await page.goto(`/console/kasus/${mine.ticket}?aksi=tanya`);
    const words = 'Got yang mana? Sebutkan 100% "jelas" & nama jalannya <ya>.';
    await page.fill('#f-teks', words);
    await page.context().clearCookies();
    await page.click('#formulir button.main');
    await page.waitForSelector('#nama');
    await page.fill('#nama', 'pengelola');
    await page.fill('#sandi', PASSWORD);
    await page.click('button[type=submit]');
    assert.equal(await page.locator('#formulir').getAttribute('data-act'), 'tanya');
    assert.equal(await page.locator('#f-teks').inputValue(), words);
    await page.click('#formulir button.main');
    assert.match(page.url(), /ok=tanya/);
    await page.context().close();
  });

  test('words and photos survive another form, a reload and a mistake', async () => {
    const mine = await report('Trotoar pecah di Panggang.', PLACE);
    const verifier = await seat('verifikator'), officer = await seat('petugas');
    await dispose(verifier, mine.ticket);
    await openCase(officer, mine.ticket);
    await submit(officer); // accepted: the follow-up stands open
    await officer.fill('#f-teks', 'Semen sudah dipesan.');
    await choose(officer, 'catatan');
    await officer.fill('#f-teks', 'Kunci gudang di Pak Joko.');
    await choose(officer, 'tindak-lanjut');
    assert.equal(await officer.locator('#f-teks').inputValue(), 'Semen sudah dipesan.');
    await officer.reload();
    await officer.waitForSelector('html.has-js #formulir');
    assert.equal(await officer.locator('#f-teks').inputValue(), 'Semen sudah dipesan.');
    await officer.fill('#f-teks', '');
    await officer.setInputFiles('#f-foto', [await photo(desk.browser, desk.server.url)]);
    await officer.click('#formulir button.main');
    await officer.waitForSelector('#f-teks-galat');
    assert.equal(await officer.locator('#f-foto').evaluate(field => field.files.length), 1, 'the photo is still chosen');
    await officer.fill('#f-teks', 'Trotoar dicor ulang.');
    await submit(officer);
    await officer.waitForSelector('.timeline .photos img');
    assert.equal(await officer.locator('#f-teks').inputValue(), '', 'what was saved does not come back');
    await choose(officer, 'catatan');
    assert.equal(await officer.locator('#f-teks').inputValue(), 'Kunci gudang di Pak Joko.', 'what was not saved does');
  });

  test('a colleague was faster: what was written stands there to be copied', async () => {
    const mine = await report('Iklan pinjaman uang.', PLACE);
    const one = await seat('verifikator'), two = await signIn('pengelola');
    await openCase(two, mine.ticket);
    await choose(two, 'tanya');
    await two.fill('#f-teks', 'Apakah ini iklan?');
    await openCase(one, mine.ticket);
    await choose(one, 'tolak');
    await one.selectOption('#f-alasan', 'spam');
    await submit(one);
    await two.click('#formulir button.main');
    await two.waitForSelector('#galat .typed textarea');
    assert.equal(await two.locator('#galat .typed textarea').inputValue(), 'Apakah ini iklan?');
    await check(two, 'overtaken');
    await two.context().close();
  });

  test('by keys alone: through a list, a form, and on to the next', async () => {
    const tickets = [];
    for (let i = 0; i < 3; i++) tickets.push((await report(`Jalan berlubang nomor ${i} di Panggang.`, PLACE)).ticket);
    const page = await signIn('verifikator');
    await page.goto('/console/antrean/verifikasi');
    await page.waitForSelector('html.has-js .row');
    await page.keyboard.press('Tab');
    assert.ok(await focusIn(page, '.skip'), 'the way past the frame comes first');
    for (let i = 0; i < 12; i++) { // every stop is visible
      await page.keyboard.press('Tab');
      const ring = await page.evaluate(() => { const s = getComputedStyle(document.activeElement); return `${s.outlineStyle} ${parseFloat(s.outlineWidth)}`; });
      assert.match(ring, /^(solid|auto) [1-9]/, await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120)));
    }
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#formulir');
    await until('the case is where one reads', () => focusIn(page, '#kasus-judul'));
    const first = await page.locator('#kasus').getAttribute('data-ticket');
    await page.keyboard.press('d');
    await page.waitForSelector('#formulir[data-act=disposisi]');
    await until('the first field', () => focusIn(page, '#f-jelas'));
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('[data-flash]');
    await until('on with the next', () => focusIn(page, '[data-next]'));
    await page.keyboard.press('n');
    await page.waitForSelector(`#kasus:not([data-ticket="${first}"]) #formulir`);
    await page.keyboard.press('t');
    await until('the question', () => focusIn(page, '#f-teks'));
    await page.keyboard.press('Escape');
    await until('back to the case', () => focusIn(page, '#kasus-judul'));
    await page.keyboard.press('?');
    await page.waitForSelector('#pintasan[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#pintasan[open]', { state: 'detached' });
    assert.ok(await focusIn(page, '#kasus-judul'), 'the focus is back where it was');
    await page.context().close();
  });

  test('many at once by their own rule; an agency accepts many and hands them over', async () => {
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await report(`Aspal rusak nomor ${i} di Panggang.`, PLACE)).ticket);
    const verifier = await seat('verifikator');
    await verifier.goto('/console/antrean/verifikasi');
    for (const ticket of made) await row(verifier, ticket).locator('input').check();
    await verifier.click('.bulk button[value=disposisi]');
    await verifier.waitForSelector('#massal-isi');
    assert.equal(await verifier.locator('.picked .tag', { hasText: 'DPUPR' }).count(), 3, 'where each would go');
    await verifier.check('[name=jelas]');
    await verifier.check('[name=lengkap]');
    await verifier.click('#massal-isi button.main');
    await verifier.waitForSelector('#massal-kembali:visible');
    assert.equal(await verifier.locator('#massal-hasil li:not(.result--failed)').count(), 3, await verifier.locator('#massal-hasil').innerText());
    await check(verifier, 'many, done');

    const officer = await seat('petugas');
    for (const [action, result] of [['terima', 'Sedang dikerjakan'], ['serah-petugas', 'Budi Santoso']]) {
      await officer.goto('/console/antrean/kotak');
      for (const ticket of made) await row(officer, ticket).locator('input').check();
      await officer.click(`.bulk button[value=${action}]`);
      await officer.waitForSelector('#massal-isi');
      if (action === 'serah-petugas') await officer.selectOption('#m-petugas', { label: 'Budi Santoso' });
      await check(officer, `many: ${action}`);
      await officer.click('#massal-isi button.main');
      await officer.waitForSelector('#massal-kembali:visible');
      await officer.click('#massal-kembali');
      for (const ticket of made) assert.match(await row(officer, ticket).innerText(), new RegExp(result));
    }
  });

  test('who asks for time is answered with what he asked in view', async () => {
    const mine = await report('Jembatan retak di Panggang.', PLACE);
    const verifier = await seat('verifikator'), officer = await seat('petugas'), head = await seat('atasan');
    await dispose(verifier, mine.ticket);
    await openCase(officer, mine.ticket);
    await choose(officer, 'minta-waktu');
    await officer.fill('#f-hari', '4');
    await officer.fill('#f-teks', 'Menunggu konsultan.');
    await submit(officer);
    await openCase(head, mine.ticket);
    assert.equal(await head.locator('#formulir').getAttribute('data-act'), 'beri-waktu', 'somebody waits for this');
    assert.match(await head.locator('#formulir').innerText(), /4 hari kerja[\s\S]*Menunggu konsultan/);
    await submit(head);
    assert.match(await lastEvent(head), /Tambahan 4 hari kerja disetujui/);
  });

  test('a case on paper: what was said, what happened, no buttons', async () => {
    const page = await seat('verifikator');
    const mine = await report('Jalan berlubang di dekat balai desa Panggang, dalamnya selutut.', PLACE);
    await dispose(page, mine.ticket);
    await page.emulateMedia({ media: 'print' });
    await shot(page, 'console-print');
    const seen = selector => page.locator(selector).first().isVisible();
    for (const selector of ['.report__text', '.promise', '.timeline .event', '.mini', '.ticket--big', '.top__name']) assert.ok(await seen(selector), `${selector} is printed`);
    for (const selector of ['.top__me', '.rail', '.list', '.acts', '[data-flash]', '#kabar']) assert.ok(!await seen(selector), `${selector} is not`);
    const cut = await page.evaluate(() => { const c = document.querySelector('#kasus'); return c.scrollHeight - c.clientHeight; });
    assert.ok(cut <= 1, 'nothing is cut off by a scroll box');
    await page.emulateMedia({ media: null });
  });

  test('category, place and point are set; a point that cannot be read is told at its field', async () => {
    const mine = await report('Air keruh entah di mana.', { kecamatan: '33.20.06', desa: '' });
    const page = await seat('verifikator');
    await openCase(page, mine.ticket);
    await choose(page, 'klasifikasi');
    await page.selectOption('#f-layanan', 'air_bersih');
    await page.selectOption('#f-wilayah', '33.20.06.1006');
    await page.fill('#f-tempat', 'belakang pasar');
    await page.click('#formulir .more summary');
    await page.fill('#f-lintang', 'enam koma lima');
    await page.selectOption('[name=prioritas]', { label: 'Penting' });
    await page.click('#formulir button.main');
    await page.waitForSelector('#f-titik-galat');
    assert.equal(await page.locator('#galat a').getAttribute('href'), '#f-lintang');
    assert.equal(await page.locator('#f-tempat').inputValue(), 'belakang pasar');
    await check(page, 'a point that cannot be read');
    await page.fill('#f-lintang', '-6.5907');
    await page.fill('[name=bujur]', '110.6677');
    await submit(page);
    assert.equal(await page.locator('#kasus-judul').innerText(), 'Air bersih dan PDAM');
    assert.equal(await page.locator('.case__place').innerText(), 'Kelurahan Panggang, Kecamatan Jepara');
    assert.match(await page.locator('.case__line').innerText(), /Penting/);
    assert.equal(await status(page), 'Diterima', 'its status is as it was');
  });

  // RFC 6238, as the app on the phone does it.
  function codeOf(secret, steps = 0) {
    const bits = [...secret.replaceAll(' ', '')].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
    const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
    const mac = createHmac('sha1', key).update(counter).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
  }

  test('the code of the phone comes after the password, which is not asked twice', async () => {
    const page = await signIn('pengelola');
    await page.goto('/console/totp');
    await page.click('button[value=mulai]');
    const secret = await page.locator('.secret-once').innerText();
    await page.fill('#kode', codeOf(secret));
    await page.click('.page__form button');
    await page.waitForSelector('.notice--good');
    await page.context().clearCookies();
    await page.goto('/masuk');
    await page.fill('#nama', 'pengelola');
    await page.fill('#sandi', PASSWORD);
    await page.click('button[type=submit]');
    await page.waitForSelector('#kode');
    assert.equal(await page.locator('#sandi').count(), 0);
    assert.ok(!(await page.content()).includes(PASSWORD));
    await check(page, 'the code');
    await shot(page, 'console-code');
    await page.fill('#kode', '000000');
    await page.click('button[type=submit]');
    await page.waitForSelector('[role=alert]');
    await page.fill('#kode', codeOf(secret, 1));
    await page.click('button[type=submit]');
    await page.waitForSelector('#rel');
    // somebody else's step, or one that was changed, opens nothing
    const step = await page.request.post('/masuk', { form: { nama: 'pengelola', sandi: PASSWORD } });
    const token = /name="langkah" value="([^"]+)"/.exec(await step.text())[1];
    for (const form of [{ nama: 'verifikator', langkah: token, kode: codeOf(secret, 1) }, { nama: 'pengelola', langkah: `${token.slice(0, -8)}AAAAAAA=`, kode: codeOf(secret, 1) }])
      assert.equal((await page.request.post('/masuk', { form, maxRedirects: 0 })).status(), 403);
    await page.context().close();
  });

  test('refusals stand in the console, at either width', async () => {
    for (const viewport of [DESKTOP, PHONE]) {
      const page = await signIn('pimpinan', { viewport });
      for (const [url, code] of [['/console/kasus/JPR-0000-0000', 404], ['/console/akun', 403], ['/console/antrean/kotak', 404]]) {
        assert.equal((await page.goto(url)).status(), code);
        await check(page, `${url} ${code}`);
        assert.equal(await page.locator('.button', { hasText: 'Ke daftar laporan' }).getAttribute('href'), '/console');
        assert.equal(await page.locator('a[href="/lapor"]').count(), 0, 'not the citizens\' page');
      }
      await page.context().close();
    }
  });
});
