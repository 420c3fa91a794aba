// What may be the same matter, with its reasons; one case made two and one again; and what earlier
// decisions propose, in a real Chromium.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PHONE, check, noBrowser, shot } from '../lib/browser.js';
import { openDesk } from '../lib/desk.js';
import { missing } from '../lib/kentongan.js';
import { Client, addKey } from '../lib/programs.js';

const PANGGANG = { kecamatan: '33.20.06', desa: '33.20.06.1006' };

describe('one matter or two', { skip: missing() ?? noBrowser() ?? false, timeout: 600000 }, () => {
  const desk = openDesk();
  const { report, seat, openCase, choose, submit, lastEvent } = desk;
  before(() => desk.begin(['packs/jepara']));
  after(() => desk.end());

  const similar = (page, ticket) => page.locator('.similar li', { hasText: ticket });

  test('what may be the same stands with its reasons, verified or not', async () => {
    const near = await report('Lampu jalan padam di depan masjid Al Huda', { ...PANGGANG, layanan: 'lampu_jalan', lat: '-6.5907', lng: '110.6677' });
    const placeless = await report('lampu jln depan masjid al huda Panggang mati total', PANGGANG);
    const other = await report('Sampah menumpuk di belakang terminal', PANGGANG);
    const mine = await report('Lampu jalan di depan masjid Al Huda padam sejak kemarin', { ...PANGGANG, layanan: 'lampu_jalan', lat: '-6.5914', lng: '110.6677' });
    const page = await seat('verifikator');
    await openCase(page, mine.ticket);
    const said = await similar(page, near.ticket).innerText();
    assert.match(said, /7[0-9] m/);
    assert.match(said, /hari yang sama/);
    assert.match(said, /kategori yang sama/);
    assert.match(said, /kata: .*masjid/);
    assert.match(await similar(page, placeless.ticket).innerText(), /wilayah yang sama/);
    assert.equal(await similar(page, other.ticket).count(), 0);
    assert.equal(await similar(page, mine.ticket).count(), 0);
    await check(page, 'duplicates');
    await shot(page, 'duplicates');
    await page.setViewportSize(PHONE);
    await openCase(page, mine.ticket);
    await check(page, 'duplicates on a phone');
    await shot(page, 'duplicates-phone');
    await page.setViewportSize({ width: 1366, height: 768 });
    await openCase(page, mine.ticket);
    await similar(page, near.ticket).locator('.button').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('#f-tujuan');
    assert.equal(await page.locator('#f-tujuan').inputValue(), near.ticket);
    assert.deepEqual(page.problems, []);
  });

  test('a report of two matters becomes two cases, and one again', async () => {
    const mine = await report('Trotoar rusak, dan di sebelahnya sampah tidak diangkut', { ...PANGGANG, telepon: '081234567890' });
    const page = await seat('verifikator');
    await openCase(page, mine.ticket);
    await choose(page, 'pecah');
    await page.fill('#f-teks', 'Sampah tidak diangkut di sebelah trotoar');
    await check(page, 'making two cases');
    await shot(page, 'split-form');
    await submit(page);
    assert.match(await lastEvent(page), /menjadi laporan/);
    const second = (await lastEvent(page)).match(/[A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{4}/)[0];
    await openCase(page, second);
    assert.match(await lastEvent(page), new RegExp(`Dipisahkan dari laporan ${mine.ticket}`));
    assert.match(await page.locator('.report__text').innerText(), /Trotoar rusak/);
    assert.match(await page.locator('.messages').innerText(), new RegExp(second), 'the reporter hears the new number');
    await choose(page, 'gabung');
    await page.fill('#f-tujuan', mine.ticket);
    await page.click('#formulir button.main');
    await page.waitForSelector('.case__head .notice');
    assert.equal(await page.locator('.report').count(), 2);
    await check(page, 'one case again');
    assert.deepEqual(page.problems, []);
  });

  test('earlier decisions propose, and say that they do', async () => {
    const key = await addKey(desk.server, { scope: 'api', user: 'verifikator', label: 'uji' });
    const verifier = new Client(desk.server, { key });
    for (let i = 0; i < 36; i++) {
      const roads = i % 2 === 0;
      const text = roads ? `Tambalan ambrol dilewati truk, nomor ${i}` : `Gerobak rongsok ditinggal berbau, nomor ${i}`;
      const { ticket } = await verifier.add({ text, area: '33.20.06.1006' });
      await verifier.act(ticket, 'klasifikasi', { service: roads ? 'jalan_rusak' : 'sampah' });
      await verifier.act(ticket, 'disposisi', { agency: roads ? 'dpupr' : 'dlh' });
    }
    await desk.server.restart(); // it looks for new decisions when it begins
    const page = await desk.signIn('verifikator');
    const proposed = async () => {
      const mine = await report('Ada tambalan ambrol lagi, truk terperosok');
      await page.goto(new URL(`/console/kasus/${mine.ticket}`, desk.server.url).href);
      await page.waitForSelector('#kasus');
      return await page.locator('#usul').count() > 0 && await page.locator('#usul').innerText();
    };
    let said = await proposed();
    for (let i = 0; i < 60 && !/keputusan/.test(said); i++) said = await proposed(); // it learns while we ask
    assert.match(said, /Jalan rusak/);
    assert.match(said, /dari kata: .*ambrol.*36 keputusan sebelumnya, benar \d+ %/);
    await check(page, 'a learned proposal');
    await shot(page, 'learned-proposal');
    assert.deepEqual(page.problems, []);
  });
});
