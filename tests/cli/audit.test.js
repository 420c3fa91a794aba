// Somebody writes into the database past the program: `kentongan verify` finds it and names the event.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeDatabase, missing, PROGRAM, ROOT, start } from '../lib/kentongan.js';
import { openOffice } from '../lib/office.js';

const isPostgres = process.env.KENTONGAN_TEST_ENGINE === 'postgres';
const SEAL = path.join(path.dirname(PROGRAM), 'tests/cli/seal');
const noSeal = fs.existsSync(SEAL) ? false : `skipped: ${path.relative(ROOT, SEAL)} is not built`;

// The same as domain/audit.c: what somebody would do who knows how the chain is made.
function digest(event, hashBefore) {
  const number = value => { const bytes = Buffer.alloc(8); bytes.writeBigInt64BE(BigInt(value)); return bytes; };
  const part = bytes => Buffer.concat([number(bytes.length), bytes]);
  const bytes = Buffer.concat([hashBefore, part(number(event.id)), part(number(event.case_id)), part(number(event.seq)), part(number(event.at)),
    part(Buffer.from(event.kind)), part(number(event.actor_kind)), part(number(event.actor)), part(number(event.public)), part(Buffer.from(event.data)),
    part(Buffer.from(event.sealed, 'hex'))]);
  return execFileSync('b2sum', ['-l', '256'], { input: bytes }).toString().slice(0, 64);
}

