// The app on a phone in bad reception: written without a network, with photos, it sends itself and
// is one case - whether the browser is closed, the phone gives up, or the server dies before it can
// answer. And it keeps nothing that is not its owner's.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { missing, ROOT, start } from '../lib/kentongan.js';
import { check, DESKTOP, launch, launchAt, noBrowser, PHONE, photo, shot, validate } from '../lib/browser.js';
import { openOffice } from '../lib/office.js';
import { until } from '../lib/wait.js';
import { lay } from '../lib/wire.js';

const skip = missing() || noBrowser();
const SEND = 'POST /lapor/kirim';
let server, wire, office, browser, jpeg, folder;

const at = where => wire.url + where;
const stored = text => office.rows(`SELECT r.ticket, r.channel, r.case_id, (SELECT count(*) FROM attachment a WHERE a.tenant = r.tenant AND a.report_id = r.id) AS photos
  FROM report r WHERE r.text = '${text}'`);

// A page whose worker is in charge, as on every visit but the first.
async function visit(where, { of = browser, ...options } = {}) {
  const page = await of.page(wire.url, options);
  await page.goto(at(where));
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  return page;
}
const leave = page => page.context().close();
const keptFiles = page => page.evaluate(async () => {
  const all = [];
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) all.push(request.url);
  return all;
});

const atDesk = { viewport: DESKTOP };

// As a camera takes them: twelve megapixels of grain.
const large = page => page.evaluate(async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 4000, height: 3000 });
  const context = canvas.getContext('2d'), grain = context.createImageData(500, 500);
  grain.data.forEach((_, i) => { grain.data[i] = i % 4 === 3 ? 255 : Math.random() * 255; });
  for (let x = 0; x < 8; x++) for (let y = 0; y < 6; y++) context.putImageData(grain, x * 500, y * 500);
  const blob = await new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.8));
  return new Promise(resolve => { const reader = new FileReader(); reader.onload = () => resolve(reader.result.split(',')[1]); reader.readAsDataURL(blob); });
}).then(base64 => ({ name: 'kamera.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') }));

async function addPhotos(page, photos) {
  await page.setInputFiles('#foto', photos);
  await page.waitForFunction(n => document.querySelectorAll('#foto-daftar canvas').length === n, photos.length);
}

// Fills the form and sends it: one question a step on a phone, all at once at a desk.
async function tell(page, text, { photos = [], phone = '', send = true } = {}) {
  const steps = page.viewportSize().width < 900;
  const next = () => steps && page.click('#lanjut');
  await page.fill('#teks', text);
  await next();
  await next();
  if (photos.length) await addPhotos(page, photos);
  await next();
  if (phone) await page.fill('#telepon', phone);
  await next();
  if (send) await page.click('#kirim');
}

