// The driver "gammu" with a real gammu-smsd and gammu's dummy telephone, by files and by SQL.
import assert from 'node:assert/strict';
import http from 'node:http';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gammuMissing, startGammu } from '../lib/gammu.js';
import { probeMissing, startProbe } from '../lib/probe.js';
import { until } from '../lib/wait.js';

const skipFor = service => {
  const missing = gammuMissing(service) || probeMissing();
  return missing ? `skipped: ${missing}` : false;
};
const LONG = 'Jembatan 火事 desa ambrol 🚨 warga memutar jauh. '.repeat(6).trim();

describe('gammu-smsd by files', { skip: skipFor('files') }, () => {
  let gammu, probe;
  before(async () => {
    gammu = await startGammu();
    probe = await startProbe(gammu.channel);
  });
  after(async () => {
    await probe?.kill();
    await gammu?.stop();
  });

  test('UCS-2 with an emoji arrives', async () => {
    await gammu.mo('+62811001', 'Tolong banjir 火事 🚨');
    const got = await probe.wait('in', one => one.from === '+62811001');
    assert.equal(got.text, 'Tolong banjir 火事 🚨');
    assert.equal(got.to, '1708');
  });

  test('GSM-7 with extension characters arrives', async () => {
    await gammu.mo('+62811002', 'Tolong €5 [é] {ok}', { unicode: false });
    assert.equal((await probe.wait('in', one => one.from === '+62811002')).text, 'Tolong €5 [é] {ok}');
  });

  test('the parts of a long message arrive as one', async () => {
    await gammu.mo('+62811003', LONG);
    assert.equal((await probe.wait('in', one => one.from === '+62811003')).text, LONG);
    await until('an empty inbox', () => gammu.files('inbox').length === 0);
    assert.equal(probe.all('in').length, 3);
  });

  test('what the sink refuses stays in the folder and comes again', async () => {
    probe.sink('false');
    await gammu.mo('+62811004', 'jangan hilang');
    const refused = await probe.wait('in', one => one.from === '+62811004' && !one.taken);
    assert.equal(gammu.files('inbox').length, 1);
    probe.sink('true');
    const taken = await probe.wait('in', one => one.from === '+62811004' && one.taken, 15000);
    assert.equal(taken.id, refused.id);
    await until('an empty inbox', () => gammu.files('inbox').length === 0);
  });

  test('our process killed with a message in hand: the next one gets it', async () => {
    probe.sink('wait');
    await gammu.mo('+62811005', 'sebelum dihapus');
    const waiting = await probe.wait('waiting');
    await probe.kill();
    assert.equal(gammu.files('inbox').length, 1);
    probe = await startProbe(gammu.channel);
    assert.equal((await probe.wait('in', one => one.from === '+62811005')).id, waiting.id);
    await until('an empty inbox', () => gammu.files('inbox').length === 0);
  });

  test('gammu-smsd killed while messages wait in the telephone', async () => {
    await gammu.stopSmsd('SIGKILL');
    await gammu.mo('+62811006', 'tunggu di telepon');
    await gammu.startSmsd();
    await probe.wait('in', one => one.from === '+62811006');
  });

  test('messages out are sent, long ones in parts, and a receipt says so', async () => {
    assert.equal((await probe.sent('901', '+62811901', 'Diterima €5 [ok]')).result, 'ok');
    assert.equal((await probe.sent('902', '+62811902', LONG)).result, 'ok');
    for (const id of ['901', '902']) await probe.wait('receipt', one => one.id === id && one.kind === 'buffered', 20000);
    const sent = gammu.sent();
    assert.equal(sent.filter(one => one.to === '+62811901').length, 1);
    assert.equal(sent.find(one => one.to === '+62811901').parts, 1);
    assert.ok(sent.find(one => one.to === '+62811902').parts >= 4);
    await until('empty folders', () => gammu.files('outbox').length + gammu.files('sent').length === 0);
  });

  test('the same message given twice is sent once', async () => {
    await gammu.stopSmsd();
    assert.equal((await probe.sent('903', '+62811903', 'sekali saja')).result, 'ok');
    assert.equal((await probe.sent('903', '+62811903', 'sekali saja')).result, 'ok');
    assert.equal(gammu.files('outbox').length, 1);
    await gammu.startSmsd();
    await probe.wait('receipt', one => one.id === '903', 20000);
    assert.equal(gammu.sent().filter(one => one.to === '+62811903').length, 1);
  });

  test('it closes cleanly', () => probe.close());
});

