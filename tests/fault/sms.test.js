// kill -9 in the middle: of bearerbox, of kentongan, of both, while messages go in and out. Nothing
// that somebody was told is taken may be lost, and nothing may be there twice.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { kannelMissing, startKannel } from '../lib/kannel.js';
import { openOffice } from '../lib/office.js';
import { pause, until } from '../lib/wait.js';

const skip = missing() || (kannelMissing() ? `skipped: ${kannelMissing()}` : false);
const MANY = 150, LANES = 8;
const SENT = 3, DELIVERED = 4;

const text = i => `LAPOR kejadian nomor ${i} di desa, jalan ${'abcdefghij'[i % 10]} rusak`;
const stored = i => text(i).slice('LAPOR '.length);
const phone = i => `62813${String(20000000 + i)}`;

describe('kill -9 with messages on their way', { skip, concurrency: false }, () => {
  let kannel, server, office;

  async function begin() {
    kannel = await startKannel({ smsc: 'smpp' });
    server = await start({ clock: true, settings: { 'channel.sms': { driver: 'kannel', port: kannel.boxPort, number: '1708' } } });
    office = openOffice(server);
    await until('our box at bearerbox', async () => await kannel.boxes() === 1, 20000);
  }
  afterEach(async () => {
    await server?.stop().catch(() => {});
    await kannel?.stop();
    server = kannel = null;
  });

  // Several at a time, each again until it was taken; meanwhile runs beside. How often each was begun.
  async function sendAll(send, meanwhile) {
    const tries = Array(MANY).fill(0);
    let next = 0;
    const one = async i => {
      for (;;) {
        tries[i]++;
        if (await send(i).catch(() => false)) return;
        await pause(40);
      }
    };
    const lane = async () => { while (next < MANY) await one(next++); };
    const reached = at => until(`message ${at}`, () => next >= at, 60000);
    await Promise.all([...Array.from({ length: LANES }, lane), meanwhile(reached)]);
    return tries;
  }

  const carryAll = meanwhile => sendAll(async i => { await kannel.mo(phone(i), text(i)); return true; }, meanwhile);

  async function times() {
    const seen = new Map();
    for (const one of await office.reports()) seen.set(one.text, (seen.get(one.text) || 0) + 1);
    return Array.from({ length: MANY }, (_, i) => seen.get(stored(i)) || 0);
  }

  // What was told as taken is there once; what the carrier began again, because the link broke
  // before its answer, may have been taken each time.
  async function assertThereOnce(tries) {
    await until('all reports', async () => (await times()).every(n => n > 0), 60000)
      .catch(async () => assert.fail(`lost: ${(await times()).flatMap((n, i) => n ? [] : [i])}`));
    (await times()).forEach((n, i) => assert.ok(n <= tries[i], `message ${i} is there ${n} times, and was sent ${tries[i]} times`));
  }

  // Time passes until the carrier has every answer and has reported on all but so many: a receipt
  // that bearerbox had in hand when it died is gone, and the message stays "sent".
  async function settle(unreported) {
    await until('all answers delivered', async () => {
      const [{ n, open }] = await office.rows(`SELECT count(*) AS n, COALESCE(SUM(CASE WHEN state <> ${SENT} THEN 1 ELSE 0 END), 0) AS open
        FROM message WHERE outbound = 1 AND state <> ${DELIVERED}`);
      if (Number(open) === 0 && Number(n) <= unreported) return true;
      await server.advance('2m');
      return false;
    }, 120000);
  }

  const answers = i => kannel.mt().filter(one => one.to === phone(i) && one.text.includes('Nomor: ')).map(one => one.text);
  const distinct = list => new Set(list).size;

  test('kentongan dies three times', async () => {
    await begin();
    const tries = await carryAll(async reached => {
      for (const at of [25, 70, 110]) {
        await reached(at);
        await server.kill();
        await server.serve();
      }
    });
    await assertThereOnce(tries);
    await settle(0);
    const reports = await times();
    for (let i = 0; i < MANY; i++) {
      assert.equal(distinct(answers(i)), reports[i], `answers to ${i}`);
      assert.equal(answers(i).length, reports[i], `answers to ${i} sent twice`);
    }
    await until('nothing left in the store', () => kannel.stored() === 0);
    await server.command('verify');
  });

  test('bearerbox dies twice', async () => {
    await begin();
    const tries = await carryAll(async reached => {
      for (const at of [30, 90]) {
        await reached(at);
        await kannel.restart();
      }
    });
    await assertThereOnce(tries);
    await settle(LANES);
    const reports = await times();
    const ours = await office.rows('SELECT CAST(id AS TEXT) AS id FROM message WHERE outbound = 1 AND attempts > 1 AND sent_at <> 0');
    let doubled = 0;
    for (let i = 0; i < MANY; i++) {
      assert.equal(distinct(answers(i)), reports[i], `answers to ${i}`);
      doubled += answers(i).length - reports[i];
    }
    // what bearerbox had just handed to the carrier when it died it hands over again: not ours
    assert.ok(doubled <= LANES * 2, `${doubled} answers were doubled, we tried ${ours.length} again`);
    await server.command('verify');
  });

  test('both die at once', async () => {
    await begin();
    const tries = await carryAll(async reached => {
      await reached(40);
      await Promise.all([kannel.killBearerbox(), server.kill()]);
      await kannel.startBearerbox();
      await server.serve();
    });
    await assertThereOnce(tries);
    await settle(LANES);
    const reports = await times();
    for (let i = 0; i < MANY; i++) assert.equal(distinct(answers(i)), reports[i], `answers to ${i}`);
    await server.command('verify');
  });

  test('the hook: what got its 200 is there once, whatever died and was repeated', async () => {
    server = await start();
    office = openOffice(server);
    await sendAll(async i => {
      const query = new URLSearchParams({ from: phone(i), to: '1708', text: text(i), id: `hook-${i}` });
      return (await fetch(`${server.url}/hook/sms/kannel?${query}`)).status === 200;
    }, async reached => {
      for (const at of [30, 80, 120]) {
        await reached(at);
        await server.kill();
        await server.serve();
      }
    });
    assert.deepEqual(await times(), Array(MANY).fill(1));
    await server.command('verify');
  });
});
