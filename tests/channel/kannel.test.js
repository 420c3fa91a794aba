// The driver "kannel" against a real bearerbox: nothing lost, nothing torn, nothing twice by us.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { kannelMissing, startKannel } from '../lib/kannel.js';
import { probeMissing, startProbe } from '../lib/probe.js';
import { pause, until } from '../lib/wait.js';

const missing = kannelMissing() || probeMissing();
const skip = missing ? `skipped: ${missing}` : false;
const LONG = 'Jalan desa rusak parah sejak hujan kemarin, {jembatan} [kayu] ambrol, warga memutar 5 km. '.repeat(4).trim();
const LONG_UCS2 = 'Aksara ꦏꦼꦤ꧀ꦠꦺꦴꦔꦤ꧀ banjir 🚨🌊 tolong. '.repeat(8).trim();

const open = kannel => startProbe({ driver: 'kannel', port: kannel.boxPort, number: '1708' });
const said = (probe, text) => probe.all('in', one => one.text === text);

describe('kannel over SMPP', { skip }, () => {
  let kannel, probe;
  before(async () => {
    kannel = await startKannel({ smsc: 'smpp' });
    probe = await open(kannel);
    await probe.waitUp();
  });
  after(async () => {
    await probe?.kill();
    await kannel?.stop();
  });

  const arrives = async (name, text, options) => {
    await kannel.mo('6281000' + name, text, options);
    const got = await probe.wait('in', one => one.from.endsWith('1000' + name));
    assert.equal(got.text, text);
    assert.equal(got.to, '1708');
    assert.ok(Math.abs(got.sent_at / 1000 - Date.now()) < 120000);
    return got;
  };

  test('GSM-7 with extension characters', () => arrives('001', 'Tolong €5 [é] {ñ} ~^|\\ @£ Ω'));
  test('UCS-2 with an emoji', () => arrives('002', 'Api 火事 🚨', { mode: 'ucs2' }));
  test('long, joined by UDH, UCS-2', () => arrives('003', LONG_UCS2, { mode: 'udh' }));
  test('long, joined by UDH, GSM-7', () => arrives('004', LONG, { mode: 'udh', gsm7: true }));
  test('long, joined by UDH, last part first', () => arrives('005', LONG, { mode: 'udh', gsm7: true, reverse: true }));
  test('long, joined by SAR', () => arrives('006', LONG, { mode: 'sar' }));
  test('long, in message_payload', () => arrives('007', LONG_UCS2, { mode: 'payload' }));

  test('a part that stays alone arrives with its number', async () => {
    await kannel.mo('6281000008', LONG, { mode: 'udh', gsm7: true, only: [2] });
    const got = await probe.wait('in', one => one.from.endsWith('008'), 30000);
    assert.match(got.text, /\(bagian 2\/\d\)$/);
  });

  test('each message came once, with an id of its own', async () => {
    const ids = probe.all('in').map(one => one.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.length, 8);
    await until('an empty store', () => kannel.stored() === 0);
  });

  test('what the sink refuses comes again and is not acknowledged before', async () => {
    probe.sink('false');
    await kannel.mo('6281000010', 'jangan hilang');
    await probe.wait('in', one => one.text === 'jangan hilang' && !one.taken);
    assert.equal(kannel.stored(), 1);
    probe.sink('true');
    const taken = await probe.wait('in', one => one.text === 'jangan hilang' && one.taken);
    assert.equal(new Set(said(probe, 'jangan hilang').map(one => one.id)).size, 1, 'the id stays');
    assert.ok(taken);
    await until('an empty store', () => kannel.stored() === 0);
  });

  test('a message out, GSM-7 and UCS-2, with its receipts', async () => {
    assert.equal((await probe.sent('101', '+6281777', 'Laporan €5 [diterima]: JPR-4K7M-2Q9T')).result, 'ok');
    assert.equal((await probe.sent('102', '+6281778', 'Terima kasih ꦩꦠꦸꦂ 🙏')).result, 'ok');
    await kannel.waitMt(one => one.to.endsWith('81777') && one.text === 'Laporan €5 [diterima]: JPR-4K7M-2Q9T');
    await kannel.waitMt(one => one.to.endsWith('81778') && one.text === 'Terima kasih ꦩꦠꦸꦂ 🙏' && one.coding === 8);
    for (const id of ['101', '102']) {
      await probe.wait('receipt', one => one.id === id && one.kind === 'buffered');
      await probe.wait('receipt', one => one.id === id && one.kind === 'delivered');
    }
    assert.equal(kannel.mt()[0].from, '1708');
  });

  test('long messages out are split by bearerbox and put together by the phone', async () => {
    await probe.sent('103', '+6281779', LONG);
    await probe.sent('104', '+6281780', LONG_UCS2);
    assert.equal((await kannel.waitMt(one => one.to.endsWith('81779'))).text, LONG);
    assert.equal((await kannel.waitMt(one => one.to.endsWith('81780'))).text, LONG_UCS2);
    assert.equal(kannel.mt().find(one => one.to.endsWith('81779')).parts, Math.ceil((LONG.length + 16) / 153));
    await probe.wait('receipt', one => one.id === '104' && one.kind === 'delivered');
  });

  test('an undeliverable message is told as failed', async () => {
    kannel.smsc.receiptState = 'UNDELIV';
    await probe.sent('105', '+6281781', 'x');
    await probe.wait('receipt', one => one.id === '105' && one.kind === 'failed');
    kannel.smsc.receiptState = 'DELIVRD';
  });

  test('the carrier refuses for good: a receipt says failed', async () => {
    kannel.smsc.submitStatus = 0x0b; // ESME_RINVDSTADR
    assert.equal((await probe.sent('106', '+6281782', 'x')).result, 'ok');
    await probe.wait('receipt', one => one.id === '106' && one.kind === 'failed');
    kannel.smsc.submitStatus = 0;
  });

  test('many messages out at once', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => String(2000 + i));
    ids.forEach(id => probe.send(id, '+6281' + id, `pesan ${id}`));
    for (const id of ids) {
      await probe.wait('sent', one => one.id === id && one.result === 'ok');
      await probe.wait('receipt', one => one.id === id && one.kind === 'delivered');
    }
    assert.equal(kannel.mt().filter(one => /^pesan 20/.test(one.text)).length, 60);
  });

  test('the link to the carrier is down: bearerbox keeps the message and sends it later', async () => {
    const port = kannel.smsc.port;
    await kannel.smsc.close();
    await until('bearerbox to see it', async () => !/\(online/.test(await kannel.status()));
    assert.equal((await probe.sent('107', '+6281783', 'nanti')).result, 'ok');
    await kannel.smsc.listen(port);
    await kannel.waitMt(one => one.text === 'nanti', 20000);
    await probe.wait('receipt', one => one.id === '107' && one.kind === 'delivered');
  });

  test('a burst from many phones arrives whole and once', async () => {
    const texts = Array.from({ length: 300 }, (_, i) => `banjir ${i}`);
    await Promise.all(texts.map((text, i) => kannel.mo('62812' + String(i).padStart(6, '0'), text)));
    await until('all of them', () => probe.all('in', one => one.text.startsWith('banjir ')).length >= 300, 20000);
    const got = probe.all('in', one => one.text.startsWith('banjir '));
    assert.equal(new Set(got.map(one => one.text)).size, 300);
    assert.equal(got.length, 300);
    await until('an empty store', () => kannel.stored() === 0);
  });

  test('messages of one phone stay in order', async () => {
    for (let i = 0; i < 30; i++) await kannel.mo('6281000077', `urut ${i}`);
    await until('all of them', () => probe.all('in', one => one.text.startsWith('urut ')).length >= 30);
    assert.deepEqual(probe.all('in', one => one.text.startsWith('urut ')).map(one => one.text), Array.from({ length: 30 }, (_, i) => `urut ${i}`));
  });

  test('it closes cleanly', async () => {
    await probe.close();
    assert.doesNotMatch(kannel.log(), /nonexistend|Failed to unpack/);
  });
});

