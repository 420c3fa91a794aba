// The disk gets full while citizens write: they hear so, nothing is stored by halves, what was there
// stays readable, and when there is room again it goes on as if nothing had been.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { noSmallDisk } from '../lib/disk.js';
import { missing, start } from '../lib/kentongan.js';
import { png } from '../lib/picture.js';

const isPostgres = process.env.KENTONGAN_TEST_ENGINE === 'postgres';
const PHOTO = png(600, 400);

describe('a full disk', { skip: missing() || noSmallDisk() }, () => {
  let server, key;
  const stored = [];
  const filler = () => path.join(server.files, 'filler');

  async function post(text, { photo, format = 'json' } = {}) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ api_key: key, service_code: 'lampu_jalan', description: text, lat: '-6.59', long: '110.67' })) body.append(name, value);
    if (photo) body.append('media', new Blob([photo], { type: 'image/png' }), 'foto.png');
    const answer = await fetch(`${server.url}/open311/v2/requests.${format}?jurisdiction_id=jepara`, { method: 'POST', body });
    const said = await answer.text();
    if (answer.ok) stored.push(JSON.parse(said)[0].service_request_id);
    return { status: answer.status, said, retry: answer.headers.get('retry-after') };
  }

  function fill() {
    const fd = fs.openSync(filler(), 'a');
    const block = Buffer.alloc(4096, 1);
    assert.throws(() => { for (;;) fs.writeSync(fd, block); }, { code: 'ENOSPC' });
    fs.closeSync(fd);
  }
  const makeRoom = () => fs.rmSync(filler());
  const tickets = async () => JSON.parse(await server.command('report list', ['--format', 'json', '--all'])).map(row => row.ticket);
  const photos = folder => fs.readdirSync(folder, { withFileTypes: true }).flatMap(one => one.isDirectory() ? photos(path.join(folder, one.name)) : [one.name]);

  before(async () => {
    server = await start({ disk: 16000 });
    key = (await server.command('key add', ['--label', 'x', '--scope', 'open311'])).trim().split('\n').at(-1);
  });
  after(async () => { await server?.stop(); });

  test('a photo that finds no room: 507, and no part of it is left', async () => {
    assert.equal((await post('Sebelum penuh', { photo: PHOTO })).status, 200);
    const before = photos(path.join(server.files, 'files'));
    fill();
    const answer = await post('Dengan foto', { photo: PHOTO });
    assert.equal(answer.status, 507, answer.said);
    assert.match(answer.said, /tidak dapat disimpan/);
    assert.deepEqual(photos(path.join(server.files, 'files')), before);
    makeRoom();
    assert.equal((await post('Ada tempat lagi', { photo: PHOTO })).status, 200);
  });

  // On PostgreSQL the rows lie elsewhere, and a report without a photo needs nothing of this disk.
  test('a report that finds no room: 507 in each form of answer; pages go on being read', async () => {
    assert.equal((await post('Sebelum penuh')).status, 200);
    fill();
    if (isPostgres) {
      assert.equal((await post('Selagi penuh')).status, 200);
      makeRoom();
      return;
    }
    let status = 200;
    while (status === 200) status = (await post(`Sampai penuh ${'x'.repeat(2000)}`)).status;
    assert.equal(status, 507);
    const answer = await post('Penuh');
    assert.equal(answer.status, 507);
    assert.equal(answer.retry, '300');
    assert.match(JSON.parse(answer.said)[0].description, /penuh/);
    assert.match((await post('Penuh', { format: 'xml' })).said, /<code>507<\/code>/);
    const form = await (await fetch(`${server.url}/lapor`)).text();
    const fields = new URLSearchParams({ aksi: 'baru', teks: 'Ceritanya tidak hilang', tempat: 'depan pasar', kecamatan: '33.20.06', sifat: 'terbuka', kunci: form.match(/name="kunci" value="([^"]+)"/)?.[1] ?? '' });
    const told = await fetch(`${server.url}/lapor`, { method: 'POST', body: fields, redirect: 'manual' });
    assert.equal(told.status, 507);
    assert.match(await told.text(), /Ceritanya tidak hilang/, 'what was typed is in the form');
    for (const where of ['/', '/daftar', `/laporan/${stored[0]}`, '/healthz', '/readyz', '/open311/v2/requests.json?jurisdiction_id=jepara'])
      assert.equal((await fetch(server.url + where)).status, 200, where);
    assert.deepEqual((await tickets()).sort(), [...stored].sort(), 'what was acknowledged and nothing else');
    makeRoom();
  });

  test('with room again it goes on, and the log is whole', async () => {
    for (let i = 0; i < 5; i++) assert.equal((await post(`Sesudahnya ${i}`, { photo: i ? undefined : PHOTO })).status, 200);
    assert.deepEqual((await tickets()).sort(), [...stored].sort());
    assert.match(await server.command('verify'), / 0 findings/);
    if (!isPostgres) assert.match(server.log, /free space where the database lies/, 'the operator hears what to do');
  });

  test('the doctor says that room is short', async () => {
    await assert.rejects(server.command('doctor'), error => /WRONG +disk .*free space or move the folder/.test(error.stdout));
  });
});
