// Photos that make the decoder spin, eat memory, die or hang: the helper ends by its limits, the
// citizen is told at the photo with all that he typed still there, and others are served meanwhile.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { missing, PROGRAM, ROOT, start } from '../lib/kentongan.js';
import { png } from '../lib/picture.js';

describe('a decoder that goes wrong', { skip: missing() }, () => {
  let server, folder;
  // The decoder from now on: a script beside a copy of the program.
  function decoder(script) {
    const file = path.join(folder, 'kentongan-image');
    fs.rmSync(file, { force: true });
    if (script) fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    else fs.symlinkSync(path.join(path.dirname(PROGRAM), 'kentongan-image'), file);
  }

  async function tell(text) {
    const form = await (await fetch(`${server.url}/lapor`)).text();
    const body = new FormData();
    for (const [name, value] of Object.entries({ aksi: 'baru', teks: text, tempat: 'depan pasar', kecamatan: '33.20.06', sifat: 'terbuka',
      kunci: form.match(/name="kunci" value="([^"]+)"/)?.[1] ?? '' })) body.append(name, value);
    body.append('foto', new Blob([png(320, 200)], { type: 'image/png' }), 'foto.png');
    const answer = await fetch(`${server.url}/lapor`, { method: 'POST', body, redirect: 'manual' });
    return { status: answer.status, said: await answer.text() };
  }
  const count = async () => JSON.parse(await server.command('report list', ['--format', 'json', '--all'])).length;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kentongan-image-'));
    fs.copyFileSync(PROGRAM, path.join(folder, 'kentongan'));
    fs.chmodSync(path.join(folder, 'kentongan'), 0o755);
    decoder();
    server = await start({ program: path.join(folder, 'kentongan'), settings: { serve: { share: ROOT, locale: path.join(path.dirname(PROGRAM), 'locale'), areas: path.join(ROOT, 'node_modules/idn-area-data/data') } } });
  });
  after(async () => {
    await server?.stop();
    if (folder) fs.rmSync(folder, { recursive: true, force: true });
  });

  test('the real one takes the photo', async () => {
    assert.equal((await tell('Dengan foto yang baik')).status, 303);
  });

  const WRONG = {
    'spins until its time is up': 'cat >/dev/null & printf KTI1; exec prlimit --cpu=1 sh -c "while :; do :; done"',
    'eats memory until there is no more': 'cat >/dev/null & printf KTI1; exec prlimit --as=200000000 tail /dev/zero',
    'dies': 'printf KTI1; kill -SEGV $$',
    'ends at once': 'exit 3',
    'talks nonsense': 'printf KTI1x; cat',
  };
  for (const [what, script] of Object.entries(WRONG)) {
    test(`one that ${what}`, async () => {
      const before = await count();
      decoder(script);
      const answer = await tell('Cerita ini jangan hilang');
      assert.equal(answer.status, 422);
      assert.match(answer.said, /Cerita ini jangan hilang/, 'what was typed is in the form');
      assert.match(answer.said, /id="foto-salah"/, 'it is said at the photo');
      assert.equal(await count(), before);
      decoder();
      assert.equal((await tell('Lalu dengan foto lain')).status, 303);
    });
  }

  test('one that hangs: others are served meanwhile, and it is killed in the end', { timeout: 60000 }, async () => {
    decoder('exec sleep 1000');
    const began = Date.now(), hanging = tell('Cerita yang menunggu lama');
    let over = false, served = 0;
    hanging.then(() => { over = true; });
    while (!over) {
      const answer = await fetch(`${server.url}/daftar`);
      assert.equal(answer.status, 200);
      served++;
    }
    const answer = await hanging;
    assert.ok(served > 20 && Date.now() - began < 40000, `${served} pages in ${Date.now() - began} ms`);
    assert.equal(answer.status, 422);
    assert.match(answer.said, /id="foto-salah"/);
    assert.match(answer.said, /Cerita yang menunggu lama/);
    decoder();
    assert.equal((await tell('Sesudah itu')).status, 303);
  });
});