describe('gammu-smsd by SQL', { skip: skipFor('sql') }, () => {
  const bridge = fileURLToPath(new URL('../../deploy/gammu/on-receive', import.meta.url));
  let gammu, server, env, answer = 200;
  const heard = [];
  const hear = request => new Promise(resolve => {
    let body = '';
    request.on('data', chunk => { body += chunk; });
    request.on('end', () => resolve(Object.fromEntries(new URLSearchParams(body))));
  });
  // Exit code of the catch-up pass.
  const catchUp = () => new Promise(resolve => execFile(bridge, { env }, error => resolve(error ? error.code : 0)));

  before(async () => {
    server = http.createServer(async (request, response) => {
      const fields = await hear(request);
      heard.push({ ...fields, answered: answer });
      response.statusCode = answer;
      response.end();
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    env = { PATH: process.env.PATH, GAMMU_BRIDGE: '/dev/null', HOOK: `http://127.0.0.1:${server.address().port}/hook/sms/kannel`, NUMBER: '1708' };
    gammu = await startGammu({ service: 'sql', env });
    env.GAMMU_DB = gammu.database;
  });
  after(async () => {
    await gammu?.stop();
    server?.close();
  });

  test('a row is brought to the hook and marked', async () => {
    await gammu.mo('+62811101', 'Tolong "banjir" & \'api\' 火事 🚨\nbaris dua');
    const got = await until('the message at the hook', () => heard.find(one => one.from === '+62811101'));
    assert.equal(got.text.trimEnd(), 'Tolong "banjir" & \'api\' 火事 🚨\nbaris dua');
    assert.equal(got.to, '1708');
    assert.match(got.id, /^gammu:MODEM1:\d+:/);
    await until('the mark', () => gammu.rows("SELECT 1 FROM inbox WHERE Processed = 'false'").length === 0);
  });

  test('a long message is one', async () => {
    await gammu.mo('+62811102', LONG);
    const got = await until('the message at the hook', () => heard.find(one => one.from === '+62811102'));
    assert.equal(got.text.trimEnd(), LONG);
    await until('the marks', () => gammu.rows("SELECT 1 FROM inbox WHERE Processed = 'false'").length === 0);
    assert.equal(heard.filter(one => one.from === '+62811102').length, 1);
  });

  test('the hook refuses: the row waits, and the next pass brings it with the same id', async () => {
    answer = 503;
    await gammu.mo('+62811103', 'jangan hilang');
    const refused = await until('the message at the hook', () => heard.find(one => one.from === '+62811103'));
    assert.equal(gammu.rows("SELECT 1 FROM inbox WHERE Processed = 'false'").length, 1);
    assert.equal(await catchUp(), 1);
    answer = 200;
    assert.equal(await catchUp(), 0);
    const taken = heard.find(one => one.from === '+62811103' && one.answered === 200);
    assert.equal(taken.id, refused.id);
    assert.equal(gammu.rows("SELECT 1 FROM inbox WHERE Processed = 'false'").length, 0);
    const before = heard.length;
    assert.equal(await catchUp(), 0);
    assert.equal(heard.length, before);
  });

  test('messages out by gammu-smsd-inject', async t => {
    const probe = await startProbe(gammu.channel);
    t.after(() => probe.kill());
    assert.equal((await probe.sent('911', '+62811911', 'Diterima €5 [ok]')).result, 'ok');
    assert.equal((await probe.sent('912', '+62811912', LONG)).result, 'ok');
    const sent = number => gammu.rows(`SELECT TextDecoded AS text FROM sentitems WHERE DestinationNumber = '${number}' ORDER BY SequencePosition`)
      .map(row => row.text).join('');
    await until('both messages sent whole', () => sent('+62811911') === 'Diterima €5 [ok]' && sent('+62811912') === LONG, 20000);
    await probe.close();
  });
});