describe('kannel with -9', { skip }, () => {
  let kannel;
  before(async () => { kannel = await startKannel({ smsc: 'smpp' }); });
  after(() => kannel?.stop());

  // A probe that ends with its test, at bearerbox's side too.
  const begin = async t => {
    await until('no box', async () => await kannel.boxes() === 0);
    const probe = await open(kannel);
    t.after(() => probe.kill());
    await probe.waitUp();
    await until('our box', async () => await kannel.boxes() === 1);
    return probe;
  };

  test('our process killed before the acknowledgement: redelivered to the next', async t => {
    const first = await begin(t);
    first.sink('wait');
    await kannel.mo('6281000101', 'sebelum ack');
    const waiting = await first.wait('waiting');
    await first.kill();
    assert.equal(kannel.stored(), 1);
    const second = await begin(t);
    const got = await second.wait('in', one => one.text === 'sebelum ack');
    assert.equal(got.id, waiting.id, 'the same id, so that the store knows it');
    await until('an empty store', () => kannel.stored() === 0);
    assert.equal(said(second, 'sebelum ack').length, 1);
  });

  test('nobody is there: bearerbox keeps it', async t => {
    await kannel.mo('6281000102', 'kantor kosong');
    const probe = await begin(t);
    await probe.wait('in', one => one.text === 'kantor kosong');
  });

  test('bearerbox and our process both killed: nothing lost', async t => {
    const first = await begin(t);
    first.sink('wait');
    await kannel.mo('6281000103', 'keduanya mati');
    await kannel.mo('6281000104', LONG_UCS2, { mode: 'udh' });
    await first.wait('waiting');
    await Promise.all([first.kill(), kannel.killBearerbox()]);
    await kannel.startBearerbox();
    const second = await begin(t);
    await second.wait('in', one => one.text === 'keduanya mati');
    await second.wait('in', one => one.text === LONG_UCS2);
    await until('an empty store', () => kannel.stored() === 0);
  });

  test('bearerbox killed in the middle of a burst: each arrives', async t => {
    const probe = await begin(t);
    const taken = [];
    const sending = Promise.all(Array.from({ length: 200 }, (_, i) =>
      pause(i * 3).then(() => kannel.mo('62813' + i, `putus ${i}`)).then(() => taken.push(i), () => {})));
    await until('the first of them', () => probe.all('in').length > 20);
    await kannel.killBearerbox();
    await kannel.startBearerbox();
    await sending;
    assert.ok(taken.length > 20);
    // The store is empty a moment before the probe's last lines are read here: wait for the messages.
    const lost = () => {
      const got = new Set(probe.all('in').map(one => one.text));
      return taken.filter(i => !got.has(`putus ${i}`));
    };
    await until('an empty store', () => kannel.stored() === 0, 60000);
    await until('each acknowledged message', () => lost().length === 0, 20000).catch(() => {});
    assert.deepEqual(lost(), [], 'acknowledged to the carrier and lost');
  });

  test('bearerbox away: tried again later; back: sent', async t => {
    const probe = await begin(t);
    await kannel.killBearerbox();
    await until('our side to see it', async () => !(await probe.health()).up);
    assert.equal((await probe.sent('301', '+6281900', 'x')).result, 'temp');
    assert.match((await probe.health()).detail, /Tidak terhubung/);
    await kannel.startBearerbox();
    await probe.waitUp(20000);
    assert.equal((await probe.sent('301', '+6281900', 'x')).result, 'ok');
    await kannel.waitMt(one => one.to.endsWith('81900'));
    assert.equal(kannel.mt().filter(one => one.to.endsWith('81900')).length, 1);
  });

  test('bearerbox stops in order: we notice and come back', async t => {
    const probe = await begin(t);
    await kannel.stopBearerbox();
    await until('our side to see it', async () => !(await probe.health()).up);
    await kannel.startBearerbox();
    await probe.waitUp(20000);
  });

  test('a receipt that is still to come survives bearerbox', async t => {
    const probe = await begin(t);
    kannel.smsc.receipts = 'hold';
    await probe.sent('302', '+6281901', 'tanda terima');
    await kannel.waitMt(one => one.to.endsWith('81901'));
    await probe.wait('receipt', one => one.id === '302' && one.kind === 'buffered');
    await kannel.restart();
    await probe.waitUp(20000);
    kannel.smsc.releaseReceipts();
    await probe.wait('receipt', one => one.id === '302' && one.kind === 'delivered', 20000);
  });

  test('a receipt that the sink refuses comes again', async t => {
    const probe = await begin(t);
    kannel.smsc.receipts = 'hold';
    await probe.sent('303', '+6281902', 'tanda terima');
    await probe.wait('receipt', one => one.id === '303' && one.kind === 'buffered');
    probe.sink('false');
    kannel.smsc.releaseReceipts();
    await probe.wait('receipt', one => one.id === '303' && one.kind === 'delivered' && !one.taken);
    probe.sink('true');
    await probe.wait('receipt', one => one.id === '303' && one.kind === 'delivered' && one.taken);
  });
});

