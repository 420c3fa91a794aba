// E-mail: a real Dovecot and a real SMTP server, and what a mailbox and the world do to mails.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { letter, mailMissing, OURS, reply, silentServer, startMail } from '../lib/mail.js';
import { openOffice, ticketIn } from '../lib/office.js';
import { png } from '../lib/picture.js';
import { until } from '../lib/wait.js';

const SITI = 'siti@warga.example';
const HOLE = { subject: 'Jalan berlubang di Tegalsambi', text: 'Di depan balai desa ada lubang besar, sudah dua orang jatuh.\n\n-- \nSiti Uji\nJl. Rahasia 7' };

describe('email', { skip: missing() || mailMissing() || false, concurrency: false }, () => {
  let mail, server, office;

  async function begin(more = {}) {
    server = await start({ clock: true, settings: { 'channel.email': { ...mail.settings, ...more } } });
    office = openOffice(server);
  }
  beforeEach(async () => { mail = await startMail(); });
  afterEach(async () => {
    await server?.stop();
    server = null;
    await mail.stop();
  });

  const answered = (count, to = SITI) => until(`${count} answers to ${to}`, () => mail.to(to).length >= count, 60000);
  const show = () => server.command('channel show', ['email']).catch(error => error.stdout);

  test('a report, its answer in the thread, a status, an addition and a follow-up', async () => {
    await begin();
    const first = letter(HOLE), id = first.match(/Message-ID: (\S+)/)[1];
    mail.drop(first);
    await answered(1);
    const [thanks] = mail.sent, ticket = ticketIn(thanks.text);
    assert.ok(ticket, thanks.text);
    assert.equal(thanks.headers['in-reply-to'], id);
    assert.equal(thanks.headers.references, id);
    assert.equal(thanks.headers.subject, `Re: ${HOLE.subject}`);
    assert.equal(thanks.headers['auto-submitted'], 'auto-replied');
    assert.equal(thanks.envelope.from, OURS);
    const [report] = await office.reports();
    assert.equal(report.channel, 'email');
    assert.match(report.text, /^Jalan berlubang di Tegalsambi\n\nDi depan balai desa/);
    assert.doesNotMatch(report.text, /Rahasia/);

    mail.drop(reply(thanks, 'STATUS'));
    await answered(2);
    assert.match(mail.sent[1].text, new RegExp(`Laporan ${ticket}`));
    mail.drop(reply(mail.sent[1], 'Lubangnya makin dalam sejak hujan semalam.'));
    await answered(3);
    const seen = JSON.stringify(await office.see(ticket));
    assert.match(seen, /makin dalam/);
    assert.doesNotMatch(seen, /menulis:/);

    await office.act('verifier', ticket, 'tanya', { text: 'Di sebelah mana tepatnya?' });
    await answered(4);
    assert.match(mail.sent[3].text, /sebelah mana/);
    assert.equal(mail.sent[3].headers.subject, `Re: ${HOLE.subject}`);
    assert.ok(mail.sent[3].headers['in-reply-to']);
    assert.equal((await office.reports()).length, 1);
    await until('all flagged', () => mail.waiting === 0 && mail.seen === 3);
  });

  const report = n => letter({ from: `Warga ${n} <warga${n}@x.example>`, subject: `Kejadian nomor ${n}`, text: `Jalan rusak berat di dusun ${n}, sudah lama sekali.` });
  const outgoing = () => office.rows('SELECT state, attempts, error FROM message WHERE outbound = 1 ORDER BY id');

  test('twice, out of order, and a subject that names the case', async () => {
    await begin();
    const first = letter(HOLE);
    mail.drop(first);
    mail.drop(`Received: by mx2.example\r\n${first}`);
    await until('both taken', () => mail.seen === 2);
    await answered(1);
    const ticket = ticketIn(mail.sent[0].text);
    // an addition whose In-Reply-To nobody kept, and a later mail with an earlier date
    mail.drop(letter({ subject: `Re: Laporan ${ticket}`, text: 'Sekarang ada dua lubang.', headers: { Date: 'Sun, 22 Nov 2026 07:00:00 +0700' } }));
    await answered(2);
    // a matter of its own is not added to the open one
    mail.drop(letter({ subject: 'Lampu jalan padam', text: 'Di depan pasar Jepara sejak kemarin gelap sekali.' }));
    await answered(3);
    assert.equal((await office.reports()).length, 2);
    assert.match(JSON.stringify(await office.see(ticket)), /dua lubang/);
    assert.equal(mail.to(SITI).length, 3);
  });

  test('a photo, a paper and odd letters', async () => {
    await begin();
    mail.drop(letter({ subject: 'Talud longsor', text: 'Di belakang sekolah. Lihat foto.', parts: [
      { type: 'image/png', name: 'foto.png', bytes: png(80, 60) }, { type: 'application/pdf', name: 'surat pengantar.pdf', bytes: Buffer.from('%PDF-1.4 uji coba surat') },
      { type: 'application/msword', name: 'daftar warga.doc', bytes: Buffer.from('uji') }] }));
    await answered(1);
    const ticket = ticketIn(mail.sent[0].text);
    const files = kind => office.rows(`SELECT mime FROM attachment WHERE ${kind} ORDER BY mime`);
    await until('photo and papers', async () => (await files('paper = 0')).length === 1 && (await files('paper = 1')).length === 2, 20000);
    assert.deepEqual((await files('paper = 1')).map(row => row.mime), ['application/pdf', 'message/rfc822']);
    const [{ text }] = await office.reports();
    assert.match(text, /\[Lampiran lain: daftar warga.doc \(1 kB\)\]/);
    const kept = await office.rows('SELECT state, type FROM media ORDER BY id');
    assert.deepEqual(kept.map(row => [Number(row.state), row.type]), [[2, 'message/rfc822'], [2, 'image/png'], [2, 'application/pdf']]);
    // only a picture, as an answer
    mail.drop(reply(mail.sent[0], '', { parts: [{ type: 'image/png', name: 'lagi.png', bytes: png(64, 48) }] }));
    await until('the second photo', async () => (await files('paper = 0')).length === 2, 20000);
    assert.ok((await office.events(ticket)).includes('case.replied'));
    mail.drop(Buffer.from(letter({ from: 'warga9@x.example', subject: '=?iso-8859-1?Q?Caf=E9?= bising', text: 'Caf\xe9 di jalan Pemuda bising tiap malam', type: 'text/plain; charset=iso-8859-1' }), 'latin1'));
    await answered(1, 'warga9@x.example');
    assert.ok((await office.reports()).some(one => /^Café bising\n\nCafé di jalan/.test(one.text)));
  });

  test('truncated, of a program, of nobody: kept, and never answered', async () => {
    await begin();
    mail.drop(letter({ subject: 'Sedang cuti', text: 'Saya kembali hari Senin.', headers: { 'Auto-Submitted': 'auto-replied' } }));
    mail.drop(letter({ subject: 'Berita minggu ini', text: 'Banyak diskon', headers: { 'List-Id': '<toko.example>' } }));
    mail.drop(letter({ from: OURS, subject: 'Laporan', text: 'kami sendiri' }));
    mail.drop('From: siti@warga.example\r\nSubj');
    mail.drop(report(1));
    await answered(1, 'warga1@x.example');
    await answered(1, SITI);
    await until('all taken', () => mail.waiting === 0);
    const rows = await office.rows('SELECT state FROM message WHERE outbound = 0 ORDER BY id');
    assert.equal(rows.length, 5);
    assert.equal(rows.filter(row => Number(row.state) === 6).length, 3);
    const forStaff = await office.rows('SELECT reason, state FROM conversation');
    assert.deepEqual(forStaff.map(row => [Number(row.reason), Number(row.state)]), [[4, 1], [4, 1]]); // one with Siti, one with us
    assert.deepEqual([...new Set(mail.sent.flatMap(one => one.envelope.to))].sort(), [SITI, 'warga1@x.example'].sort());
    mail.drop(letter({ subject: 'PETUGAS', text: '' })); // now Siti herself
    await until('she is told', () => mail.to(SITI).length === 2);
    assert.deepEqual((await office.rows('SELECT reason FROM conversation ORDER BY reason')).map(row => Number(row.reason)), [1, 4]);
    mail.drop(mail.sent[0].raw); // our own answer comes round
    await until('it is taken', () => mail.waiting === 0 && mail.seen === 7);
    assert.equal((await office.rows('SELECT id FROM message WHERE outbound = 0')).length, 6);
  });

  test('a bounce is told to staff, a delay is not', async () => {
    await begin();
    mail.drop(report(1));
    await answered(1, 'warga1@x.example');
    await until('it is sent', async () => Number((await outgoing())[0].state) === 3);
    const id = mail.sent[0].headers['message-id'];
    const bounce = (action, status, about = id) => `From: MAILER-DAEMON@mx.example\r\nTo: ${OURS}\r\nSubject: Undelivered\r\nReturn-Path: <>\r\n`
      + 'Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--r\r\n'
      + `Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; warga1@x.example\r\nAction: ${action}\r\nStatus: ${status}\r\n\r\n`
      + `--r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${about}\r\n\r\n--r--\r\n`;
    mail.drop(bounce('failed', '5.1.1', id.replace(/\.[0-9a-f]{16}@/, '.0000000000000000@')));
    mail.drop(bounce('delayed', '4.4.7'));
    await until('both taken', () => mail.seen === 3);
    assert.equal(Number((await outgoing())[0].state), 3);
    mail.drop(bounce('failed', '5.1.1'));
    await until('it failed', async () => Number((await outgoing())[0].state) === 5);
    assert.match((await outgoing())[0].error, /5\.1\.1/);
    assert.equal(mail.sent.length, 1);
  });

  test('4xx then ok, 5xx, and silence after the last dot', async () => {
    let refusal = { stage: 'to', code: 451, text: '4.3.0 later' };
    mail.refuse = ({ stage }) => refusal && stage === refusal.stage ? refusal : null;
    await begin();
    mail.drop(report(1));
    await until('a refused try', async () => (await outgoing()).some(row => Number(row.attempts) >= 1 && Number(row.state) === 1));
    refusal = null;
    await until('the answer', async () => { await server.advance('1m'); return mail.sent.length === 1; }, 30000);
    refusal = { stage: 'to', code: 550, text: '5.1.1 warga2@x.example unknown' };
    mail.drop(report(2));
    const lost = await until('it failed for good', async () => (await outgoing()).find(row => Number(row.state) === 5));
    assert.doesNotMatch(lost.error, /@/);
    refusal = { stage: 'data', code: 554, text: '5.7.1 no' };
    mail.drop(report(3));
    await until('refused whole', async () => (await outgoing()).filter(row => Number(row.state) === 5).length === 2);
    assert.equal(mail.sent.length, 1);
  });

  test('a server that says nothing after it took a mail: not sent twice', { timeout: 120000 }, async () => {
    mail.refuse = ({ stage }) => stage === 'data' ? 'silent' : null;
    await begin();
    mail.drop(report(1));
    await until('it is held', async () => (await outgoing()).some(row => Number(row.state) === 0), 60000);
    mail.refuse = null;
    await server.advance('2m');
    mail.drop(report(2));
    await answered(1, 'warga2@x.example');
    assert.equal(mail.to('warga1@x.example').length, 0);
  });

  test('refused logins and a server that is away show, and heal', { timeout: 120000 }, async () => {
    await begin({ password: 'salah' });
    await until('it says why', async () => /health +down: .*(ditolak|refused)/.test(await show()), 30000);
    await server.stop();
    await mail.stopBox();
    await begin();
    await until('it is down', async () => /health +down/.test(await show()), 30000);
    mail.drop(report(1));
    await mail.startBox();
    await answered(1, 'warga1@x.example');
    await until('it is up', async () => /health +up/.test(await show()), 30000);
    await mail.stopOut();
    mail.drop(report(2));
    await until('a try in vain', async () => (await outgoing()).some(row => Number(row.attempts) >= 1 && Number(row.state) === 1), 30000);
    await until('the way out is down', async () => /health +down/.test(await show()), 30000);
    await mail.startOut();
    await until('the answer', async () => { await server.advance('1m'); return mail.to('warga2@x.example').length === 1; }, 60000);
  });

  test('a server that is silent for 30 s is given up, and what waits arrives', { timeout: 120000 }, async () => {
    const quiet = await silentServer();
    await begin({ imap_url: `imap://localhost:${quiet.port}` });
    await until('it is given up', async () => /health +down: .*(tidak menjawab|not answer)/i.test(await show()), 60000);
    await quiet.forwardTo(mail.imapPort);
    mail.drop(report(1));
    await answered(1, 'warga1@x.example');
    await quiet.stop();
  });

  test('killed in the middle: once each, also when the mailbox is rebuilt', { timeout: 120000 }, async () => {
    await begin();
    for (let n = 1; n <= 30; n++) mail.drop(report(n));
    await until('some are here', async () => (await office.reports()).length >= 3);
    await server.kill();
    await server.serve();
    await until('all', async () => (await office.reports()).length === 30, 30000);
    // what was under way when it died is tried again after its hold
    await until('all answered', async () => { await server.advance('5m'); return new Set(mail.sent.map(one => one.envelope.to[0])).size === 30; }, 60000);
    await until('all taken', () => mail.waiting === 0);
    // other UIDs, another UIDVALIDITY, and all unseen again
    await mail.stopBox();
    mail.rebuild();
    await mail.startBox();
    await until('taken again', () => mail.waiting === 0 && mail.seen === 30, 30000);
    mail.drop(report(31));
    await answered(1, 'warga31@x.example');
    assert.equal((await office.reports()).length, 31);
    assert.equal((await office.rows('SELECT id FROM message WHERE outbound = 0')).length, 31);
  });

  test('moved to a folder instead', async () => {
    await begin({ done: 'Kentongan', imap_url: `imap://localhost:${mail.imapPort}`, smtp_url: `smtp://127.0.0.1:${mail.smtpPort}`, tls: 'yes' });
    mail.drop(report(1));
    await answered(1, 'warga1@x.example');
    await until('it is moved', () => mail.in('') === 0 && mail.in('.Kentongan') === 1);
  });

  test('by a pipe, beside the server and without it', async () => {
    await begin({ imap_url: '' });
    const pipe = input => server.command('mail-in', [], input).then(() => 0, error => error.code);
    assert.equal(await pipe(report(1)), 0);
    assert.equal(await pipe(report(1).replace(/Message-ID: .*\r\n/, 'Message-ID: <sama@x>\r\n')), 0);
    assert.equal((await office.reports()).length, 1, 'the second is of the same words, and was answered with the status');
    const same = report(2);
    assert.deepEqual(await Promise.all([pipe(same), pipe(same), pipe(same)]), [0, 0, 0]);
    assert.equal((await office.reports()).length, 2);
    await until('the answers', async () => { await server.advance('1m'); return mail.to('warga2@x.example').length === 1; }, 90000);
    assert.equal(await pipe(''), 65);
    assert.equal(await pipe('ini bukan surel'), 65);
    const raw = await office.rows("SELECT m.state FROM message m JOIN media d ON d.tenant = m.tenant AND d.message_id = m.id WHERE d.state = 4 AND m.outbound = 0 ORDER BY m.id");
    assert.equal(Number(raw.at(-1).state), 6);
    await server.halt();
    assert.equal(await pipe(report(3)), 0);
    assert.equal(await server.command('mail-in', ['--channel', 'surat'], report(4)).then(() => 0, error => error.code), 75);
    assert.equal(await server.command('mail-in', ['--tidak-ada'], report(4)).then(() => 0, error => error.code), 75);
    await server.serve();
    await answered(1, 'warga3@x.example');
    assert.equal((await office.reports()).length, 3);
  });
});
