// The citizen's path in a real browser, with and without JavaScript, on a phone and a desktop.
import { File } from 'node:buffer';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { DESKTOP, check, launch, noBrowser, photo, shot, validate } from '../lib/browser.js';

const skip = missing() || noBrowser();
const STORY = 'Lampu jalan di depan balai desa mati sejak hari Senin, gelap dan rawan kecelakaan.';
let server, browser, key, jpeg;

const tell = fields => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ aksi: 'baru', jenis: 'pengaduan', keterbukaan: 'terbuka', ...fields })) {
    for (const one of [value].flat()) form.append(name, one);
  }
  return fetch(`${server.url}/lapor`, { method: 'POST', body: form, redirect: 'manual' });
};

// Sends a report as a form would; the ticket and the secret of its link.
async function report(fields) {
  const answer = await tell(fields);
  assert.equal(answer.status, 303, await answer.text());
  const to = new URL(answer.headers.get('location'), server.url);
  return { ticket: to.pathname.split('/').pop(), secret: to.searchParams.get('k'), sent: to.href };
}

async function act(ticket, action, body = {}) {
  const answer = await fetch(`${server.url}/api/v1/cases/${ticket}/actions/${action}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${action}: ${answer.status} ${await answer.text()}`);
}

const verify = ticket => act(ticket, 'verifikasi', { clear: true, complete: true });
const dispose = ticket => act(ticket, 'disposisi', { agency: 'dpupr', service: 'lampu_jalan' });
const own = ({ ticket, secret }) => `${server.url}/laporan/${ticket}?k=${secret}`;
const open = ticket => `${server.url}/laporan/${ticket}`;

async function visit(url, options) {
  const page = await browser.page(server.url, options);
  await page.goto(url, { waitUntil: 'networkidle' });
  return page;
}
// The page as it was sent; what the browser writes back is its own.
const source = async page => (await page.request.get(page.url())).text();
const leave = page => page.context().close();
const settle = page => page.waitForLoadState('networkidle');

