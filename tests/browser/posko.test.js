// A desk in a real Chromium: the clerk checks in, calls a number that the waiting room sees, writes
// a report down by keys alone, reads it back, prints; finds a case that came by another way and asks
// for progress. Every page at 360 and 1366 px, held to axe; entry counts its keys.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, check, noBrowser, photo, shot } from '../lib/browser.js';
import { openDesk } from '../lib/desk.js';
import { missing } from '../lib/kentongan.js';
import { openOffice } from '../lib/office.js';
import { until } from '../lib/wait.js';

// What a clerk may press beside the words themselves: Tab, Enter, Space.
const KEYS_MAX = 8;

describe('posko', { skip: missing() ?? noBrowser() ?? false, timeout: 600000 }, () => {
  const desk = openDesk();
  let clerk, office;
  before(async () => {
    await desk.begin(['packs/jepara']);
    await desk.addStaff('jepara', 'loket', 'desk', 'Ani Wulandari');
    office = openOffice(desk.server);
    clerk = await desk.signIn('loket');
  });
  after(() => desk.end());

  async function looks(page, name, phone = true) {
    await check(page, name);
    await shot(page, `posko-${name}`);
    if (!phone) return;
    await page.setViewportSize(PHONE);
    await check(page, `${name}, phone`);
    await shot(page, `posko-${name}-phone`);
    await page.setViewportSize(DESKTOP);
  }

  test('S3.01 S3.02 S4.02 the public page says where and when', async () => {
    const page = await desk.browser.page(desk.server.url, { viewport: DESKTOP, baseURL: desk.server.url });
    await page.goto('/posko');
    assert.match(await page.locator('#mpp').innerText(), /Ruang Jepara Tanggap/);
    assert.match(await page.locator('#mpp').innerText(), /lantai 3/);
    assert.match(await page.locator('#kec-tahunan').innerText(), /Sabtu 08\.00–11\.00/);
    assert.match(await page.locator('#kec-tahunan').innerText(), /Buka (lagi|sekarang)/);
    await looks(page, 'public');
    await page.context().close();
  });

  test('F075 F076 on duty: numbers are taken, called, and seen in the waiting room', async () => {
    assert.match(clerk.url(), /\/console\/posko$/);
    await looks(clerk, 'choose');
    await clerk.locator('li', { hasText: 'Ruang Jepara Tanggap' }).getByRole('button').click();
    await clerk.waitForSelector('.desk__queue');
    await looks(clerk, 'empty');
    for (let i = 0; i < 3; i++) await clerk.getByRole('button', { name: 'Ambil nomor' }).click();
    assert.match(await clerk.locator('.notice--good').innerText(), /3/);

    const screen = await desk.browser.page(desk.server.url, { viewport: DESKTOP, baseURL: desk.server.url });
    await screen.goto('/posko/mpp/layar');
    assert.match(await screen.locator('#angka').innerText(), /Belum ada yang dipanggil/);
    await clerk.keyboard.press('Enter'); // the button has the focus
    await clerk.waitForSelector('#kini');
    assert.equal(await clerk.locator('#kini').innerText(), '1');
    await until('number 1 in the waiting room', async () => await screen.locator('#kini').innerText().catch(() => '') === '1', 12000);
    await clerk.getByRole('button', { name: 'Tidak hadir' }).click();
    await clerk.getByRole('button', { name: /Panggil berikutnya/ }).click();
    await until('number 2 in the waiting room', async () => await screen.locator('#kini').innerText().catch(() => '') === '2', 12000);
    await looks(screen, 'screen');
    const colleague = await desk.signIn('loket');
    await colleague.getByRole('button', { name: 'Ambil nomor' }).click();
    await until('the clerk’s own figures', async () => /\(2\)/.test(await clerk.getByRole('button', { name: /Panggil berikutnya/ }).innerText()), 12000);
    await colleague.context().close();
    await looks(clerk, 'queue');
    await clerk.locator('.desk__missed button').click();
    await until('number 1 again', async () => await screen.locator('#kini').innerText().catch(() => '') === '1', 12000);
    const plain = await desk.browser.page(desk.server.url, { viewport: DESKTOP, baseURL: desk.server.url, javaScriptEnabled: false });
    await plain.goto('/posko/mpp/layar');
    assert.equal(await plain.locator('#kini').innerText(), '1');
    await plain.context().close();
    await screen.context().close();
  });

  test('S3.08 F077 a report by keys alone, read back, agreed to, and its receipt', async () => {
    let keys = 0;
    const press = async key => { keys++; await clerk.keyboard.press(key); };
    await clerk.goto('/console/posko/lapor');
    assert.equal(await clerk.evaluate(() => document.activeElement.id), 'p-teks');
    await clerk.keyboard.type('Lampu jalan mati di depan pasar, gelap sekali kalau malam.');
    await press('Tab');
    await clerk.keyboard.type('ds. Tegalsanbi, dekat musala');
    await press('Tab');
    await clerk.keyboard.type('Mbah Karto');
    await press('Tab');
    await clerk.keyboard.type('081234567899');
    await looks(clerk, 'entry');
    await clerk.focus('#p-telepon');
    await press('Enter');
    await clerk.waitForSelector('#p-setuju');
    assert.equal(await clerk.evaluate(() => document.activeElement.id), 'p-setuju');
    assert.match(await clerk.locator('.desk__said').innerText(), /gelap sekali/);
    assert.match(await clerk.locator('#p-wilayah option:checked').innerText(), /Tegalsambi/, 'a place typed with a mistake');
    assert.notEqual(await clerk.locator('#p-layanan').inputValue(), '', 'a category is proposed');
    await looks(clerk, 'read-back');
    await clerk.focus('#p-setuju');
    await press('Space');
    await press('Enter');
    await clerk.waitForSelector('#nomor');
    assert.ok(keys <= KEYS_MAX, `${keys} keys beside the words`);
    const ticket = await clerk.locator('#nomor').innerText();
    await looks(clerk, 'receipt');
    await clerk.emulateMedia({ media: 'print' });
    await shot(clerk, 'posko-receipt-print');
    assert.equal(await clerk.locator('.rail').isVisible(), false);
    for (const [paper, box] of [['80', '22[67]'], ['a6', '29[78]']]) {
      await clerk.goto(`/console/posko/tanda-terima/${ticket}?kertas=${paper}`);
      const pdf = (await clerk.pdf({ preferCSSPageSize: true })).toString('latin1');
      assert.match(pdf, new RegExp(`/MediaBox \\[0 0 ${box}`), `printed on ${paper}`);
      assert.equal(pdf.match(/\/Type \/Page\b/g).length, 1, 'one sheet');
    }
    await clerk.emulateMedia({ media: 'screen' });
    const one = await office.see(ticket);
    assert.equal(one.status, 'diterima');
    assert.deepEqual((await office.messages(ticket)).map(m => m.key), ['notice.received']);
    const [row] = await office.rows(`SELECT channel, desk, relation, consent, by_account FROM report WHERE ticket = '${ticket}'`);
    assert.deepEqual([row.channel, row.desk, Number(row.relation), Number(row.consent)], ['desk', 'mpp', 1, 1]);
    assert.ok(Number(row.by_account) > 0);
  });

  test('without consent nothing is stored; nothing typed is lost', async () => {
    const before = (await office.reports()).length;
    await clerk.goto('/console/posko/lapor');
    await clerk.fill('#p-teks', 'Saluran air tersumbat');
    await clerk.fill('#p-telepon', 'bukan nomor');
    await clerk.getByRole('button', { name: 'Lanjut: bacakan' }).click();
    await clerk.waitForSelector('#p-telepon-galat');
    await check(clerk, 'entry, refused');
    await shot(clerk, 'posko-entry-refused');
    await clerk.fill('#p-telepon', '');
    await clerk.keyboard.press('Enter');
    await clerk.waitForSelector('#p-setuju');
    await clerk.getByRole('button', { name: 'Simpan laporan' }).click();
    await clerk.waitForSelector('#p-setuju-galat');
    await check(clerk, 'read back, refused');
    await clerk.getByRole('button', { name: 'Perbaiki tulisan' }).click();
    assert.equal(await clerk.locator('#p-teks').inputValue(), 'Saluran air tersumbat');
    assert.equal((await office.reports()).length, before);
  });

  test('S3.05 S3.06 a report from the web is found by telephone and asked after', async () => {
    const mine = await desk.report('Jembatan bambu putus di dukuh kami', { telepon: '081299912345', nama: 'Ibu Sulastri', kecamatan: '33.20.05', desa: '' });
    await office.act('verifier', mine.ticket, 'verifikasi', { service: 'jalan_rusak', clear: true, complete: true });
    await office.act('verifier', mine.ticket, 'disposisi', { agency: 'dpupr' });
    await clerk.goto('/console/posko');
    await clerk.fill('#posko-cari', '0812-9991-2345');
    await clerk.keyboard.press('Enter');
    await clerk.waitForSelector(`[data-ticket="${mine.ticket}"]`);
    assert.doesNotMatch(clerk.url(), /9991/, 'no telephone number in the address');
    assert.doesNotMatch(await clerk.locator('article').innerText(), /Sulastri/);
    await looks(clerk, 'found');
    await clerk.fill(`#tanya-${mine.ticket}`, 'sudah dua minggu');
    await clerk.keyboard.press('Enter');
    await clerk.waitForSelector('.notice--good');
    assert.match(await clerk.locator('article').innerText(), /menjawab paling lambat/);
    await looks(clerk, 'asked');

    const officer = await desk.signIn('petugas');
    await officer.goto('/console/antrean/perkembangan');
    await officer.waitForSelector(`.row[data-ticket="${mine.ticket}"] .flag`);
    await check(officer, 'asked, at the agency');
    await shot(officer, 'posko-agency');
    await desk.openCase(officer, mine.ticket);
    assert.match(await officer.locator('.case').innerText(), /menanyakan perkembangan/);
    await shot(officer, 'posko-agency-case');
    await officer.context().close();
    await office.act('dpupr', mine.ticket, 'catatan', { text: 'Kayu datang hari Senin' });
    await clerk.goto('/console/posko');
    await clerk.fill('#posko-cari', 'Bu Soelastri');
    await clerk.keyboard.press('Enter');
    await clerk.waitForSelector(`[data-ticket="${mine.ticket}"]`);
    assert.match(await clerk.locator('article').innerText(), /Kayu datang hari Senin/);
    await looks(clerk, 'answered', false);
  });

  test('F118 a letter with its scan, for the verifier a download', async () => {
    await clerk.goto('/console/posko/lapor');
    await clerk.fill('#p-teks', 'Surat warga RT 3: mohon perbaikan talud.');
    await clerk.click('details.more summary');
    await clerk.selectOption('#p-asal', 'surat');
    await clerk.selectOption('#p-hubungan', 'tetangga');
    await clerk.fill('#p-nama-untuk', 'Pak Darmo');
    await clerk.setInputFiles('#p-berkas', [
      { name: 'surat.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n% surat warga\n%%EOF\n') },
      await photo(desk.browser, desk.server.url),
    ]);
    await looks(clerk, 'letter');
    await clerk.getByRole('button', { name: 'Lanjut: bacakan' }).click();
    await clerk.waitForSelector('.desk__said');
    assert.equal(await clerk.locator('#p-setuju').count(), 0);
    await clerk.getByRole('button', { name: 'Simpan laporan' }).click();
    await clerk.waitForSelector('#nomor');
    const ticket = await clerk.locator('#nomor').innerText();
    const verifier = await desk.signIn('verifikator');
    await desk.openCase(verifier, ticket);
    assert.equal(await verifier.locator('.photos').count(), 0, 'a letter is not shown');
    assert.equal(await verifier.locator('.paper button').count(), 2);
    await check(verifier, 'case with a letter');
    await shot(verifier, 'posko-letter-case');
    const [download] = await Promise.all([verifier.waitForEvent('download'), verifier.locator('.paper button', { hasText: 'PDF' }).click()]);
    assert.match(download.suggestedFilename(), /^surat-.*\.pdf$/);
    await until('the event of the download', async () => (await office.events(ticket)).includes('paper.opened'));
    await verifier.context().close();
  });
});
