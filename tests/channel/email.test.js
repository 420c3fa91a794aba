// E-mail: a real Dovecot and a real SMTP server, and what a mailbox and the world do to mails.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { letter, mailMissing, OURS, reply, startMail } from '../lib/mail.js';
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

  const answered = (count, to = SITI) => until(`${count} answers to ${to}`, () => mail.to(to).length >= count, 20000);
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
});
