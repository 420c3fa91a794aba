// The stream of public posts in a real Chromium: what came by a file (and so by any platform), live,
// by keys alone, of two operators, at 360 and 1366 px.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PHONE, check, noBrowser, shot, validate } from '../lib/browser.js';
import { openDesk } from '../lib/desk.js';
import { missing } from '../lib/kentongan.js';
import { openOffice } from '../lib/office.js';
import { until } from '../lib/wait.js';

describe('public posts', { skip: missing() ?? noBrowser() ?? false, timeout: 300000 }, () => {
  const desk = openDesk();
  let office, siti, posts = 0;

  before(async () => {
    await desk.begin();
    office = openOffice(desk.server);
    siti = await desk.signIn('verifikator');
  });
  after(() => desk.end());

  // Posts as a file brings them: [{ text, ... }]; ids of their own unless given.
  async function post(rows, channel = 'x') {
    const file = path.join(desk.server.data, `unggahan-${++posts}.jsonl`);
    const whole = rows.map((row, i) => ({ id: `p${posts}-${i}`, author: '@warga_jepara', author_name: 'Warga Jepara', permalink: `https://x.example/warga_jepara/status/${posts}${i}`, ...row }));
    fs.writeFileSync(file, whole.map(row => JSON.stringify(row)).join('\n'));
    return desk.server.command('channel import', ['--tenant', 'jepara', channel, file]);
  }

  const open = async page => { await page.goto('/console/sosial'); await page.waitForSelector('html.has-js #daftar'); };
  const titles = page => page.locator('#daftar .row__title').allInnerTexts();
  const row = (page, words) => page.locator('#daftar .row', { hasText: words });
  const answered = page => page.waitForSelector('#kasus [data-flash]');
  const state = async words => (await office.rows('SELECT state, ticket, reason FROM post WHERE state <> 3 ORDER BY id')).at(words);
  const reports = () => office.rows('SELECT ticket, channel FROM report ORDER BY id');
  const noErrors = page => assert.deepEqual(page.problems, []);

  test('empty, and the rail leads there', async () => {
    await siti.goto('/console');
    await siti.click('#rel [data-rail="sosial"]');
    await siti.waitForSelector('#daftar .nothing');
    await check(siti, 'no post');
    assert.deepEqual(await validate(await (await siti.request.get('/console/sosial')).text()), []);
  });

  test('what comes stands there by itself, with author, link, copies and proposal', async () => {
    await open(siti);
    const said = await post([
      { text: 'Jalan berlubang besar di desa Tegalsambi, tolong diperbaiki pak #lapor' },
      { text: 'Makan siang dulu' },
      { id: 'salin', author: '@lain', text: 'RT @warga_jepara: jalan berlubang besar di desa tegalsambi tolong diperbaiki pak #lapor' },
      { text: 'tanpa tautan #lapor', permalink: '' },
    ]).catch(error => error);
    assert.match(said.stdout, /2 taken in, 0 known already, 1 not for us, 1 wrong/);
    assert.match(said.stderr, /:4: no permalink/);
    await siti.waitForSelector('#daftar .row');
    const text = await siti.locator('#daftar .row').first().innerText();
    assert.match(text, /@warga_jepara/);
    assert.match(text, /\+1/);
    assert.match(text, /Jalan rusak/);
    await check(siti, 'a post in the list');
    await siti.keyboard.press('j');
    await siti.keyboard.press('Enter');
    await siti.waitForSelector('#kasus[data-ticket]');
    const shown = await siti.locator('#kasus').innerText();
    assert.match(shown, /@warga_jepara[\s\S]*#lapor[\s\S]*Tegalsambi/);
    assert.equal(await siti.locator('#kasus .facts a').getAttribute('href'), 'https://x.example/warga_jepara/status/10');
    await check(siti, 'one post');
    await shot(siti, 'sosial-1366');
    noErrors(siti);
  });

  test('one key makes a case of it; the case says where it came from', async () => {
    await siti.keyboard.press('b');
    await answered(siti);
    const ticket = (await siti.locator('.case__notes .ticket').innerText()).trim();
    assert.match(ticket, /^JPR-/);
    const report = (await reports()).find(one => one.ticket === ticket);
    assert.equal(report.channel, 'x');
    await until('the row has left', async () => await siti.locator('#daftar .row').count() === 0);
    await siti.click('.case__notes .ticket');
    await siti.waitForSelector(`#kasus[data-ticket="${ticket}"]`);
    assert.match(await siti.locator('.said').innerText(), /@warga_jepara/);
    assert.match(await siti.locator('#usul').innerText(), /Tegalsambi/);
    noErrors(siti);
  });

  test('discarded with a reason, listed, and taken back', async () => {
    await post([{ text: 'Promo murah meriah hari ini saja #lapor' }]);
    await open(siti);
    await row(siti, 'Promo').locator('.row__link').click();
    await siti.waitForSelector('#kasus #formulir');
    await siti.keyboard.press('x');
    await siti.waitForSelector('#f-alasan');
    await siti.click('#formulir button.main');
    await siti.waitForSelector('#galat');
    assert.match(await siti.locator('#galat').innerText(), /Pilih mengapa/);
    await check(siti, 'no reason');
    await siti.selectOption('#f-alasan', 'bukan-laporan');
    await siti.locator('#f-catatan').focus();
    await siti.keyboard.press('Control+Enter');
    await answered(siti);
    assert.match(await siti.locator('.case__notes').innerText(), /Diabaikan: Bukan laporan[\s\S]*Siti Rahmawati/);
    await siti.click('.tabs a >> text=Diabaikan');
    await row(siti, 'Promo').locator('.row__link').click();
    await siti.waitForSelector('#kasus #formulir');
    await check(siti, 'discarded');
    await siti.keyboard.press('b');
    await answered(siti);
    assert.equal(Number((await state(-1)).state), 0);
    noErrors(siti);
  });

  test('added to a case that is there', async () => {
    const mine = await desk.report('Pohon tumbang menutup jalan di depan pasar Mayong');
    await post([{ text: 'Pohon tumbang di Mayong belum juga diangkat #lapor' }]);
    await open(siti);
    await row(siti, 'Pohon tumbang').locator('.row__link').click();
    await siti.waitForSelector('#kasus #formulir');
    await siti.keyboard.press('g');
    await siti.fill('#f-tiket', 'JPR-0000-0000');
    await siti.click('#formulir button.main');
    await siti.waitForSelector('#galat');
    await siti.fill('#f-tiket', mine.ticket);
    await shot(siti, 'sosial-gabung');
    await siti.click('#formulir button.main');
    await answered(siti);
    assert.equal((await office.rows(`SELECT reports FROM cases WHERE ticket = '${mine.ticket}'`)).map(one => Number(one.reports))[0], 2);
    noErrors(siti);
  });

  test('of two operators the second is told, and sees what the first did', async () => {
    await post([{ text: 'Lampu jalan padam di Bangsri sejak dua malam #lapor' }]);
    await desk.addStaff('jepara', 'kedua', 'verifier', 'Nur Hidayah');
    const nur = await desk.signIn('kedua');
    for (const page of [siti, nur]) {
      await open(page);
      await row(page, 'Lampu jalan').locator('.row__link').click();
      await page.waitForSelector('#kasus #formulir');
    }
    const before = (await reports()).length;
    await nur.keyboard.press('b');
    await answered(nur);
    await until('the other screen says so', async () => /Nur Hidayah/.test(await siti.locator('#kasus .case__notes').innerText()));
    assert.equal(await siti.locator('#formulir').count(), 0);
    // who looked at an older page is refused in words
    const id = await siti.locator('#kasus').getAttribute('data-ticket');
    const csrf = await siti.locator('input[name=csrf]').first().inputValue();
    const late = await siti.request.post(`/console/sosial/${id}/abaikan`, { form: { csrf, alasan: 'kasar' }, headers: { origin: desk.server.url } });
    assert.equal(late.status(), 409);
    assert.match(await late.text(), /sudah menjadi laporan/);
    assert.equal((await reports()).length, before + 1);
    noErrors(nur);
  });

  test('words of danger stand out; the public answer is shown before it is sent', async () => {
    await post([{ text: 'Kebakaran rumah di Mlonggo, ada yang terjebak! #lapor' }]);
    await open(siti);
    await siti.waitForSelector('#daftar .row--alarm');
    await siti.locator('#daftar .row--alarm .row__link').click();
    await siti.waitForSelector('#kasus .notice--alarm');
    assert.match(await siti.locator('#formulir').innerText(), /Tidak ada jawaban publik/);
    await check(siti, 'danger');
  });

  test('on a phone: list, post, forms', async () => {
    await post([{ text: 'Saluran air mampet di pasar Kalinyamatan dan airnya meluap ke jalan setiap hujan, sudah sebulan #lapor', author: '@nama_yang_panjang_sekali_untuk_satu_akun' }]);
    const page = await desk.signIn('verifikator', { viewport: PHONE });
    await open(page);
    await check(page, 'list on a phone');
    await shot(page, 'sosial-360-daftar');
    await row(page, 'Saluran air').locator('.row__link').click();
    await page.waitForSelector('#kasus #formulir');
    await check(page, 'post on a phone');
    await shot(page, 'sosial-360');
    await page.click('[data-act="abaikan"]');
    await page.waitForSelector('#f-alasan');
    await check(page, 'form on a phone');
    await page.context().close();
  });

  test('without a script the same forms do the same', async () => {
    await post([{ text: 'Sampah menumpuk di tepi sungai Welahan, baunya menyengat #lapor' }]);
    const page = await desk.signIn('verifikator', { javaScriptEnabled: false });
    await page.goto('/console/sosial');
    await row(page, 'Sampah menumpuk').locator('.row__link').click();
    assert.deepEqual(await validate(await (await page.request.get(page.url())).text()), []);
    await page.click('[data-act="abaikan"]');
    await page.selectOption('#f-alasan', 'lain');
    await page.fill('#f-catatan', 'Di kabupaten sebelah');
    await page.click('#formulir button.main');
    assert.match(await page.locator('.case__notes').innerText(), /Di kabupaten sebelah/);
    await page.context().close();
  });

  test('who does not verify has no such list', async () => {
    for (const login of ['petugas', 'pimpinan']) {
      const page = await desk.signIn(login);
      assert.equal(await page.locator('#rel [data-rail="sosial"]').count(), 0);
      assert.equal((await page.goto('/console/sosial')).status(), 403);
      await page.context().close();
    }
  });
});
