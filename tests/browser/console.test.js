// The staff's day in a real Chromium: a report walks from the verifier to the agency, back, on to the
// right one and to its end; lists, actions on many, rows that arrive by themselves, the keyboard, the
// plain forms without a script, another government's cases, and every page held to axe.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, check, noBrowser, photo, shot, validate } from '../lib/browser.js';
import { PASSWORD, openDesk } from '../lib/desk.js';
import { missing } from '../lib/kentongan.js';
import { until } from '../lib/wait.js';

describe('console', { skip: missing() ?? noBrowser() ?? false, timeout: 600000 }, () => {
  const desk = openDesk();
  const { addStaff, report, citizen, signIn, seat, seats, openCase, choose, submit, tickChecks, status, lastEvent } = desk;
  before(() => desk.begin());
  after(() => desk.end());

  test('the door: wrong password, then in, then out', async () => {
    const page = await desk.browser.page(desk.server.url, { viewport: PHONE, baseURL: desk.server.url });
    await page.goto('/console/antrean/verifikasi');
    assert.match(page.url(), /\/masuk\?ke=/);
    await check(page, 'door');
    await shot(page, 'console-door-phone');
    await page.fill('#nama', 'verifikator');
    await page.fill('#sandi', 'bukan ini');
    await page.click('button[type=submit]');
    assert.match(await page.locator('[role=alert]').innerText(), /salah/);
    await check(page, 'door, refused');
    await page.fill('#sandi', PASSWORD);
    await page.click('button[type=submit]');
    await page.waitForURL('**/console/antrean/verifikasi');
    await check(page, 'empty queue');
    assert.match(await page.locator('.nothing').innerText(), /Tidak ada yang menunggu/);
    await shot(page, 'console-empty-phone');
    await page.click('.top__me summary');
    await page.click('.menu button');
    await page.waitForURL('**/masuk');
    await page.goto('/console');
    assert.match(page.url(), /\/masuk/, 'the session is gone');
    await page.context().close();
  });

  test('a report walks the whole way', async () => {
    const mine = await report('Jalan berlubang di depan Pasar Mlonggo, sudah dua motor jatuh.',
      { telepon: '081234567890', nama: 'Sri Wahyuni', kecamatan: '33.20.05', desa: '' });
    const verifier = await seat('verifikator');

    await openCase(verifier, mine.ticket);
    await choose(verifier, 'verifikasi');
    await verifier.click('#formulir button.main');
    await verifier.waitForSelector('#galat');
    assert.match(await verifier.locator('#galat').innerText(), /Jelas dan Lengkap/);
    await check(verifier, 'verification refused');
    await verifier.check('#f-jelas');
    await verifier.check('#f-lengkap');
    await submit(verifier);
    assert.equal(await status(verifier), 'Diverifikasi');

    await choose(verifier, 'tanya');
    await verifier.fill('#f-teks', 'Di RT berapa lubangnya?');
    await until('the preview', async () => /Di RT berapa lubangnya\?/.test(await verifier.locator('#pratinjau').innerText()));
    await shot(verifier, 'console-ask');
    await submit(verifier);
    assert.match(await status(verifier), /keterangan|pelapor/i);
    await check(verifier, 'asked');
    await citizen(mine, 'balas', { teks: 'RT 3 RW 2, sebelah bank.' });
    await verifier.waitForSelector('#berubah', { timeout: 15000 }); // beside what was just saved
    await verifier.click('#berubah a');
    await verifier.waitForSelector('#kasus:not(:has([data-flash]))');
    assert.match(await verifier.locator('.timeline').innerText(), /RT 3 RW 2/);

    await openCase(verifier, mine.ticket);
    await choose(verifier, 'disposisi');
    await verifier.selectOption('#f-layanan', 'jalan_rusak');
    await until('the proposal', async () => await verifier.locator('#f-instansi').inputValue() === 'dpupr');
    assert.match(await verifier.locator('#f-instansi-sebab').innerText(), /Usul aturan \d+: /);
    await verifier.selectOption('#f-instansi', 'dishub');
    await until('the preview of the agency chosen', async () => /Dishub/i.test(await verifier.locator('#pratinjau').innerText()));
    await shot(verifier, 'console-dispose');
    await submit(verifier);

    const other = await seat('petugas-lain');
    await other.goto('/console');
    await other.waitForSelector(`.row[data-ticket="${mine.ticket}"]`);
    await other.click(`.row[data-ticket="${mine.ticket}"] .row__link`);
    await other.waitForSelector('#formulir');
    assert.equal(await other.locator('#formulir').getAttribute('data-act'), 'terima');
    await submit(other);
    await choose(other, 'kembalikan');
    await other.fill('#f-teks', 'Perkerasan jalan, bukan rambu.');
    await other.selectOption('#f-instansi', 'dpupr');
    await other.click('#formulir button.main');
    await other.waitForURL('**/console/antrean/kotak?ok=kembalikan');
    assert.match(await other.locator('.notice--good').innerText(), /tidak lagi di daftar/);
    await check(other, 'sent back');

    await openCase(verifier, mine.ticket);
    await choose(verifier, 'disposisi');
    assert.equal(await verifier.locator('#f-instansi').inputValue(), 'dpupr', 'whom the agency named');
    assert.match(await verifier.locator('#f-instansi-sebab').innerText(), /mengembalikan/);
    assert.match(await lastEvent(verifier), /mengembalikan[\s\S]*Perkerasan jalan/);
    await submit(verifier);

    const officer = await seat('petugas');
    await openCase(officer, mine.ticket);
    await submit(officer);
    assert.equal(await officer.locator('#formulir').getAttribute('data-act'), 'tindak-lanjut');
    await officer.fill('#f-teks', 'Lubang ditambal dengan aspal dingin.');
    await officer.setInputFiles('#f-foto', [await photo(desk.browser, desk.server.url)]);
    await submit(officer);
    await officer.waitForSelector('.timeline .photos img');
    assert.ok(await officer.locator('.timeline .photos img').first().evaluate(img => img.decode().then(() => img.naturalWidth > 0)), 'the photo is shown');
    await check(officer, 'followed up');
    assert.equal(await officer.locator('#formulir').getAttribute('data-act'), 'usul-selesai', 'what comes next stands open');
    await officer.fill('#f-teks', 'Penambalan selesai.');
    await submit(officer);
    await shot(officer, 'console-proposed');
    await citizen(mine, 'sudah');
    await openCase(officer, mine.ticket);
    assert.match(await status(officer), /dipastikan/i);
    assert.match(await officer.locator('.hops').innerText(), /Admin[\s\S]*DPUPR/);
    await check(officer, 'closed');
  });

  test('more time is asked for, granted, and a case is handed to a person', async () => {
    const mine = await report('Jembatan kecil di sawah ambrol separuh.');
    const verifier = await seat('verifikator'), officer = await seat('petugas'), head = await seat('atasan');
    await openCase(verifier, mine.ticket);
    await choose(verifier, 'disposisi');
    await verifier.selectOption('#f-layanan', 'jalan_rusak');
    await verifier.selectOption('#f-instansi', 'dpupr');
    await verifier.click('#formulir button.main');
    await verifier.waitForSelector('#galat');
    assert.match(await verifier.locator('#galat').innerText(), /Jelas dan Lengkap/, 'nothing is disposed unseen');
    await tickChecks(verifier);
    await submit(verifier);
    await openCase(head, mine.ticket);
    assert.equal(await head.locator('[data-act="beri-waktu"]').count(), 0, 'nothing is asked for yet');
    await openCase(officer, mine.ticket);
    await choose(officer, 'minta-waktu');
    await officer.fill('#f-hari', '3');
    await officer.fill('#f-teks', 'Menunggu bahan.');
    await submit(officer);
    await openCase(head, mine.ticket);
    await choose(head, 'beri-waktu');
    await submit(head);
    await choose(head, 'serah-petugas');
    await head.selectOption('#f-petugas', { label: 'Budi Santoso' });
    await submit(head);
    await officer.goto('/console/antrean/tugas');
    await officer.waitForSelector(`.row[data-ticket="${mine.ticket}"]`);
    await check(officer, 'my tasks');
  });

  test('a new report comes into the open list, and another\'s change into the open case', async () => {
    const page = await seat('verifikator');
    const opened = await report('Lampu jalan mati di pertigaan.');
    await page.goto('/console/antrean/verifikasi');
    await page.click(`.row[data-ticket="${opened.ticket}"] .row__link`);
    await page.waitForSelector(`#kasus[data-ticket="${opened.ticket}"]`);
    await page.locator('.row input[name=tiket]').first().check();
    const ticked = await page.locator('.row input[name=tiket]:checked').inputValue();
    const fresh = await report('Sampah menumpuk di bantaran kali.');
    await page.waitForSelector(`.row[data-ticket="${fresh.ticket}"]`, { timeout: 15000 });
    assert.equal(await page.locator('.row input[name=tiket]:checked').inputValue(), ticked, 'what was ticked stays ticked');
    assert.equal(await page.locator('.row--open').getAttribute('data-ticket'), opened.ticket);
    await page.fill('#f-teks', 'sedang menulis');
    await citizen(opened, 'balas', { teks: 'Sudah tiga malam.' });
    await page.waitForSelector('#berubah', { timeout: 15000 });
    assert.equal(await page.locator('#f-teks').inputValue(), 'sedang menulis', 'a form that is being filled in is left alone');
  });

  test('two people, one case: the second is told, and keeps his words', async () => {
    const mine = await report('Saluran air mampet.');
    const one = await seat('verifikator'), two = await seat('pengelola');
    await openCase(two, mine.ticket);
    await choose(two, 'tanya');
    await two.fill('#f-teks', 'Pertanyaan saya');
    await openCase(one, mine.ticket);
    await choose(one, 'tolak');
    await one.selectOption('#f-alasan', 'spam');
    await submit(one);
    await two.click('#formulir button.main');
    await two.waitForSelector('#galat');
    assert.match(await two.locator('#galat').innerText(), /diubah orang lain|tidak berlaku/);
    await check(two, 'conflict');
  });

  test('a rejection is taken back within ten seconds', async () => {
    const mine = await report('Laporan untuk ditolak lalu dibuka lagi.');
    const page = await seat('verifikator');
    await openCase(page, mine.ticket);
    await choose(page, 'tolak');
    await page.click('#formulir button.main');
    await page.waitForSelector('#f-alasan-galat');
    await page.selectOption('#f-alasan', 'tidak-jelas');
    await submit(page);
    await check(page, 'rejected');
    await page.click('.undo button');
    await until('the case is back', async () => await status(page) === 'Diterima');
    assert.match(await lastEvent(page), /dibuka lagi/i);
  });

  test('duplicates are proposed and merged', async () => {
    const place = { kecamatan: '33.20.06', desa: '33.20.06.1006', layanan: 'jalan_rusak', lat: '-6.5907', lng: '110.6677' };
    const first = await report('Jalan rusak parah di Panggang.', place);
    const second = await report('Lubang besar di jalan Panggang.', place);
    const page = await seat('verifikator');
    await openCase(page, first.ticket);
    await page.check('#f-jelas');
    await page.check('#f-lengkap');
    await submit(page);
    await openCase(page, second.ticket);
    const row = page.locator('.similar li', { hasText: first.ticket });
    await row.locator('.button').click();
    await page.waitForSelector('#f-tujuan');
    assert.equal(await page.locator('#f-tujuan').inputValue(), first.ticket);
    await page.click('#formulir button.main');
    await page.waitForSelector('.case__head .notice');
    assert.match(await page.locator('.case__head .notice').innerText(), new RegExp(second.ticket), 'whose number leads here');
    assert.equal(await page.locator('.report').count(), 2);
    await check(page, 'merged');
    await page.click('.undo button');
    await page.waitForSelector(`#kasus[data-ticket="${second.ticket}"]`);
    assert.match(await lastEvent(page), /[Dd]ipisahkan/);
  });

  test('identity opens only with a reason, and that is written down', async () => {
    const mine = await report('Pungutan di sekolah.', { nama: 'Sri Wahyuni', telepon: '081234567890' });
    const page = await seat('verifikator');
    await openCase(page, mine.ticket);
    assert.ok(!(await page.content()).includes('Sri Wahyuni'), 'folded shut means not there');
    await page.click('.identity summary');
    await page.locator('.identity form').evaluate(f => { f.noValidate = true; });
    await page.fill('.identity input[name=alasan]', 'perlu');
    await page.click('.identity form button');
    await page.waitForSelector('.identity .bad');
    await page.fill('.identity input[name=alasan]', 'Menelepon untuk memastikan tempatnya');
    await page.click('.identity form button');
    await page.waitForSelector('.identity dl');
    assert.match(await page.locator('.identity dl').innerText(), /Sri Wahyuni[\s\S]*81234567890/);
    assert.match(await lastEvent(page), /Identitas pelapor dibuka[\s\S]*Menelepon/);
    await check(page, 'identity');
    const officer = await seat('petugas');
    const answer = await officer.goto(`/console/kasus/${mine.ticket}`);
    assert.equal(answer.status(), 404, 'not his agency\'s');
  });

  test('one action on many: asked once, done one by one, results in rows', async () => {
    const made = [];
    for (let i = 0; i < 12; i++) made.push((await report(`Iklan pinjaman nomor ${i}.`)).ticket);
    const page = await seat('verifikator');
    await page.goto('/console/antrean/verifikasi');
    for (const ticket of made) await page.check(`.row[data-ticket="${ticket}"] input`);
    await until('the count', async () => /^12 /.test(await page.locator('.bulk__n').innerText()));
    await shot(page, 'console-bulk');
    await page.click('.bulk button[value=tolak]');
    await page.waitForSelector('#massal-isi');
    await check(page, 'bulk');
    await page.selectOption('#m-alasan', 'spam');
    // one of them is taken away meanwhile: its row says why, the others are done
    const other = await seat('pengelola');
    await openCase(other, made[3]);
    await choose(other, 'tolak');
    await other.selectOption('#f-alasan', 'spam');
    await submit(other);
    await page.click('#massal-isi button.main');
    await until('all results', async () => await page.locator('#massal-hasil li').count() === 12);
    assert.equal(await page.locator('#massal-hasil .result--failed').count(), 1);
    assert.match(await page.locator('#massal-hasil .result--failed').innerText(), new RegExp(`${made[3]}[\\s\\S]*tidak berlaku`));
    await check(page, 'bulk results');
  });

  test('the keyboard alone', async () => {
    await report('Pohon tumbang menutup jalan desa.');
    await report('Banjir setinggi lutut.');
    const page = await seat('verifikator');
    await page.goto('/console/antrean/verifikasi');
    await page.waitForSelector('html.has-js .row');
    const focusedTicket = () => page.evaluate(() => document.activeElement.closest('.row')?.dataset.ticket);
    await page.keyboard.press('j');
    const first = await focusedTicket();
    await page.keyboard.press('j');
    const second = await focusedTicket();
    assert.ok(first && second && first !== second);
    await page.keyboard.press('k');
    assert.equal(await focusedTicket(), first);
    await page.keyboard.press('m');
    assert.ok(await page.locator(`.row[data-ticket="${first}"] input`).isChecked());
    await page.keyboard.press('m');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`#kasus[data-ticket="${first}"]`);
    assert.match(page.url(), new RegExp(first), 'the address names the case');
    await page.keyboard.press('c');
    await page.waitForSelector('#formulir[data-act=catatan]');
    await until('focus in the form', () => page.evaluate(() => document.activeElement.id === 'f-teks'));
    await page.keyboard.type('Sudah ditelepon: j k v tidak berbuat apa-apa di sini.');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('[data-flash]');
    assert.match(await lastEvent(page), /Sudah ditelepon: j k v/);
    await page.keyboard.press('?');
    await page.waitForSelector('#pintasan[open]');
    await check(page, 'help');
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'cari');
    await page.keyboard.type(first.toLowerCase().replaceAll('-', ' '));
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/console/kasus/${first}?antrean=semua`);
    await page.waitForSelector('html.has-js #kasus .timeline');
    await page.goBack();
    await page.waitForURL(url => !url.searchParams.get('antrean')?.includes('semua'));
    await page.waitForSelector('html.has-js #kasus .timeline');
  });

  test('everything works without a script', async () => {
    const mine = await report('Air PDAM keruh sejak Senin.');
    const page = await signIn('verifikator', { javaScriptEnabled: false });
    await page.goto('/console/antrean/verifikasi');
    await page.click(`.row[data-ticket="${mine.ticket}"] .row__link`);
    await page.click('[data-act=tanya]');
    assert.equal(await page.locator('#formulir').getAttribute('data-act'), 'tanya');
    await page.fill('#f-teks', 'Sejak jam berapa?');
    await page.click('button[name=pratinjau]');
    assert.match(await page.locator('#pratinjau').innerText(), /Sejak jam berapa/);
    assert.equal(await page.locator('#f-teks').inputValue(), 'Sejak jam berapa?');
    await page.click('#formulir button.main');
    assert.match(page.url(), /ok=tanya/);
    await page.waitForSelector('[data-flash]');
    await shot(page, 'console-without-script');
    await page.goto('/console/antrean/semua');
    await page.locator('.row input[name=tiket]').first().check();
    await page.click('.bulk button[value=catatan]');
    await page.fill('#m-teks', 'Catatan bersama');
    await page.click('#massal-isi button.main');
    assert.match(await page.locator('h1').innerText(), /1 dari 1/);
    await page.context().close();
  });

  test('lists: filters, words, the next page', async () => {
    const page = await seat('verifikator');
    for (let i = 0; i < 45; i++) await report(`Rumput tinggi di taman nomor ${i}.`);
    await page.goto('/console/antrean/semua');
    assert.equal(await page.locator('.row').count(), 50);
    const seen = await page.locator('.row').evaluateAll(rows => rows.map(row => row.dataset.ticket));
    await page.click('.paging__next');
    await page.waitForURL('**sesudah=**');
    const next = await page.locator('.row').evaluateAll(rows => rows.map(row => row.dataset.ticket));
    assert.ok(next.length > 0 && next.every(ticket => !seen.includes(ticket)), 'no row twice');
    await page.goto('/console/antrean/semua');
    await page.click('.filters summary');
    await page.selectOption('.filters select[name=status]', 'ditolak');
    await check(page, 'filters');
    await page.click('.filters button.main');
    await page.waitForURL('**status=ditolak**');
    assert.ok((await page.locator('.row__status').allInnerTexts()).every(text => text === 'Tidak diteruskan'));
    await until('the words are found', async () => {
      await page.goto('/console/antrean/semua?q=rumput+taman');
      return await page.locator('.row').count() > 40;
    }, 20000);
    await page.goto('/console/antrean/semua?q=katayangtidakada');
    assert.match(await page.locator('.nothing').innerText(), /Tidak ada laporan yang cocok/);
    await page.goto('/console/antrean/semua?dari=bukan-tanggal&sesudah=%27%3B--&layanan=tidak_ada&status=%3Cb%3E');
    await check(page, 'hostile filters');
  });

  test('the leader reads and changes nothing', async () => {
    const page = await seat('pimpinan');
    await page.goto('/console/antrean/semua');
    assert.equal(await page.locator('input[name=tiket]').count(), 0);
    const ticket = await page.locator('.row').first().getAttribute('data-ticket');
    const csrf = await page.locator('.menu input[name=csrf]').getAttribute('value');
    await openCase(page, ticket);
    assert.equal(await page.locator('#formulir').count(), 0);
    await check(page, 'read only');
    const answer = await page.request.post(`/console/kasus/${ticket}/aksi/catatan`, { form: { csrf, teks: 'x' } });
    assert.equal(answer.status(), 403);
    const forged = await (await seat('verifikator')).request.post(`/console/kasus/${ticket}/aksi/catatan`, { form: { csrf: 'salah', teks: 'x' } });
    assert.equal(forged.status(), 403, 'a wrong CSRF token');
    assert.equal((await page.request.get('/console/akun')).status(), 403);
    await page.goto('/console/statistik');
    assert.match(await page.locator('table').innerText(), /Dinas Pekerjaan Umum/);
    await check(page, 'statistics');
    await shot(page, 'console-statistics');
  });

  test('settings: accounts, keys, channels, messages, the pack', async () => {
    const page = await seat('pengelola');
    for (const [url, name] of [['akun', 'accounts'], ['kunci', 'keys'], ['kanal', 'channels'], ['pesan', 'messages'], ['paket', 'pack']]) {
      await page.goto(`/console/${url}`);
      await check(page, name);
      await shot(page, `console-${name}`);
    }
    await page.goto('/console/akun');
    await page.click('details.more summary');
    await page.fill('#a-masuk', 'baru.sekali');
    await page.fill('#a-nama', 'Orang Baru');
    await page.selectOption('#a-peran', 'officer');
    await page.fill('#a-sandi', PASSWORD);
    await page.click('.page__form button.main');
    await page.waitForSelector('#galat');
    assert.match(await page.locator('#galat').innerText(), /harus punya instansi/);
    assert.equal(await page.locator('#a-nama').inputValue(), 'Orang Baru', 'what was typed stays');
    await page.selectOption('#a-instansi', 'dpupr');
    await page.fill('#a-sandi', PASSWORD);
    await page.click('.page__form button.main');
    await page.waitForURL('**ok=1');
    const fresh = await signIn('baru.sekali');
    await page.goto('/console/akun/baru.sekali');
    await page.selectOption('#a-peran', 'supervisor');
    await page.fill('#a-jabatan', 'kepala dinas');
    await page.fill('#a-telepon', 'bukan nomor');
    await page.click('.page__form button.main >> nth=0');
    await page.waitForSelector('#a-telepon-galat');
    await page.fill('#a-telepon', '0812 3456 7890');
    await page.click('.page__form button.main >> nth=0');
    await page.waitForURL('**ok=1');
    assert.equal(await page.locator('#a-telepon').inputValue(), '+6281234567890');
    assert.equal(await page.locator('#a-jabatan').inputValue(), 'kepala dinas');
    await check(page, 'account');
    await fresh.goto('/console');
    assert.match(fresh.url(), /\/masuk/, 'a changed role signs in anew');
    await page.click('button:has-text("Nonaktifkan")');
    await page.waitForSelector('text=Aktifkan lagi');
    await fresh.fill('#nama', 'baru.sekali');
    await fresh.fill('#sandi', PASSWORD);
    await fresh.click('button[type=submit]');
    await fresh.waitForSelector('[role=alert]');
    await fresh.context().close();

    await page.goto('/console/kunci');
    await page.fill('#k-label', 'Aplikasi warga');
    await page.click('.page__form button.main');
    const key = (await page.locator('#kunci-baru').innerText()).trim();
    assert.ok(key.length > 20);
    await page.goto('/console/kunci');
    assert.ok(!(await page.content()).includes(key), 'shown once');
    await page.click('button:has-text("Cabut")');
    await page.waitForSelector('text=dicabut');
  });

  test('the code of the phone and the own password', async () => {
    const page = await signIn('atasan');
    await page.goto('/console/totp');
    await page.click('button[value=mulai]');
    await page.waitForSelector('.qr svg');
    await page.fill('#kode', '000000');
    await page.click('.page__form button');
    await page.waitForSelector('#galat');
    await check(page, 'totp');
    await page.goto('/console/sandi');
    await page.fill('#lama', 'bukan');
    await page.fill('#baru', 'kata sandi baru sekali');
    await page.fill('#ulang', 'kata sandi baru sekali');
    await page.click('.page__form button');
    assert.match(await page.locator('#galat').innerText(), /lama tidak cocok/);
    await check(page, 'password');
    await page.fill('#lama', PASSWORD);
    await page.fill('#baru', PASSWORD);
    await page.fill('#ulang', PASSWORD);
    await page.click('.page__form button');
    await page.waitForURL('**/masuk?ok=sandi');
    await page.context().close();
    delete seats.atasan;
  });

  test('a province reads its children, hands over, and sees no more', async () => {
    await addStaff('jabar', 'provinsi', 'verifier', 'Admin Provinsi');
    await addStaff('bandung', 'kota', 'verifier', 'Admin Kota');
    const child = await report('Jalan kota berlubang.', {}, '/t/bandung');
    const own = await report('Jalan provinsi rusak.', {}, '/t/jabar');
    const page = await signIn('provinsi', {}, '/t/jabar');
    await page.click('#rel a[data-rail=bandung]');
    await page.waitForSelector('.top__foreign');
    await page.click(`.row[data-ticket="${child.ticket}"] .row__link`);
    await page.waitForSelector('#kasus[data-ticket]');
    assert.equal(await page.locator('.identity').count(), 0);
    await check(page, 'a child\'s case');
    await page.goto(`/t/jabar/console/kasus/${own.ticket}`);
    await choose(page, 'serahkan');
    await page.selectOption('#f-pemda', 'bandung');
    await page.fill('#f-teks', 'Jalan ini jalan kota.');
    await page.click('#formulir button.main');
    await page.waitForURL('**/t/jabar/console/antrean/**');
    const city = await signIn('kota', {}, '/t/bandung');
    await city.goto(`/t/bandung/console/kasus/${own.ticket}`);
    assert.match(await lastEvent(city), /Diserahkan dari/);
    assert.equal((await city.request.get(`/t/jabar/console/antrean/verifikasi`, { maxRedirects: 0 })).status(), 303, 'the child is nobody in the province');
    const jepara = await report('Punya Jepara.');
    assert.equal((await city.request.get(`/t/bandung/console/kasus/${jepara.ticket}`)).status(), 404);
    await page.context().close();
    await city.context().close();
  });

  test('every page on a phone, dark, at twice the size; its HTML; its weight', async () => {
    const mine = await report(`${'Panjang sekali dan tanpa henti '.repeat(60)}ujungnya${'x'.repeat(300)}`);
    const phone = await signIn('pengelola', { viewport: PHONE, colorScheme: 'dark' });
    const wide = await signIn('pengelola', { viewport: { width: DESKTOP.width / 2, height: DESKTOP.height / 2 } });
    const pages = ['/console/antrean/verifikasi', '/console/antrean/semua', `/console/kasus/${mine.ticket}`, `/console/kasus/${mine.ticket}?aksi=klasifikasi`,
      '/console/statistik', '/console/akun', '/console/kunci', '/console/kanal', '/console/pesan', '/console/paket', '/console/sandi', '/console/totp'];
    const look = async (page, name, url) => {
      await page.goto(url);
      await check(page, `${url} ${name}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), `${url} ${name}: only its columns scroll`);
      await shot(page, `console-${name}${url.replace(mine.ticket, 'kasus').replaceAll(/\W+/g, '-')}`);
    };
    const valid = async url => {
      const html = await (await phone.request.get(url)).text();
      // the boxes of a list share their name, as the boxes of a form do
      assert.deepEqual((await validate(html)).filter(line => !line.includes('form-dup-name')), [], url);
    };
    for (const url of pages) await Promise.all([look(phone, 'phone', url), look(wide, 'wide', url), valid(url)]);
    await phone.context().close();
    const cold = await desk.browser.page(desk.server.url, { viewport: DESKTOP, baseURL: desk.server.url, storageState: await wide.context().storageState() });
    await cold.goto(`/console/kasus/${mine.ticket}`);
    await cold.waitForLoadState('load');
    await until('all requests are counted', () => cold.bytes > 60000);
    assert.ok(cold.bytes < 250000, `a console page weighs ${cold.bytes} bytes`);
    await cold.context().close();
    await wide.context().close();
  });
});