describe('verify, after somebody wrote into the database', { skip: missing() || noSeal }, () => {
  let server, office, scratch, cases, own;
  const blob = hex => isPostgres ? `'\\x${hex}'::bytea` : `X'${hex}'`;
  const hex = column => isPostgres ? `encode(${column}, 'hex')` : `lower(hex(${column}))`;

  function execute(place, sql) {
    if (isPostgres) return execFileSync('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', '-1', place.url, '-c', sql], { encoding: 'utf8' });
    return execFileSync('sqlite3', ['-bail', path.join(place.data, 'kentongan.db')], { input: `BEGIN; ${sql}; COMMIT;`, encoding: 'utf8' });
  }

  // A copy of the installation, written into; what verify says then.
  async function tamper(sql) {
    const place = await makeDatabase(server.own) ?? {};
    place.data = fs.mkdtempSync(path.join(scratch, 'copy-'));
    fs.cpSync(path.join(server.data, 'key'), path.join(place.data, 'key'));
    if (!isPostgres) fs.cpSync(path.join(server.data, 'kentongan.db'), path.join(place.data, 'kentongan.db'));
    try {
      if (sql) execute(place, sql);
      const done = spawnSync(PROGRAM, ['verify', '--data', place.data, ...(place.url ? ['--db', place.url] : [])],
        { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
      assert.equal(done.stderr, '');
      return done;
    } finally {
      await place.drop?.();
      fs.rmSync(place.data, { recursive: true });
    }
  }

  // found: what a line must say after the name of the tenant.
  async function finds(sql, ...found) {
    const done = await tamper(sql);
    assert.equal(done.status, 1, `it is not found: ${sql}\n${done.stdout}`);
    for (const words of found) {
      const line = done.stdout.split('\n').find(one => one.startsWith(`jepara: ${words}`));
      assert.ok(line, `"${words}" is not in what verify says:\n${done.stdout}`);
    }
    return done.stdout;
  }
  const named = (one, event, what) => `${one.ticket ?? 'own chain'}: event ${event.id}, number ${event.seq}: ${what}`;

  before(async () => {
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-audit-'));
    server = await start({ alone: true });
    office = openOffice(server);
    const add = (...args) => server.command('report add', args).then(said => said.trim());
    const tickets = [await add('Jalan berlubang', '--phone', '081234567890', '--service', 'jalan_rusak'),
      await add('Lampu jalan mati', '--phone', '081298765432'), await add('Uang pelicin diminta', '--visibility', 'rahasia')];
    for (const ticket of tickets) {
      await office.act('verifier', ticket, 'verifikasi');
      await office.act('verifier', ticket, 'disposisi', { agency: 'dpupr', service: 'jalan_rusak' });
      await office.act('dpupr', ticket, 'terima');
      await office.act('dpupr', ticket, 'catatan', { text: 'Dilihat di lapangan' });
    }
    await server.halt();
    const place = ['--data', server.data, ...(server.db ? ['--db', server.db] : [])];
    const seal = () => execFileSync(SEAL, place, { cwd: ROOT });
    seal();
    for (const text of ['Sesudah segel pertama', 'Dan sesudah yang kedua']) {
      tickets.push(await add(text));
      seal();
    }
    tickets.push(await add('Belum disegel'));
    const rows = await office.rows(`SELECT CAST(id AS TEXT) AS id, CAST(case_id AS TEXT) AS case_id, seq, CAST(at AS TEXT) AS at, kind, actor_kind, CAST(actor AS TEXT) AS actor,
      public, data, coalesce(${hex('sealed')}, '') AS sealed, ${hex('hash')} AS hash FROM event ORDER BY event.id`);
    const ids = await office.rows('SELECT ticket, CAST(id AS TEXT) AS id FROM cases');
    cases = tickets.map(ticket => {
      const { id } = ids.find(one => one.ticket === ticket);
      return { ticket, id, events: rows.filter(event => event.case_id === id) };
    });
    own = { events: rows.filter(event => event.case_id === '0') };
  });
  after(async () => {
    await server?.stop();
    if (scratch) fs.rmSync(scratch, { recursive: true, force: true });
  });

  test('an untouched copy is whole, and the newest seal is named', async () => {
    const done = await tamper();
    assert.match(done.stdout, /^jepara: \d+ events checked, 0 findings\njepara: seal 3 of \S+: [0-9a-f]{64}\n$/);
    assert.equal(done.status, 0);
    assert.ok(cases[0].events.length >= 5 && own.events.length >= 3);
    assert.ok(cases[2].events.some(event => event.sealed), 'a secret case has sealed notes');
  });

  test('each column of an event that is changed', async () => {
    const one = cases[0], event = one.events[2];
    for (const set of [`data = '{"agency":"dlh"}'`, `at = at + 1`, `kind = 'case.noted'`, 'actor_kind = actor_kind + 1', 'actor = actor + 1', 'public = 1 - public',
      `sealed = ${blob('00')}`])
      await finds(`UPDATE event SET ${set} WHERE id = ${event.id}`, named(one, event, "the event's content was changed"));
    await finds(`UPDATE event SET hash = ${blob('00'.repeat(32))} WHERE id = ${event.id}`, named(one, event, "the event's content was changed"));
    await finds(`UPDATE event SET id = id + 1 WHERE id = ${event.id}`, `${one.ticket}: event ${BigInt(event.id) + 1n}, number 3: the event's content was changed`);
  });

  test('the sealed part of an event that is changed or taken out', async () => {
    const one = cases[2], event = one.events.find(each => each.sealed);
    const last = (parseInt(event.sealed.slice(-2), 16) ^ 1).toString(16).padStart(2, '0');
    await finds(`UPDATE event SET sealed = ${blob(event.sealed.slice(0, -2) + last)} WHERE id = ${event.id}`, named(one, event, "the event's content was changed"));
    await finds(`UPDATE event SET sealed = NULL WHERE id = ${event.id}`, named(one, event, "the event's content was changed"));
  });

  test('an event that is taken out: the first, one between, the last', async () => {
    const one = cases[0], [first, second, third] = one.events, last = one.events.at(-1);
    await finds(`DELETE FROM event WHERE id = ${first.id}`, named(one, second, 'events before this one are missing'));
    await finds(`DELETE FROM event WHERE id = ${second.id}`, named(one, third, 'events before this one are missing'));
    await finds(`DELETE FROM event WHERE id = ${last.id}`, `${one.ticket}: number ${last.seq}: the last event is missing`);
    await finds(`DELETE FROM event WHERE case_id = ${one.id}`, `${one.ticket}: number ${last.seq}: the last event is missing; seq 1 .. ${last.seq}`);
  });

  test('the tail cut off and the head set back to it', async () => {
    const one = cases[0], [last, end] = one.events.slice(-2).reverse();
    const said = await finds(`DELETE FROM event WHERE id = ${last.id}; UPDATE cases SET event_seq = ${end.seq}, event_hash = ${blob(end.hash)} WHERE id = ${one.id}`);
    assert.match(said, /^jepara: seal: from event \d+, number 1: /m);
  });

  test('a case taken out with all that belongs to it', async () => {
    const one = cases[1];
    const rows = ['event', 'hop', 'clock', 'message', 'support', 'attachment', 'report'].map(table => `DELETE FROM ${table} WHERE case_id = ${one.id}`);
    assert.match(await finds(`${rows.join('; ')}; DELETE FROM cases WHERE id = ${one.id}`), /^jepara: seal: from event \d+, number 1: /m);
    await finds(`${rows.slice(1).join('; ')}; DELETE FROM cases WHERE id = ${one.id}`, `case ${one.id}: number ${one.events.length}: its case is gone`);
  });

  test('an event that nobody made: at the end, between others', async () => {
    const one = cases[0], last = one.events.at(-1), middle = one.events[2];
    const copy = (id, seq) => `INSERT INTO event SELECT tenant, ${id}, case_id, ${seq}, at, kind, actor_kind, actor, public, data, sealed, hash FROM event WHERE id = ${last.id}`;
    await finds(copy(`${last.id} + 1`, last.seq + 1), named(one, { id: BigInt(last.id) + 1n, seq: last.seq + 1 }, "the event's content was changed"));
    await finds(`UPDATE event SET seq = seq + 100 WHERE case_id = ${one.id} AND seq >= 3; UPDATE event SET seq = seq - 99 WHERE case_id = ${one.id} AND seq >= 100;
      ${copy(`${middle.id} - 1`, 3)}`, named(one, { id: BigInt(middle.id) - 1n, seq: 3 }, "the event's content was changed"));
  });

  test('events in another order', async () => {
    const one = cases[0], [, a, b] = one.events;
    const quote = text => `'${text.replaceAll("'", "''")}'`;
    const say = (event, other) => `UPDATE event SET kind = ${quote(other.kind)}, data = ${quote(other.data)}, at = ${other.at} WHERE id = ${event.id}`;
    const renumber = `UPDATE event SET seq = 1000 WHERE id = ${a.id}; UPDATE event SET seq = ${a.seq} WHERE id = ${b.id}; UPDATE event SET seq = ${b.seq} WHERE id = ${a.id}`;
    await finds(renumber, named(one, { id: a.id, seq: b.seq }, 'events before this one are missing'), named(one, { id: b.id, seq: a.seq }, 'the order of the events was changed'));
    await finds(`${say(a, b)}; ${say(b, a)}`, named(one, a, "the event's content was changed"), named(one, b, "the event's content was changed"));
    await finds(`UPDATE event SET id = 1 WHERE id = ${a.id}; UPDATE event SET id = ${a.id} WHERE id = ${b.id}; UPDATE event SET id = ${b.id} WHERE id = 1`,
      named(one, { id: b.id, seq: a.seq }, ''), named(one, { id: a.id, seq: b.seq }, ''));
  });

  test('the events of two cases exchanged', async () => {
    const [one, two] = cases, a = one.events[3], b = two.events[3];
    await finds(`UPDATE event SET case_id = 0, seq = 9999 WHERE id = ${a.id}; UPDATE event SET case_id = ${one.id}, seq = ${a.seq} WHERE id = ${b.id};
      UPDATE event SET case_id = ${two.id}, seq = ${b.seq} WHERE id = ${a.id}`, `${one.ticket}: event ${b.id}, `, `${two.ticket}: event ${a.id}, `);
    await finds(`UPDATE event SET case_id = CASE WHEN case_id = ${one.id} THEN -1 ELSE -2 END WHERE case_id IN (${one.id}, ${two.id});
      UPDATE event SET case_id = CASE WHEN case_id = -1 THEN ${two.id} ELSE ${one.id} END WHERE case_id < 0`, named(two, one.events[0], "the event's content was changed"));
  });

  test("the government's own chain: sign-ins, keys, openings", async () => {
    const [first, second] = own.events, last = own.events.at(-1);
    await finds(`UPDATE event SET data = '{}' WHERE id = ${first.id}`, named(own, first, "the event's content was changed"));
    await finds(`DELETE FROM event WHERE id = ${first.id}`, named(own, second, 'events before this one are missing'));
    await finds(`DELETE FROM event WHERE id = ${last.id}`, `own chain: number ${last.seq}: the last event is missing`);
    await finds('UPDATE tenant SET event_seq = 0, event_hash = NULL', 'own chain: ');
  });

  test('the heads of chains', async () => {
    const one = cases[0];
    await finds(`UPDATE cases SET event_hash = ${blob('11'.repeat(32))} WHERE id = ${one.id}`, `${one.ticket}: `);
    await finds(`UPDATE cases SET event_seq = event_seq + 1 WHERE id = ${one.id}`, `${one.ticket}: number ${one.events.length + 1}: the last event is missing`);
    await finds(`UPDATE cases SET event_seq = event_seq - 1 WHERE id = ${one.id}`, `${one.ticket}: `);
  });

  test('seals: changed, taken out', async () => {
    for (const set of ['events = events + 1', `hash = ${blob('22'.repeat(32))}`, 'sealed_at = sealed_at + 1', 'last_id = last_id - 1', 'first_id = first_id + 1', 'n = 7'])
      assert.match(await finds(`UPDATE seal SET ${set} WHERE n = 2`), /^jepara: seal: from event \d+, number \d: /m);
    assert.match(await finds('DELETE FROM seal WHERE n = 1'), /^jepara: seal: from event \d+, number 2: /m);
    assert.match(await finds('DELETE FROM seal WHERE n = 2'), /^jepara: seal: from event \d+, number 3: /m);
  });

  test('a chain made whole again without the key: the seal tells', async () => {
    const one = cases[0];
    let hash = Buffer.alloc(32);
    const rewrite = one.events.map((event, i) => {
      const told = i === 3 ? { ...event, data: '{"text":"Tidak ada yang terjadi"}' } : event;
      const next = digest(told, hash);
      if (i < 3) assert.equal(next, event.hash, 'the test computes it as the program does');
      hash = Buffer.from(next, 'hex');
      return `UPDATE event SET data = '${told.data}', hash = ${blob(next)} WHERE id = ${event.id}`;
    });
    const said = await finds(`${rewrite.join('; ')}; UPDATE cases SET event_hash = ${blob(hash.toString('hex'))} WHERE id = ${one.id}`);
    assert.match(said, /^jepara: seal: from event \d+, number 1: /m);
    assert.doesNotMatch(said, new RegExp(one.ticket));
    const sealed = await office.rows(`SELECT ${hex('e.hash')} AS hash FROM event e, seal s WHERE s.n = 1 AND e.id <= s.last_id ORDER BY e.id`);
    const [seal] = await office.rows('SELECT events, CAST(sealed_at AS TEXT) AS sealed_at FROM seal WHERE n = 1');
    const number = value => { const bytes = Buffer.alloc(16); bytes.writeBigInt64BE(8n); bytes.writeBigInt64BE(BigInt(value), 8); return bytes; };
    const unkeyed = execFileSync('b2sum', ['-l', '256'], { input: Buffer.concat([Buffer.alloc(32), ...sealed.map(row => Buffer.from(row.hash, 'hex')), number(seal.events), number(seal.sealed_at)]) });
    assert.match(await finds(`UPDATE seal SET hash = ${blob(unkeyed.toString().slice(0, 64))} WHERE n = 1`), /^jepara: seal: from event \d+, number 1: /m, 'a seal without the key is none');
  });

  test('sealed values elsewhere: what was changed does not open, and says so', async () => {
    const place = await makeDatabase(server.own) ?? {};
    place.data = fs.mkdtempSync(path.join(scratch, 'sealed-'));
    fs.cpSync(path.join(server.data, 'key'), path.join(place.data, 'key'));
    if (!isPostgres) fs.cpSync(path.join(server.data, 'kentongan.db'), path.join(place.data, 'kentongan.db'));
    const show = ticket => spawnSync(PROGRAM, ['report', 'show', ticket, '--reason', 'pemeriksaan', '--data', place.data, ...(place.url ? ['--db', place.url] : [])],
      { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    try {
      assert.match(show(cases[2].ticket).stdout, /Uang pelicin/);
      const [row] = await office.rows(`SELECT ${hex('text_sealed')} AS sealed FROM report WHERE ticket = '${cases[2].ticket}'`);
      const flipped = row.sealed.slice(0, -2) + (parseInt(row.sealed.slice(-2), 16) ^ 0x80).toString(16).padStart(2, '0');
      execute(place, `UPDATE report SET text_sealed = ${blob(flipped)} WHERE ticket = '${cases[2].ticket}'`);
      const done = show(cases[2].ticket);
      assert.equal(done.status, 1);
      assert.match(done.stderr, /seal/);
      assert.doesNotMatch(done.stdout, /pelicin/);
    } finally {
      await place.drop?.();
    }
  });
});

test('verify while others write finds nothing', { skip: missing() }, async () => {
  const server = await start();
  let going = true, stored = 0;
  try {
    const key = (await server.command('key add', ['--label', 'x', '--scope', 'open311'])).trim().split('\n').at(-1);
    const write = async () => {
      while (going) {
        const answer = await fetch(`${server.url}/open311/v2/requests.json?jurisdiction_id=jepara`, { method: 'POST',
          body: new URLSearchParams({ api_key: key, service_code: 'lampu_jalan', description: 'Lampu padam', lat: '-6.59', long: '110.67' }) });
        assert.ok(answer.ok, await answer.text());
        stored++;
      }
    };
    const writing = Promise.all([write(), write(), write(), write()]);
    for (let i = 0; i < 8; i++) {
      const said = await server.command('verify');
      assert.match(said, /^jepara: \d+ events checked, 0 findings$/m);
    }
    going = false;
    await writing;
    assert.ok(stored > 8, `${stored} reports were stored meanwhile`);
  } finally {
    going = false;
    await server.stop();
  }
});