describe('public pages', { skip: skip ?? false }, () => {
  before(async () => {
    server = await start({ clock: true });
    await server.set('2026-11-16T09:00:00+07:00');
    await server.command('user add', ['penguji', '--role', 'administrator', '--name', 'Penguji', '--password-stdin'], 'kata-sandi-uji-coba\n');
    key = (await server.command('key add', ['--label', 'uji', '--scope', 'api', '--user', 'penguji'])).trim().split('\n').at(-1);
    browser = await launch();
    jpeg = await photo(browser, server.url);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('an empty installation says so, and its first page weighs under 100 kB with the font', async () => {
    const page = await visit(`${server.url}/`);
    await check(page, 'beranda');
    await shot(page, 'beranda-kosong');
    assert.ok(page.bytes < 100_000, `${page.bytes} bytes`);
    assert.equal(await page.evaluate(() => document.fonts.check('700 18px "Plus Jakarta Sans"')), true);
    assert.ok(await page.isVisible('.door--report'));
    assert.match(await page.getAttribute('.door--alarm', 'href'), /^tel:112$/);
    await page.fill('#t', 'jpr 4k7m');
    await page.click('.door--check button');
    await settle(page);
    assert.match(await page.textContent('.mistakes'), /belum lengkap/);
    await check(page, 'cek');
    await leave(page);
  });

  test('a report is told on a phone, one question a step', async () => {
    const page = await visit(`${server.url}/lapor`);
    await check(page, 'apa');
    await page.click('#lanjut');
    assert.match(await page.textContent('#teks-salah'), /Tulis dahulu/);
    await page.fill('#teks', STORY);
    await page.click('#lanjut');
    await page.selectOption('#kecamatan', { label: 'Tahunan' });
    await page.waitForFunction(() => document.querySelectorAll('#desa option').length > 5);
    await page.selectOption('#desa', { label: 'Ngabul' });
    await page.fill('#patokan', 'depan balai desa');
    await check(page, 'tempat');
    await shot(page, 'lapor-tempat');
    await page.click('#lanjut');
    await page.setInputFiles('#foto', [jpeg, jpeg]);
    await page.waitForSelector('#foto-daftar canvas');
    await page.click('#lanjut');
    await page.fill('#telepon', '0812-3456-7821');
    await check(page, 'siapa');
    await page.click('#lanjut');
    assert.match(await page.textContent('#periksa-isi'), /depan balai desa, Ngabul, Tahunan/);
    await check(page, 'periksa');
    await shot(page, 'lapor-periksa');
    await page.click('#kirim');
    await page.waitForURL(/\/terkirim\//);
    await settle(page);
    await check(page, 'terkirim');
    await shot(page, 'terkirim');
    assert.match(await page.textContent('#nomor'), /^JPR-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    assert.match(await page.textContent('main'), /0812\.\.\.821/);
    assert.match(await page.textContent('.next'), /Rabu, 18 November 2026/);
    assert.ok(await page.evaluate(() => document.querySelector('.receipt__qr img').naturalWidth > 0), 'QR');
    await page.click('.send .button--big');
    await settle(page);
    assert.equal(await page.locator('.shots img').count(), 2);
    assert.match(await page.textContent('.now'), /Admin verifikasi .* paling lambat Rabu, 18 November 2026 \(2 hari kerja lagi\)/s);
    await page.fill('#balasan', 'Tiangnya nomor 14.');
    await page.click('.reply button');
    await settle(page);
    assert.match(await page.textContent('.notice--done'), /sudah ditambahkan/);
    assert.match(await page.textContent('.timeline'), /Tiangnya nomor 14\./);
    await check(page, 'laporan pelapor');
    assert.deepEqual(await validate(await source(page)), []);
    await leave(page);
  });

  test('without JavaScript the same form works, and a mistake loses nothing, not even the photo', async () => {
    const page = await visit(`${server.url}/lapor`, { javaScriptEnabled: false });
    await page.fill('#teks', STORY);
    await page.check('input[value=aspirasi]');
    await page.setInputFiles('#foto', [jpeg]);
    await page.selectOption('#kecamatan', { label: 'Bangsri' });
    await page.click('#pilih-desa');
    assert.equal(await page.inputValue('#teks'), STORY);
    await page.selectOption('#desa', { label: 'Wedelan' });
    await page.fill('#nama', 'Slamet "Pak Met" <Riyadi>');
    await page.fill('#telepon', '0812-34');
    await page.fill('#email', 'bukan e-mail');
    await page.click('#kirim');
    assert.match(await page.textContent('#salah'), /Nomor telepon/);
    assert.equal(await page.locator('#salah li').count(), 2);
    await page.click('#salah li a');
    assert.equal(new URL(page.url()).hash, '#telepon');
    assert.equal(await page.inputValue('#teks'), STORY);
    assert.equal(await page.inputValue('#nama'), 'Slamet "Pak Met" <Riyadi>');
    assert.equal(await page.isChecked('input[value=aspirasi]'), true);
    assert.equal(await page.locator('#desa option:checked').textContent(), 'Wedelan');
    assert.equal(await page.locator('.photos img').count(), 1);
    assert.equal((await fetch(new URL(await page.getAttribute('.photos img', 'src'), server.url))).status, 200);
    await shot(page, 'lapor-salah');
    await page.fill('#telepon', '');
    await page.fill('#email', '');
    await page.click('#kirim');
    assert.match(page.url(), /\/terkirim\/JPR-/);
    await page.click('.send .button--big');
    assert.equal(await page.locator('.shots img').count(), 1);
    assert.match(await page.textContent('.now'), /Admin verifikasi/);
    await check(page, 'tanpa skrip', { script: false });
    await leave(page);
  });

  test('the form can be filled and sent by keyboard alone', async () => {
    const page = await visit(`${server.url}/lapor`, { viewport: DESKTOP });
    const focused = () => page.evaluate(() => document.activeElement.id);
    const tabTo = async id => {
      for (let i = 0; i < 40 && await focused() !== id; i++) {
        await page.keyboard.press('Tab');
        const seen = await page.evaluate(() => {
          const at = document.activeElement, style = getComputedStyle(at), next = at.nextElementSibling && getComputedStyle(at.nextElementSibling);
          return at === document.body || at.matches('.leaflet-container *') || style.outlineStyle !== 'none' || next?.outlineStyle !== 'none';
        });
        assert.ok(seen, `focus is not visible at ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120))}`);
      }
      assert.equal(await focused(), id);
    };
    await page.keyboard.press('Tab');
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Langsung ke isi/);
    await tabTo('teks');
    await page.keyboard.type('Pohon tumbang menutup jalan desa.');
    await tabTo('kecamatan');
    await page.keyboard.type('Keling');
    await tabTo('telepon');
    await page.keyboard.type('081234567822');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/terkirim\//);
    await check(page, 'papan ketik');
    await leave(page);
  });

  test('the same form sent twice is one report, another text is another', async () => {
    const fields = { kunci: 'formulir-uji-kembar-0001', teks: 'Selokan mampet di depan pasar.' };
    const [first, again] = await Promise.all([report(fields), report(fields)]);
    assert.equal(first.ticket, again.ticket);
    const other = await report({ ...fields, teks: 'Pipa bocor di depan pasar.' });
    assert.notEqual(other.ticket, first.ticket);
  });

  test('a similar case nearby is offered first, and joining keeps what was told', async () => {
    const first = await report({ teks: 'Jembatan rusak di desa.', layanan: 'jembatan', kecamatan: '33.20.11', desa: '33.20.11.2003', lat: '-6.6312', lng: '110.6874' });
    await verify(first.ticket);
    const page = await visit(`${server.url}/lapor`, { javaScriptEnabled: false });
    await page.fill('#teks', 'Jembatan rusak makin retak, mobil tidak berani lewat.');
    await page.selectOption('#kecamatan', '33.20.11');
    await page.click('#pilih-desa');
    await page.selectOption('#desa', '33.20.11.2003');
    await page.click('#kirim');
    assert.match(await page.textContent('h1'), /Apakah salah satu dari ini/);
    await shot(page, 'serupa');
    await page.click('button[value=ubah]');
    assert.match(await page.inputValue('#teks'), /makin retak/);
    await page.click('#kirim');
    await page.click(`button[value="${first.ticket}"]`);
    assert.match(await page.textContent('h1'), /ditambahkan ke laporan yang sudah ada/);
    await page.goto(open(first.ticket));
    assert.match(await page.textContent('main'), /makin retak, mobil tidak berani lewat/);
    await leave(page);
  });

  test('others say that they have the trouble too, once a browser', async () => {
    const { ticket } = await report({ teks: 'Air PDAM keruh di seluruh perumahan.' });
    await verify(ticket);
    const page = await visit(open(ticket));
    for (const [count, said] of [[1, /tercatat juga/], [1, /sudah tercatat sebelumnya/]]) {
      await page.click('.support button');
      await settle(page);
      assert.match(await page.textContent('.notice--done'), said);
      assert.equal(Number(await page.textContent('.support__count strong')), count);
    }
    await page.context().clearCookies();
    await page.click('.support__more summary');
    await page.fill('#dukung-telepon', 'bukan nomor');
    await page.click('.support button');
    await settle(page);
    assert.match(await page.textContent('.mistakes'), /Nomor telepon/);
    assert.equal(await page.inputValue('#dukung-telepon'), 'bukan nomor');
    await check(page, 'dukung');
    await page.fill('#dukung-telepon', '081234567823');
    await page.click('.support button');
    await settle(page);
    assert.equal(Number(await page.textContent('.support__count strong')), 2);
    await leave(page);
  });

  test('the page tells each step, its promise, and lets the reporter say that it is not done', async () => {
    const told = await report({ teks: 'Lampu pertigaan Ngabul padam.', kecamatan: '33.20.11', telepon: '081234567824', foto: new File([jpeg.buffer], 'a.jpg') });
    await verify(told.ticket);
    await act(told.ticket, 'tanya', { text: 'Tiang nomor berapa?' });
    const page = await visit(own(told));
    assert.match(await page.textContent('.ask'), /Tiang nomor berapa\?/);
    await check(page, 'pertanyaan');
    await page.fill('#balasan', 'Nomor 14.');
    await page.click('.reply button');
    await settle(page);
    await server.advance('26h');
    await dispose(told.ticket);
    await act(told.ticket, 'terima');
    await act(told.ticket, 'tindak-lanjut', { text: 'Lampu sudah diganti.' });
    await act(told.ticket, 'usul-selesai', { text: 'Mohon dipastikan.' });
    await page.goto(own(told));
    await settle(page);
    const timeline = await page.textContent('.timeline');
    for (const step of [/Laporan diterima lewat situs web/, /Nomor 14\./, /Diteruskan ke/, /janjinya 2 hari kerja/, /Lampu sudah diganti\./, /paling lambat/])
      assert.match(timeline, step);
    await check(page, 'diusulkan selesai');
    await shot(page, 'laporan-pelapor');
    await page.click('.fold summary');
    await page.fill('#belum', 'Malamnya padam lagi.');
    await page.click('button[value=belum]');
    await settle(page);
    assert.match(await page.textContent('.now'), /Dibuka kembali/);
    await act(told.ticket, 'terima');
    await act(told.ticket, 'usul-selesai', { text: 'Kabel sudah diganti.' });
    await page.goto(own(told));
    await page.click('button[value=sudah]');
    await settle(page);
    assert.match(await page.textContent('.now'), /Pelapor memastikan sudah beres/);
    await page.check('.rate input[value="4"]', { force: true });
    await page.click('.rate button');
    await settle(page);
    assert.match(await page.textContent('.timeline'), /memberi nilai 4 dari 5/);
    await check(page, 'selesai');
    await leave(page);
    const seen = await visit(open(told.ticket), { viewport: DESKTOP, colorScheme: 'dark' });
    assert.equal(await seen.locator('.reply, .verdict, .rate').count(), 0, 'the public may only read');
    await check(seen, 'laporan, gelap');
    await shot(seen, 'laporan-umum-gelap');
    assert.deepEqual(await validate(await source(seen)), []);
    await leave(seen);
  });

  test('a secret report is nowhere: as unknown as a ticket that does not exist', async () => {
    const secret = await report({ teks: 'RAHASIAKU tentang pungutan liar.', keterbukaan: 'rahasia', kecamatan: '33.20.11', lat: '-6.6', lng: '110.7', foto: new File([jpeg.buffer], 'a.jpg') });
    await verify(secret.ticket);
    const page = await (await fetch(own(secret))).text();
    assert.match(page, /RAHASIAKU/);
    const picture = page.match(/\/foto\/[^"?]+/)[0];
    assert.equal((await fetch(server.url + picture)).status, 404);
    assert.equal((await fetch(`${server.url}${picture}?k=${secret.secret}`)).status, 200);
    const blank = text => text.replace(/<code>.*?<\/code>/, '');
    const [hidden, unknown, wrong] = await Promise.all([open(secret.ticket), open('JPR-0000-0000'), `${open(secret.ticket)}?k=AAAAAAAAAAAAAAAAAAAAAAAAAA`]
      .map(async url => { const answer = await fetch(url); return { status: answer.status, text: blank(await answer.text()) }; }));
    assert.equal(hidden.status, 404);
    assert.deepEqual(hidden, unknown);
    assert.deepEqual(wrong, unknown);
    for (const path of ['/', '/daftar', '/daftar?wilayah=33.20.11', '/peta.geojson', '/umpan.atom', `/cek?t=${secret.ticket}`]) {
      const text = await (await fetch(server.url + path)).text();
      assert.ok(!text.includes(secret.ticket) && !text.includes('RAHASIAKU'), path);
    }
    const similar = await tell({ aksi: 'kirim', teks: 'Ada pungutan liar.', kecamatan: '33.20.11', lat: '-6.6', lng: '110.7' });
    assert.ok(!(await similar.text()).includes(secret.ticket));
    const denied = await fetch(open(secret.ticket), { method: 'POST', body: new URLSearchParams({ aksi: 'dukung' }) });
    assert.equal(denied.status, 404);
  });

  test('an unverified report shows its state to who has the ticket, not its words', async () => {
    const { ticket } = await report({ teks: 'BELUMTAMPIL karena belum diperiksa.', nama: 'Bu Sri', telepon: '081234567825' });
    const page = await visit(open(ticket));
    const text = await page.textContent('main');
    assert.match(text, /Diterima/);
    assert.doesNotMatch(text, /BELUMTAMPIL|Bu Sri|0812/);
    await check(page, 'terbatas');
    assert.equal((await fetch(open(ticket), { method: 'POST', body: new URLSearchParams({ aksi: 'belum' }) })).status, 403);
    await leave(page);
  });

  test('wrong and hostile input gets an answer in words and changes nothing', async () => {
    const cases = [
      [{ teks: '' }, /Tulis dahulu apa yang terjadi/],
      [{ teks: 'a'.repeat(4001) }, /4\.000 huruf/],
      [{ teks: STORY, layanan: 'tidak_ada' }, /Pilihan ini tidak ada/],
      [{ teks: STORY, kecamatan: '11.01.01' }, /Kecamatan ini tidak ada/],
      [{ teks: STORY, lat: '5.5', lng: '95.3' }, /di luar wilayah/],
      [{ teks: STORY, lat: 'x', lng: '110' }, /tidak terbaca/],
      [{ teks: STORY, patokan: 'x'.repeat(301) }, /300 huruf/],
      [{ teks: STORY, telepon: '<script>' }, /Nomor telepon/],
      [{ teks: STORY, situs: 'http://spam.example' }, /tersembunyi/],
      [{ teks: STORY, foto: new File(['bukan gambar'], 'a.jpg', { type: 'image/jpeg' }) }, /foto/i],
    ];
    for (const [fields, words] of cases) {
      const answer = await tell(fields);
      const text = await answer.text();
      assert.equal(answer.status, 422, JSON.stringify(fields).slice(0, 80));
      assert.match(text.slice(text.indexOf('id="salah"')), words);
      assert.deepEqual(await validate(text), []);
    }
    const script = await (await tell({ teks: '<script>alert(1)</script>"\'', telepon: 'x' })).text();
    assert.ok(!script.includes('<script>alert'), 'what was typed is escaped');
    const forged = await tell({ teks: 'Foto palsu.', foto_ada: ['AAAA', `${'A'.repeat(300)}`] });
    assert.equal(forged.status, 303, 'a forged photo is left out');
    for (const path of ['/foto/../../key', '/foto/aaaaaaaaaaaaaaaaaaaaaaaaaa', '/foto/x?s=AAAA', '/laporan/%00', '/terkirim/JPR-0000-0000?k=x', '/wilayah.json?di=99'])
      {
      const { status } = await fetch(server.url + path);
      assert.ok([400, 404].includes(status), `${path}: ${status}`);
    }
    for (const path of ['/daftar?status=%27&layanan=x&wilayah=y&waktu=-1&setelah=zzz', '/peta.geojson?kotak=a,b,c,d', '/umpan.atom?status=%3C'])
      assert.equal((await fetch(server.url + path)).status, 200, path);
  });

  test('list and map hold their filters in the address; without JavaScript the list alone', async () => {
    const { ticket } = await report({ teks: 'Trotoar rusak dekat alun-alun.', kecamatan: '33.20.06', lat: '-6.5907', lng: '110.6677', layanan: 'lampu_jalan' });
    await verify(ticket);
    const page = await visit(`${server.url}/daftar`, { viewport: DESKTOP });
    await page.waitForSelector('.map-pin, .map-cluster');
    await check(page, 'daftar');
    await shot(page, 'daftar');
    await page.selectOption('#f-wilayah', '33.20.06');
    await page.selectOption('#f-status', 'belum');
    await page.click('.filters button');
    await settle(page);
    assert.equal(new URL(page.url()).search, '?status=belum&wilayah=33.20.06');
    assert.match(await page.textContent('.list-page__list'), /Trotoar rusak/);
    assert.equal(await page.locator('.case').count(), 1);
    await page.selectOption('#f-status', 'selesai');
    await page.click('.filters button');
    await settle(page);
    assert.match(await page.textContent('.empty'), /Tidak ada laporan yang cocok/);
    await check(page, 'daftar kosong');
    await leave(page);
    const phone = await visit(`${server.url}/daftar?wilayah=33.20.06`);
    await phone.click('.toggle a[data-view=peta]');
    await phone.waitForSelector('.map-pin');
    assert.match(phone.url(), /tampil=peta/);
    await phone.click('.map-pin');
    assert.match(await phone.textContent('.leaflet-popup'), /Trotoar rusak/);
    // it fades in, and half-faded text has no contrast of its own yet
    await phone.waitForFunction(() => getComputedStyle(document.querySelector('.leaflet-popup')).opacity === '1');
    await check(phone, 'peta');
    await leave(phone);
    const plain = await visit(`${server.url}/daftar?wilayah=33.20.06`, { javaScriptEnabled: false });
    assert.equal(await plain.isVisible('.list-page__map'), false);
    assert.equal(await plain.locator('.case').count(), 1);
    await leave(plain);
  });

  test('feed and points are what their standards ask for', async () => {
    const answer = await fetch(`${server.url}/umpan.atom?status=belum`);
    assert.match(answer.headers.get('content-type'), /^application\/atom\+xml/);
    const xml = await answer.text();
    const page = await visit(`${server.url}/tentang`);
    const feed = await page.evaluate(text => {
      const doc = new DOMParser().parseFromString(text, 'application/xml');
      const one = (from, name) => from.getElementsByTagName(name)[0]?.textContent;
      return {
        broken: doc.querySelector('parsererror')?.textContent ?? null,
        self: doc.querySelector('feed > link[rel=self]')?.getAttribute('href'),
        ids: [...doc.getElementsByTagName('entry')].map(e => one(e, 'id')),
        complete: [...doc.getElementsByTagName('entry')].every(e => one(e, 'title') && one(e, 'updated')) && !!one(doc, 'updated'),
      };
    }, xml);
    assert.equal(feed.broken, null);
    assert.equal(feed.self, `${server.url}/umpan.atom?status=belum`);
    assert.ok(feed.complete && feed.ids.length > 0);
    assert.equal(new Set(feed.ids).size, feed.ids.length);
    const points = await fetch(`${server.url}/peta.geojson?kotak=-6.7,110.6,-6.5,110.8`);
    assert.match(points.headers.get('content-type'), /^application\/geo\+json/);
    const { type, features } = await points.json();
    assert.equal(type, 'FeatureCollection');
    assert.ok(features.length > 0);
    for (const { geometry: { coordinates: [lng, lat] } } of features)
      assert.ok(lng >= 110.6 && lng <= 110.8 && lat >= -6.7 && lat <= -6.5, `${lng},${lat}`);
    const shapes = await (await fetch(`${server.url}/wilayah.geojson`)).json();
    assert.equal(shapes.type, 'FeatureCollection');
    await check(page, 'tentang');
    await leave(page);
  });

  test('the story proposes a category and a place, and shows the emergency number', async () => {
    const page = await visit(`${server.url}/lapor`, { viewport: DESKTOP });
    await page.fill('#teks', 'Lampu jalan padam di desa Ngabul, ada kebakaran kecil di tiang.');
    await page.waitForFunction(() => document.getElementById('layanan').value !== '');
    assert.match(await page.locator('#layanan option:checked').textContent(), /Lampu jalan/);
    await page.waitForFunction(() => document.getElementById('desa').value !== '');
    assert.equal(await page.locator('#kecamatan option:checked').textContent(), 'Tahunan');
    assert.equal(await page.isVisible('#darurat'), true);
    await check(page, 'usul');
    await leave(page);
  });

  test('every page speaks English when asked, and remembers', async () => {
    const page = await visit(`${server.url}/lapor?lang=en`);
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    await page.goto(`${server.url}/daftar`);
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    await check(page, 'inggris');
    await leave(page);
  });

  test('every page is readable at 320 px, twice the size, in the dark, and valid', async () => {
    const told = await report({ teks: `${'Kata'.repeat(40)} ${'panjang '.repeat(60)}`, patokan: 'x'.repeat(300), kecamatan: '33.20.08' });
    await verify(told.ticket);
    for (const path of ['/', '/lapor', '/daftar', '/tentang', '/cek', '/laporan-saya', '/luring', `/laporan/${told.ticket}`, `/terkirim/${told.ticket}?k=${told.secret}`, '/tidak-ada']) {
      const page = await visit(server.url + path, { viewport: { width: 320, height: 512 }, colorScheme: 'dark' });
      await check(page, path);
      assert.deepEqual(await validate(await source(page)), [], path);
      await leave(page);
    }
  });
});
