// The radio desk and the hotline in a real Chromium: an entry by keyboard alone with its keystrokes
// counted, the same without a script, every screen at two widths held to axe.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, check, launch, noBrowser, shot, validate } from '../lib/browser.js';
import { missing, start } from '../lib/kentongan.js';
import { PASSWORD, addAccount } from '../lib/programs.js';
import { until } from '../lib/wait.js';

describe('radio desk and hotline', { skip: missing() || noBrowser() || false, timeout: 600000 }, () => {
  let server, browser;
  before(async () => {
    server = await start({ clock: true, packs: ['packs/bojonegoro'] });
    await server.set('2026-11-16T08:00:00+07:00');
    await server.command('user add', ['penyiar', '--role', 'announcer', '--name', 'Penyiar Malam', '--station', 'malowopati', '--password-stdin'], `${PASSWORD}\n`);
    await addAccount(server, 'operator', 'operator');
    await addAccount(server, 'petugas', 'officer', { agency: 'dpubmpr' });
    await addAccount(server, 'verifikator', 'verifier');
    browser = await launch();
  });
  after(async () => { await browser?.close(); await server?.stop(); });

  const seat = async (login, options = {}) => {
    const page = await browser.page(server.url, { viewport: DESKTOP, baseURL: server.url, ...options });
    await page.goto('/masuk');
    await page.fill('#nama', login);
    await page.fill('#sandi', PASSWORD);
    await page.press('#sandi', 'Enter');
    await page.waitForURL(url => !url.pathname.endsWith('/masuk'));
    return page;
  };
  // As it is at both widths; not wider than the screen.
  const look = async (page, name) => {
    for (const [size, viewport] of [['phone', PHONE], ['desktop', DESKTOP]]) {
      await page.setViewportSize(viewport);
      await check(page, `${name}, ${size}`);
      await shot(page, `voice-${name}-${size}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${name}, ${size}: ${wide} px too wide`);
    }
    assert.deepEqual(await validate(await (await page.request.get(page.url())).text()), [], name);
  };
  // One key at a time, as a person does.
  const typist = page => {
    const hands = { strokes: 0, letters: 0 };
    hands.press = async key => { hands.strokes++; await page.keyboard.press(key); };
    hands.type = async text => { hands.letters += text.length; await page.keyboard.type(text); };
    return hands;
  };

  test('S1.01 an entry by keyboard: five fields, six keys beside the words, then the next', async () => {
    const page = await seat('penyiar');
    await page.waitForURL('**/console/radio');
    await look(page, 'radio-empty');
    const fields = await page.locator('.radio__form').locator('input:not([type=hidden]), textarea, select').count();
    assert.ok(fields <= 5, `${fields} fields`);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'e-siapa', 'the first field waits');
    const hands = typist(page);
    await hands.type('Budi 0812 3456 7890');
    await hands.press('Tab');
    await hands.type('Jalan aspal berlubang di depan pasar, Pak Slamet jatuh');
    await hands.press('Tab');
    await hands.type('Desa Kapas, Kecamatan Kapas');
    await until('the proposal', async () => /Akan diteruskan ke DPU Bina Marga|Dinas Pekerjaan Umum Bina Marga/.test(await page.locator('#e-usul').innerText()));
    assert.match(await page.locator('#e-usul').innerText(), /Desa Kapas/);
    await hands.press('Tab');
    await hands.press('Tab');
    await hands.press('ArrowDown');
    await hands.press('Tab');
    await hands.press('Enter');
    await page.waitForURL('**baru=*');
    assert.match(await page.locator('.notice--good').innerText(), /BJN-.*Bahan dialog/);
    assert.ok(hands.strokes <= 7, `${hands.strokes} keys beside ${hands.letters} letters`);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'e-siapa', 'the next one can be typed at once');
    await look(page, 'radio-taken');

    const short = typist(page);
    await page.setViewportSize(DESKTOP);
    await page.reload();
    await short.press('Tab');
    await short.type('Lampu jalan mati di Balen');
    await short.press('Enter');
    await page.waitForURL('**baru=*');
    assert.equal(short.strokes, 2, 'the shortest entry: one key to the words, one to save');
    await until('both stand in the list', async () => await page.locator('.air__item').count() === 2);
    await page.context().close();
  });

  test('S1.01 what is wrong is said at its field, and nothing typed is lost', async () => {
    const page = await seat('penyiar');
    await page.fill('#e-siapa', 'Budi 0812');
    await page.fill('#e-teks', 'Lampu mati');
    await page.press('#e-teks', 'Enter');
    await page.waitForSelector('#galat');
    assert.equal(await page.inputValue('#e-teks'), 'Lampu mati');
    assert.equal(await page.inputValue('#e-siapa'), 'Budi 0812');
    assert.ok(await page.locator('#e-siapa-galat').isVisible());
    for (const viewport of [PHONE, DESKTOP]) { await page.setViewportSize(viewport); await check(page, 'entry refused'); }
    await page.fill('#e-siapa', '');
    await page.fill('#e-teks', 'baris satu');
    await page.press('#e-teks', 'Shift+Enter');
    assert.match(await page.inputValue('#e-teks'), /baris satu\n/, 'Shift Enter is a new line');
    await page.fill('#e-teks', 'Baru saja ada kecelakaan di jalan raya');
    await until('the alarm', async () => /112/.test(await page.locator('#e-usul').innerText()));
    await check(page, 'entry with words of danger');
    await shot(page, 'voice-radio-danger-desktop');
    await page.context().close();
  });

  test('S1.04 the item: a unit called directly, the words on air', async () => {
    const page = await seat('penyiar');
    await page.locator('.air__foot a').last().click();
    await page.waitForURL('**/catatan/*');
    assert.match(await page.inputValue('#r-teks'), /Pak \[nama\] jatuh/);
    await page.selectOption('#r-unit', 'polres');
    await page.selectOption('#r-jawaban', 'tidak-dijawab');
    await page.click('button[value=relai]');
    await page.waitForURL('**ok=relai');
    await page.selectOption('#r-unit', 'polres');
    await page.fill('#r-siapa', 'Bripka Andi');
    await page.fill('#r-kata', 'regu berangkat');
    await page.click('button[value=relai]');
    await until('both attempts', async () => await page.locator('.relays li').count() === 2);
    await look(page, 'radio-item');
    await page.goto('/console/radio/siaran');
    const text = await page.locator('main').innerText();
    assert.doesNotMatch(text, /0812|Budi|Slamet/);
    await look(page, 'radio-air');
    await page.locator('button[value=lepas]').first().click();
    await until('one less', async () => await page.locator('.air__item').count() === 1);
    await page.context().close();
  });

  test('S1.02 the rundown, its sheet, a promise in the agency’s inbox', async () => {
    const page = await seat('penyiar');
    await page.goto('/console/radio/acara');
    await look(page, 'rundowns-empty');
    await page.fill('#s-waktu', '2026-11-20T08:00');
    await page.click('main button.main');
    await page.waitForURL('**/acara/*');
    await look(page, 'rundown-waiting');
    await page.click('button[value=kelompok]');
    await page.waitForSelector('.topic__forms');
    const topic = page.locator('.topic', { hasText: 'Jalan dan jembatan' }).first();
    await topic.locator('textarea[name=hasil]').fill('Bina Marga menambal pekan ini.');
    await topic.locator('button[value=hasil]').click();
    await page.waitForURL('**ok=hasil');
    await topic.locator('textarea[name=janji]').fill('Menambal lubang depan pasar');
    await topic.locator('select[name=instansi]').first().selectOption('dpubmpr');
    await topic.locator('button[value=janji]').click();
    await page.waitForURL('**ok=janji');
    await topic.locator('summary').click();
    await look(page, 'rundown');
    await page.goto(page.url().replace(/\?.*/, '/cetak'));
    await look(page, 'rundown-sheet');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.noprint').first().isVisible(), false);
    assert.equal(await page.locator('.rail').isVisible(), false, 'the sheet alone is printed');
    await shot(page, 'voice-rundown-print-desktop');
    await page.context().close();

    const officer = await seat('petugas');
    assert.match(await officer.locator('.list .notice:visible').innerText(), /1 janji siaran belum ditepati/);
    await officer.goto('/console/janji');
    await look(officer, 'promises');
    await officer.fill('textarea[name=kata]', 'Sudah ditambal');
    await officer.click('main button.main');
    await officer.waitForURL('**ok=ditepati');
    await look(officer, 'promises-kept');
    await officer.context().close();
  });

  test('S0.02 a call by keyboard, the caller’s earlier case beside it', async () => {
    const page = await seat('operator');
    await page.waitForURL('**/console/telepon');
    await look(page, 'hotline-empty');
    const hands = typist(page);
    await hands.type('081234567890');
    await hands.press('Enter');
    await page.waitForURL(/telepon\/\d+/);
    assert.match(await page.locator('.earlier').innerText(), /BJN-/);
    await look(page, 'call');
    await page.setViewportSize(DESKTOP);
    await page.focus('#e-teks');
    await hands.type('Pipa air bocor di depan balai desa');
    await hands.press('Tab');
    await hands.type('Desa Kapas');
    await hands.press('Enter');
    await page.waitForURL('**baru=1');
    assert.match(await page.locator('.notice--good').innerText(), /BJN-.*tersimpan/);
    assert.ok(hands.strokes <= 3);
    await page.click('button[value=selesai]');
    await page.waitForURL('**ok=selesai');
    const csv = 'waktu,nomor,saluran\n2026-11-16 06:10,0853 1234 5678,tetap\n2026-11-16 06:15,0853 1234 5678,tetap\n2026-11-16 06:20,0899 1111 2222,genggam\n';
    await page.click('details.more > summary');
    await page.setInputFiles('#h-berkas', { name: 'telepon.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.click('details.more button');
    await page.waitForURL('**baru=3*');
    await look(page, 'hotline');
    await page.locator('.waiting button').first().click();
    await page.waitForURL(/telepon\/\d+/);
    await look(page, 'call-back');
    await page.selectOption('#p-hasil', 'tidak-diangkat');
    await page.click('button[value=selesai]');
    await page.waitForURL('**ok=selesai');
    assert.match(await page.locator('.waiting').innerText(), /Dicoba 1 kali/);
    await page.context().close();
  });

  test('all of it works without a script', async () => {
    const page = await seat('penyiar', { javaScriptEnabled: false });
    await page.fill('#e-teks', 'Sampah menumpuk di pasar Sumberrejo');
    await page.fill('#e-tempat', 'Kecamatan Sumberrejo');
    await page.selectOption('#e-disposisi', 'keduanya');
    await page.click('.radio__form button.main');
    await page.waitForURL('**baru=*');
    assert.match(await page.locator('.notice--good').innerText(), /Instansi dan dialog: Dinas Lingkungan Hidup/);
    await page.context().close();
    const operator = await seat('operator', { javaScriptEnabled: false });
    await operator.fill('#h-nomor', '0811 2222 3333');
    await operator.click('button[value=masuk]');
    await operator.fill('#e-teks', 'Air PDAM mati sejak pagi');
    await operator.click('button[value=kasus]');
    await operator.waitForURL('**baru=1');
    await operator.context().close();
    const verifier = await seat('verifikator');
    await verifier.goto('/console/radio');
    await look(verifier, 'radio-verifier');
    await verifier.context().close();
  });
});