describe('the app', { skip: skip ?? false }, () => {
  before(async () => {
    server = await start({ clock: true });
    office = openOffice(server);
    wire = await lay(() => server.url);
    browser = await launch();
    jpeg = await photo(browser, server.url);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-phone-'));
  });
  after(async () => {
    await browser?.close();
    wire?.close();
    await server?.stop();
    if (folder) fs.rmSync(folder, { recursive: true, force: true });
  });

  test('it can be installed, and the first visit stays small with all it keeps', async () => {
    const page = await browser.page(wire.url);
    const session = await page.context().newCDPSession(page);
    await page.goto(at('/'), { waitUntil: 'networkidle' });
    await page.evaluate(() => navigator.serviceWorker.ready);
    const { errors, data } = await session.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    assert.equal(JSON.parse(data).short_name, 'Lapor Jepara');
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    assert.deepEqual(installabilityErrors.map(one => one.errorId).filter(id => id !== 'in-incognito'), []);
    assert.ok(page.bytes < 100_000, `${page.bytes} bytes`);
    let kept = 0;
    for (const file of await keptFiles(page)) {
      const answer = await fetch(file, { headers: { 'accept-encoding': 'identity' } });
      assert.equal(answer.status, 200, file);
      kept += (await answer.arrayBuffer()).byteLength;
    }
    assert.ok(kept < 250_000, `${kept} bytes are kept`);
    await leave(page);
  });

  test('what it keeps is the shell, and nothing of anybody', async () => {
    const page = await visit('/', atDesk);
    await page.goto(at('/lapor?teks=rahasia+saya'));
    await tell(page, 'Gorong-gorong pecah di dekat terminal.', { phone: '081234567831' });
    await page.waitForURL(/\/terkirim\//);
    for (const where of ['/laporan-saya', '/daftar', '/cek', '/masuk', page.url().slice(wire.url.length), '/?lang=en', '/lapor?lang=id']) await page.goto(at(where));
    await page.goto(at('/laporan-saya'));
    await page.click('.mine__title a');
    await page.waitForURL(/\/laporan\/.*k=/);
    const pages = (await keptFiles(page)).map(url => new URL(url)).filter(url => !url.pathname.startsWith('/assets/')).map(url => url.pathname + url.search);
    assert.deepEqual(pages.sort(), ['/lapor', '/laporan-saya', '/luring', '/wilayah.json']);
    const form = await page.evaluate(async () => (await caches.match('/lapor')).text());
    assert.ok(!form.includes('rahasia saya'), 'the form is kept as it comes without a query');
    assert.deepEqual(page.problems, []);
    await leave(page);
  });

  test('written without a network, it waits, and sends itself once when there is one', async () => {
    const TEXT = 'Jembatan gantung putus diterjang banjir.';
    const page = await visit('/laporan-saya');
    await page.context().setOffline(true);
    await page.goto(at('/daftar'));
    assert.match(await page.textContent('h1'), /Tidak ada sinyal/);
    await check(page, 'luring');
    await shot(page, 'luring');
    await page.click('.apart a[href$="/lapor"]');
    await page.waitForSelector('#lanjut');
    const photos = [await large(page), ...Array(4).fill(jpeg)];
    await tell(page, TEXT, { photos, send: false });
    await page.click('#kembali');
    await page.click('#kembali');
    await page.click('#kembali');
    await page.selectOption('#kecamatan', { label: 'Tahunan' });
    await page.waitForFunction(() => document.querySelectorAll('#desa option').length > 5);
    await page.selectOption('#desa', { label: 'Ngabul' });
    for (let i = 0; i < 3; i++) await page.click('#lanjut');
    await page.click('#kirim');
    await page.waitForURL(/laporan-saya/);
    await page.waitForSelector('#menunggu .mine__one');
    const sizes = await page.evaluate(async () => {
      const { outbox } = window.kentongan;
      return (await outbox.photos((await outbox.list())[0].key)).map(one => one.size);
    });
    assert.ok(sizes.length === 5 && Math.max(...sizes) < photos[0].buffer.length / 3, `of ${photos[0].buffer.length} are kept ${sizes}`);
    // tried already, or not yet: the worker may have begun while the page opened
    assert.match(await page.textContent('#menunggu .mine__one'), /(Menunggu sinyal|Belum berhasil, dicoba lagi).*Jembatan gantung putus.*5\sfoto/s);
    // what the page says is what its browser knows: a lost server is not always a lost network
    assert.equal(await page.isVisible('#luring'), await page.evaluate(() => !navigator.onLine));
    await shot(page, 'menunggu');
    await check(page, 'menunggu');
    assert.equal((await stored(TEXT)).length, 0);
    await page.context().setOffline(false);
    await page.waitForSelector('#terkirim .mine__now:not(:empty)');
    assert.match(await page.textContent('#terkirim .mine__one'), /Diterima.*JPR-.*Jembatan gantung putus.*Admin verifikasi/s);
    assert.equal(await page.locator('#menunggu .mine__one').count(), 0);
    assert.deepEqual((await stored(TEXT)).map(one => Number(one.photos)), [5]);
    await check(page, 'terkirim');
    await shot(page, 'terkirim-sendiri');
    await leave(page);
  });

  test('phone and browser may die while it is written and while it waits', async () => {
    const TEXT = 'Tanggul jebol di sisi utara sungai.';
    const port = server.port;
    let phone = await launchAt(folder);
    try {
      let page = await visit('/lapor', { of: phone });
      await server.kill();
      await tell(page, TEXT, { photos: [jpeg, jpeg], send: false });
      await until('the draft on the disk', () => page.evaluate(async () => (await window.kentongan.outbox.list())[0]?.photos === 2));
      await phone.kill();

      phone = await launchAt(folder);
      page = await phone.page(wire.url);
      await page.goto(at('/lapor'));
      await page.waitForSelector('#lanjutan:not([hidden])');
      assert.equal(await page.inputValue('#teks'), TEXT);
      assert.equal(await page.locator('#foto-daftar canvas').count(), 2);
      await shot(page, 'lanjutan');
      for (let i = 0; i < 4; i++) await page.click('#lanjut');
      await page.click('#kirim');
      await page.waitForURL(/laporan-saya/);
      await page.waitForSelector('#menunggu .mine__one');
      await phone.kill();

      await server.serve({ port });
      phone = await launchAt(folder);
      page = await phone.page(wire.url);
      await page.goto(at('/laporan-saya'));
      await page.waitForSelector('#terkirim .mine__one');
      assert.deepEqual((await stored(TEXT)).map(one => Number(one.photos)), [2]);
    } finally {
      await phone.close();
    }
  });

  test('the server dies after it took the report and before it could say so: still one', async () => {
    const TEXT = 'Tiang listrik miring setelah hujan.';
    const port = server.port;
    const page = await visit('/lapor', atDesk);
    const before = wire.count(SEND);
    wire.loseAnswer('/lapor/kirim', () => server.kill());
    await tell(page, TEXT, { photos: [jpeg] });
    await page.waitForURL(/laporan-saya/);
    assert.equal((await stored(TEXT)).length, 1, 'it was taken');
    await server.serve({ port });
    await page.click('#menunggu [data-act=send]');
    await page.waitForSelector('#terkirim .mine__one');
    assert.ok(wire.count(SEND) > before + 1, 'it was sent again');
    const [one, ...more] = await stored(TEXT);
    assert.deepEqual([more, Number(one.photos)], [[], 1]);
    assert.equal(await page.textContent('#terkirim .ticket'), one.ticket);
    await leave(page);
  });

  test('two tabs and the worker do not both send', async () => {
    const TEXT = 'Lampu merah mati di pertigaan pasar.';
    const page = await visit('/lapor', atDesk);
    await page.context().setOffline(true);
    await tell(page, TEXT, { photos: [jpeg] });
    await page.waitForSelector('#menunggu .mine__one');
    const second = await page.context().newPage(); // the network is cut for it too
    await second.goto(at('/laporan-saya'));
    await second.waitForSelector('#menunggu .mine__one');
    const before = wire.count(SEND);
    const go = wire.hold('/lapor/kirim');
    await page.context().setOffline(false);
    await until('one that sends', () => wire.count(SEND) > before);
    await Promise.all([page, second].map(tab => tab.click('[data-act=send]')));
    await second.evaluate(() => navigator.serviceWorker.controller.postMessage('send'));
    go();
    await Promise.all([page, second].map(tab => tab.waitForSelector('#terkirim .mine__one')));
    // all others have had the lock in their turn when it is free again
    await second.evaluate(() => window.kentongan.outbox.flush(true));
    assert.equal(wire.count(SEND) - before, 1);
    assert.equal((await stored(TEXT)).length, 1);
    await leave(page);
  });

  test('the worker alone sends what waits, when the system says that there is a network, and tells', async () => {
    const TEXT = 'Air sungai berbusa di hilir pabrik.';
    const page = await visit('/lapor', atDesk);
    await page.context().grantPermissions(['notifications'], { origin: wire.url });
    wire.cut = true;
    await tell(page, TEXT);
    await page.waitForSelector('#menunggu .mine__one');
    const session = await page.context().newCDPSession(page);
    const registration = new Promise(resolve => session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations.length && resolve(registrations[0].registrationId)));
    await session.send('ServiceWorker.enable');
    const registrationId = await registration;
    await page.goto('about:blank');
    wire.cut = false;
    await session.send('ServiceWorker.dispatchSyncEvent', { origin: wire.url, registrationId, tag: 'lapor', lastChance: false });
    const { ticket } = await until('the report at the server', async () => (await stored(TEXT))[0]);
    await page.goto(at('/laporan-saya'));
    await page.waitForSelector('#terkirim .mine__one');
    const told = await page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(one => one.title + ' ' + one.body));
    assert.deepEqual(told, [`Laporan Anda terkirim ${ticket}`]);
    await leave(page);
  });

  test("a hotspot's sign-in page or a busy server is no answer: it waits, and is tried again", async () => {
    const TEXT = 'Pagar jembatan penyeberangan lepas.';
    const page = await visit('/lapor', atDesk);
    const portal = { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Selamat datang di WiFi kami</h1>' };
    const busy = { status: 503, headers: { 'retry-after': '7200', 'content-type': 'application/problem+json' }, body: '{"type":"urn:kentongan:error:busy"}' };
    const path = '/lapor/kirim';
    wire.instead = { ...portal, path };
    await tell(page, TEXT);
    await page.waitForURL(/laporan-saya/);
    const tried = Date.now();
    for (const answer of [{ ...portal, status: 422 }, busy]) {
      wire.instead = { ...answer, path };
      await page.evaluate(() => window.kentongan.outbox.flush(true));
    }
    wire.instead = null;
    const [report] = await page.evaluate(() => window.kentongan.outbox.list());
    assert.deepEqual([report.state, report.tries >= 3, report.nextAt - tried >= 7200_000], ['waiting', true, true], JSON.stringify(report));
    wire.instead = portal;
    await page.goto(at('/laporan-saya'));
    assert.match(await page.textContent('h1'), /WiFi/, 'who must sign in is shown where');
    wire.instead = { status: 502, headers: {}, body: '' };
    await page.goto(at('/laporan-saya'));
    assert.match(await page.textContent('#menunggu .mine__one'), /Pagar jembatan/, 'the kept page is ours');
    wire.instead = null;
    await page.goto(at('/laporan-saya'));
    await page.waitForSelector('#terkirim .mine__one');
    assert.equal((await stored(TEXT)).length, 1);
    await leave(page);
  });

  test('words of danger in a report that sends itself later still lead to the telephone', async () => {
    const page = await visit('/lapor', atDesk);
    await page.context().setOffline(true);
    await tell(page, 'Ada kebakaran di gudang dekat pasar, api membesar.');
    await page.waitForSelector('#menunggu .mine__one');
    await page.context().setOffline(false);
    await page.waitForSelector('#terkirim .alarm-box a[href="tel:112"]');
    await page.setViewportSize(PHONE);
    await shot(page, 'darurat');
    await check(page, 'darurat');
    await leave(page);
  });

  test('a refused report is not lost: what is wrong is said, mended, and sent', async () => {
    const TEXT = 'Pohon besar condong ke atap sekolah.';
    const page = await visit('/lapor', atDesk);
    await page.context().setOffline(true);
    await tell(page, TEXT, { photos: [jpeg], phone: '0812-34' });
    await page.waitForSelector('#menunggu .mine__one');
    await page.context().setOffline(false);
    await page.waitForSelector('#menunggu .mine__mistakes li');
    assert.match(await page.textContent('#menunggu .mine__one'), /Perlu diperbaiki.*Nomor telepon/s);
    await page.setViewportSize(PHONE);
    await check(page, 'ditolak');
    await shot(page, 'perlu-diperbaiki');
    await page.click('[data-act=mend]');
    await page.waitForSelector('#salah');
    assert.match(await page.textContent('#telepon-salah'), /Nomor telepon/);
    assert.equal(await page.inputValue('#teks'), TEXT);
    assert.equal(await page.locator('#foto-daftar canvas').count(), 1);
    await check(page, 'perbaiki');
    await shot(page, 'perbaiki');
    await page.fill('#telepon', '0812-3456-7832');
    await page.click('#kirim');
    await page.waitForURL(/\/terkirim\//);
    assert.deepEqual((await stored(TEXT)).map(one => Number(one.photos)), [1]);
    await page.goto(at('/laporan-saya'));
    await page.waitForSelector('#terkirim .mine__one');
    assert.equal(await page.locator('#menunggu .mine__one').count(), 0);
    await leave(page);
  });

  test('a refusal while there is a network stands at its field at once', async () => {
    const page = await visit('/lapor');
    await tell(page, 'Saluran air tersumbat sampah.', { phone: '99' });
    await page.waitForSelector('#salah li a');
    assert.equal(await page.getAttribute('#telepon', 'aria-invalid'), 'true');
    await page.fill('#telepon', '');
    await page.click('#kirim');
    await page.waitForURL(/\/terkirim\//);
    await leave(page);
  });

  test('similar cases are offered in the page, and joining is one report of that case', async () => {
    const place = { layanan: 'jembatan', kecamatan: '33.20.11', desa: '33.20.11.2003', lat: '-6.6312', lng: '110.6874' };
    const body = new FormData();
    for (const [name, value] of Object.entries({ kunci: 'kunci-lain-00000001', jenis: 'pengaduan', keterbukaan: 'terbuka', teks: 'Jembatan desa retak.', ...place })) body.append(name, value);
    const { tiket } = await (await fetch(at('/lapor/kirim'), { method: 'POST', body })).json();
    await office.act('verifier', tiket, 'verifikasi', { clear: true, complete: true });
    const page = await visit('/lapor');
    await page.fill('#teks', 'Jembatannya makin retak, mobil takut lewat.');
    await page.click('#lanjut');
    await page.selectOption('#kecamatan', place.kecamatan);
    await page.waitForFunction(() => document.querySelectorAll('#desa option').length > 5);
    await page.selectOption('#desa', place.desa);
    for (let i = 0; i < 3; i++) await page.click('#lanjut');
    await page.click('#kirim');
    await page.waitForSelector('#serupa:not([hidden]) .case');
    await check(page, 'serupa');
    await shot(page, 'serupa-di-halaman');
    await page.click('#serupa-kembali');
    assert.ok(await page.isVisible('#kirim'));
    await page.click('#kirim');
    await page.click('#serupa:not([hidden]) .case button');
    await page.waitForURL(/\/terkirim\//);
    const [joined] = await stored('Jembatannya makin retak, mobil takut lewat.');
    assert.equal(joined.case_id, (await stored('Jembatan desa retak.'))[0].case_id);
    await leave(page);
  });

  test('news of own reports arrive while the page is open, and can be deleted from the device', async () => {
    const page = await visit('/lapor', atDesk);
    await tell(page, 'Trotoar amblas di depan puskesmas.');
    await page.waitForURL(/\/terkirim\//);
    await page.goto(at('/laporan-saya'));
    await page.waitForSelector('#terkirim .status-red');
    await until('the stream', () => wire.count('GET /laporan-saya/alir') > 0);
    const ticket = await page.textContent('#terkirim .ticket');
    await office.act('verifier', ticket, 'verifikasi', { clear: true, complete: true });
    await office.act('verifier', ticket, 'disposisi', { agency: 'dpupr', service: 'jalan_rusak' });
    await page.waitForFunction(() => /Diteruskan ke/.test(document.getElementById('kabar-baru').textContent));
    assert.match(await page.textContent('#terkirim .mine__now'), /Pekerjaan Umum/);
    await page.setViewportSize(PHONE);
    await check(page, 'kabar baru');
    await shot(page, 'kabar-baru');
    await page.click('[data-act=drop]');
    assert.match(await page.textContent('[data-act=drop]'), /Ya, hapus/);
    await page.click('[data-act=drop]');
    await page.waitForSelector('#kosong:not([hidden])');
    await check(page, 'kosong');
    await shot(page, 'kosong');
    assert.deepEqual(await validate(await (await page.request.get(at('/laporan-saya'))).text()), []);
    assert.deepEqual(await validate(await (await page.request.get(at('/luring'))).text()), []);
    await leave(page);
  });

  test('a report that came another way is kept on the device when its reporter asks', async () => {
    const body = new URLSearchParams({ kunci: 'kunci-lain-00000002', jenis: 'pengaduan', keterbukaan: 'rahasia', teks: 'Pungutan liar di loket.' });
    const { tiket, rahasia } = await (await fetch(at('/lapor/kirim'), { method: 'POST', body })).json();
    const page = await visit(`/laporan/${tiket}?k=${rahasia}`);
    await page.waitForSelector('#simpan button');
    await check(page, 'simpan');
    await page.click('#simpan button');
    await page.click('#simpan a');
    await page.waitForSelector('#terkirim .mine__now:not(:empty)');
    assert.match(await page.textContent('#terkirim .mine__one'), new RegExp(`${tiket}.*Laporan rahasia`, 's'));
    await page.goto(at(`/laporan/${tiket}`));
    assert.equal(await page.locator('#simpan').count(), 0);
    await leave(page);
  });

  test('a new version of the program is taken without a trace of the old one', async () => {
    const share = path.join(folder, 'baru'), port = server.port;
    const page = await visit('/lapor');
    const [old] = (await keptFiles(page)).filter(url => url.includes('public.css'));
    fs.mkdirSync(share);
    for (const part of ['sql', 'packs', 'templates', 'locale', 'node_modules']) if (fs.existsSync(path.join(ROOT, part))) fs.symlinkSync(path.join(ROOT, part), path.join(share, part));
    fs.cpSync(path.join(ROOT, 'assets'), path.join(share, 'assets'), { recursive: true });
    fs.appendFileSync(path.join(share, 'assets/css/public.css'), '\nh1 { outline: 1px solid transparent; }\n');
    const ini = `${server.data}.ini`;
    await page.fill('#teks', 'Tulisan yang sedang ditulis.');
    await server.halt();
    fs.writeFileSync(ini, fs.readFileSync(ini, 'utf8').replace('[serve]', `[serve]\nshare = ${share}`));
    await server.serve({ port });
    await page.evaluate(() => navigator.serviceWorker.getRegistration().then(one => one.update()));
    await until('only the new files', async () => {
      const files = (await keptFiles(page)).filter(url => url.includes('public.css'));
      return files.length === 1 && files[0] !== old;
    });
    assert.equal(await page.inputValue('#teks'), 'Tulisan yang sedang ditulis.');
    await page.context().setOffline(true);
    await page.goto(at('/laporan-saya'));
    assert.match(await page.evaluate(() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText)).join('\n')), /outline: transparent/);
    await page.waitForSelector('#menunggu .mine__one');
    assert.match(await page.textContent('#menunggu .mine__one'), /Belum selesai ditulis/);
    assert.deepEqual(page.problems, []);
    await leave(page);
  });

  test('where the browser keeps nothing, the form still goes', async () => {
    const TEXT = 'Dari peramban yang tidak menyimpan apa pun.';
    const page = await browser.page(wire.url, atDesk);
    await page.addInitScript(() => { IDBFactory.prototype.open = () => { throw new DOMException('no', 'InvalidStateError'); }; });
    await page.goto(at('/lapor'));
    await tell(page, TEXT, { photos: [jpeg] });
    await page.waitForURL(/\/terkirim\//);
    assert.deepEqual((await stored(TEXT)).map(one => Number(one.photos)), [1]);
    await leave(page);
  });
});
