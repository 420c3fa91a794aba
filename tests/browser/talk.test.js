// A citizen asks for a human: the list in the console, taking it over, answering, giving it back, in a
// real Chromium on a telephone and a desk; the citizen is on a Telegram that is not the real one.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESKTOP, PHONE, check, launch, noBrowser, shot } from '../lib/browser.js';
import { fakeTelegram } from '../lib/cloud.js';
import { missing, start } from '../lib/kentongan.js';
import { openOffice, ticketIn } from '../lib/office.js';
import { until } from '../lib/wait.js';

const PASSWORD = 'kata sandi uji yang panjang';

describe('conversations in the console', { skip: missing() ?? noBrowser() ?? false, timeout: 300000 }, () => {
  let service, server, office, browser, siti;

  before(async () => {
    service = await fakeTelegram();
    server = await start({ packs: ['packs/jepara'], settings: { 'channel.telegram': { driver: 'telegram', token: service.token, api_url: service.url, number: 'uji_bot' } } });
    office = openOffice(server);
    browser = await launch();
    for (const [login, role, name] of [['siti', 'verifier', 'Siti Rahmawati'], ['tono', 'verifier', 'Tono Wijaya'], ['budi', 'officer', 'Budi']])
      await server.command(`user add ${login}`, ['--role', role, '--name', name, '--password-stdin', ...(role === 'officer' ? ['--agency', 'dpupr'] : [])], `${PASSWORD}\n`);
    siti = await signIn('siti');
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await service?.stop();
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

  let chats = 9000;
  const citizen = () => {
    const chat = ++chats;
    return { chat, say: text => service.say({ text }, { chat }), texts: () => service.texts(chat),
      hears: part => until(`"${part}" in ${JSON.stringify(service.texts(chat))}`, () => service.texts(chat).find(one => one.includes(part)), 20000) };
  };
  async function waits(words = 'mau bicara dengan petugas') {
    const who = citizen();
    who.say(words);
    await who.hears('petugas kami akan menjawab');
    return who;
  }
  const rows = page => page.locator('.rows .row');
  async function open(page, nth = 0) {
    await page.goto('/console/percakapan');
    await rows(page).nth(nth).locator('.row__link').click();
    await page.waitForSelector('#kasus .talk');
  }
  async function answer(page, text) {
    await page.fill('#f-teks', text);
    await page.click('#formulir button.main');
    await page.waitForSelector(`.talk__line--petugas:has-text("${text}")`);
  }

  test('S2.07 it stands in the list by itself, is taken, answered and given back', async () => {
    await siti.goto('/console/percakapan');
    assert.match(await siti.locator('.nothing').innerText(), /Tidak ada warga yang menunggu/);
    await check(siti, 'no conversation');
    const who = await waits();
    await until('the list is live', async () => await rows(siti).count() === 1);
    await until('the rail counts it', async () => /1/.test(await siti.locator('[data-rail="percakapan"] .count').innerText()));
    await shot(siti, 'percakapan-1366');
    await open(siti);
    assert.match(await siti.locator('.talk').innerText(), /mau bicara dengan petugas/);
    await siti.click('text=Ambil percakapan');
    await siti.waitForSelector('#f-teks');
    const told = await who.hears('dijawab langsung oleh petugas');
    assert.ok(!told.includes('Siti'), 'by role, not by name');
    await check(siti, 'a conversation taken');
    await answer(siti, 'Selamat pagi, ada yang bisa kami bantu?');
    await who.hears('ada yang bisa kami bantu');
    const heard = who.texts().length;
    who.say('Pagar sekolah kami miring, di mana kami harus lapor?');
    await siti.waitForSelector('.talk__line--warga:has-text("Pagar sekolah")', { timeout: 15000 });
    assert.equal(who.texts().length, heard, 'the dialog is silent');
    await siti.click('text=Jadikan laporan baru');
    await siti.fill('#f-isi', 'Pagar sekolah miring, mohon diperiksa.');
    await siti.click('button:has-text("Jadikan laporan")');
    const ticket = ticketIn(await who.hears('Nomor: '));
    await until('the case is named', async () => (await siti.locator('.facts .ticket').allInnerTexts()).includes(ticket));
    await siti.click('text=kembalikan ke jawaban otomatis');
    await who.hears('Percakapan dengan petugas selesai');
    const rowsOf = await office.rows(`SELECT count(*) AS n FROM message m JOIN cases c ON c.tenant = m.tenant AND c.id = m.case_id WHERE c.ticket = '${ticket}' AND m.conversation <> 0`);
    assert.ok(Number(rowsOf[0].n) >= 4, 'what was said stands with the case');
    who.say('CEK ' + ticket);
    await who.hears(`Laporan ${ticket}`);
  });

  test('two operators: one answers, the other is told', async () => {
    const who = await waits('operator');
    const tono = await signIn('tono');
    await open(siti);
    await open(tono);
    await siti.click('text=Ambil percakapan');
    await siti.waitForSelector('#f-teks');
    await tono.click('text=Ambil percakapan').catch(() => {});
    await until('he is told', async () => /sedang dijawab|Siti Rahmawati/i.test(await tono.locator('#kasus-kabar').innerText()));
    assert.equal(await tono.locator('#f-teks').count(), 0);
    // her own second window, which has not seen the answer of the first
    const second = await siti.context().newPage();
    await second.goto(siti.url());
    await second.route('**/console/stream', route => route.abort());
    await second.reload();
    await answer(siti, 'Jawaban pertama.');
    await second.fill('#f-teks', 'Jawaban kedua yang terlambat.');
    await second.click('#formulir button.main');
    await second.waitForSelector('#galat');
    assert.match(await second.locator('#galat').innerText(), /Sudah ada jawaban yang terkirim/);
    assert.equal(await second.locator('#f-teks').inputValue(), 'Jawaban kedua yang terlambat.', 'his words stay');
    await who.hears('Jawaban pertama.');
    assert.ok(!who.texts().some(text => text.includes('kedua')));
    await second.close();
    await siti.click('text=kembalikan ke jawaban otomatis');
    await who.hears('Percakapan dengan petugas selesai');
  });

  test('on a telephone, by keyboard, and without JavaScript', async () => {
    const who = await waits('tolong sambungkan ke operator');
    const phone = await signIn('tono', { viewport: PHONE });
    await phone.goto('/console/percakapan');
    await check(phone, 'the list on a telephone');
    await rows(phone).first().locator('.row__link').focus();
    await phone.keyboard.press('Enter');
    await phone.waitForSelector('#kasus .talk');
    await check(phone, 'a conversation on a telephone');
    await shot(phone, 'percakapan-360');
    const plain = await signIn('siti', { javaScriptEnabled: false });
    await plain.goto('/console/percakapan');
    await rows(plain).first().locator('.row__link').click();
    await plain.click('text=Ambil percakapan');
    await plain.fill('#f-teks', 'Tanpa JavaScript pun bisa.');
    await plain.click('#formulir button.main');
    await who.hears('Tanpa JavaScript pun bisa.');
    await plain.click('text=kembalikan ke jawaban otomatis');
    await who.hears('Percakapan dengan petugas selesai');
  });

  test('who does not verify sees no conversation', async () => {
    const budi = await signIn('budi');
    assert.equal(await budi.locator('[data-rail="percakapan"]').count(), 0);
    const answer = await budi.goto('/console/percakapan');
    assert.equal(answer.status(), 403);
  });
});