describe("kannel with Kannel's own fakesmsc", { skip }, () => {
  test('in, out and receipt', async t => {
    const kannel = await startKannel({ smsc: 'fake' });
    t.after(() => kannel.stop());
    const probe = await open(kannel);
    t.after(() => probe.kill());
    await probe.waitUp();
    await kannel.mo('+6281234', 'tolong banjir');
    await probe.wait('in', one => one.text === 'tolong banjir' && one.from === '+6281234');
    await probe.sent('401', '+6281234', 'Diterima.');
    await kannel.waitMt(one => one.text === 'Diterima.' && one.to === '+6281234');
    await probe.wait('receipt', one => one.id === '401' && one.kind === 'delivered');
    await kannel.mo('+6281235', 'Api 火事 🚨', { mode: 'ucs2' });
    await probe.wait('in', one => one.text === 'Api 火事 🚨');
    await probe.sent('402', '+6281235', 'ꦩꦠꦸꦂ 🙏 ya');
    await kannel.waitMt(one => one.text === 'ꦩꦠꦸꦂ 🙏 ya');
  });
});

describe('smsbox to a hook', { skip: kannelMissing() ? `skipped: ${kannelMissing()}` : false }, () => {
  test('the request of deploy/kannel/smsbox.conf, repeated until it is taken', async t => {
    const heard = [];
    let answer = 500;
    const server = http.createServer((request, response) => {
      heard.push(Object.fromEntries(new URL(request.url, 'http://x').searchParams));
      response.statusCode = answer;
      response.end();
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const kannel = await startKannel({ smsc: 'smpp', hook: `http://127.0.0.1:${server.address().port}/hook/sms/kannel` });
    t.after(() => kannel.stop());
    await kannel.mo('6281000501', 'Tolong €5 火事 🚨', { mode: 'ucs2' });
    await until('a repetition', () => heard.length >= 2);
    answer = 200;
    const before = heard.length;
    await until('one more', () => heard.length > before);
    await pause(1500); // longer than smsbox's pause between tries
    assert.equal(heard.length, before + 1);
    assert.equal(new Set(heard.map(one => one.id)).size, 1);
    assert.equal(heard[0].text, 'Tolong €5 火事 🚨');
    assert.equal(heard[0].from, '+6281000501');
    assert.equal(kannel.mt().length, 0, 'an empty answer sends nothing');
  });
});
