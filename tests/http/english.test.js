// English pages hold no Indonesian. Both languages of every page that can be reached by links, of the
// public face and of the console in each role, are read side by side: what is said by the program must
// differ, and no common Indonesian word may be left. What the data says (names of agencies, areas,
// categories, reasons of rules, words of people) stays as it is.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT, missing, start } from '../lib/kentongan.js';
import { openOffice } from '../lib/office.js';
import { Staff } from '../lib/staff.js';

// Words that are the same in both languages, or are names of things.
const SAME = new Set(`sms web api open311 atom geojson georeport kentongan english bahasa indonesia lapor cek hook
  secret demo uji jpr enter ctrl esc admin status wib id en ok fake kannel palsu/fake opd radio data desa kelurahan kecamatan kabupaten kec`.split(/\s+/));
const LEFT = new RegExp(`\\b(${`yang dan ke dari untuk tidak belum sudah akan oleh pada dengan hari jam menit laporan pelapor
  lewat paling kerja kami anda ini itu atau bisa dapat harus jika bila senin selasa rabu kamis jumat sabtu minggu januari
  februari maret mei juni juli agustus oktober desember pukul instansi petugas wilayah tenggat dikerjakan selesai ditutup
  diterima tindak lanjut semua nomor nama alasan kirim buka masuk keluar cari tulis pilih`.split(/\s+/).join('|')})\\b`, 'i');

// Attributes that hold words: those that are read aloud or shown, and those in which a template has some.
const SPOKEN = new Set(['aria-label', 'title', 'alt', 'placeholder', 'label']);
for (const folder of ['layout', 'public', 'console'])
  for (const file of fs.readdirSync(path.join(ROOT, 'templates', folder)))
    for (const [, name] of fs.readFileSync(path.join(ROOT, 'templates', folder, file), 'utf8').matchAll(/\s([a-z-]+)="[^"]*\[\[/g)) SPOKEN.add(name);

// The same attribute names a step or a file elsewhere.
const isCode = (name, value) => name.startsWith('data-') && (/^\/|^[0-9A-Z]{20,}$/.test(value) || (/^[a-z]+$/.test(value) && !LEFT.test(value)));

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'", '#x27': "'" };
const decode = text => text.replace(/&(#?\w+);/g, (all, name) => ENTITIES[name] ?? (/^#\d+$/.test(name) ? String.fromCodePoint(+name.slice(1)) : all));

// What a page says: its texts, and the attributes that are read or shown. Not what others wrote, and not
// messages to a reporter, which are in his language.
function words(html) {
  const text = html.replace(/<!--.*?-->/gs, '').replace(/<(script|style|textarea)\b[^>]*>.*?<\/\1>/gs, '').replace(/<(blockquote class="sms"|p class="message__text")>.*?<\/(blockquote|p)>/gs, '').replace(/<kbd\b[^>]*>.*?<\/kbd>/gs, '').replace(/<a [^>]*\bhreflang=.*?<\/a>/gs, '');
  const found = text.split(/<[^>]+>/);
  for (const [, name, value] of text.matchAll(/\s([a-z-]+)="([^"]*)"/g)) if (SPOKEN.has(name) && !isCode(name, value)) found.push(value);
  return found.map(one => decode(one).replace(/\s+/g, ' ').trim()).filter(one => /[a-z]{3}/i.test(one));
}

// Texts that come from packs and from invented people, longest first; whole words only.
function dataWords(stored) {
  const found = new Set(stored);
  const read = (file, pattern) => { for (const hit of fs.readFileSync(path.join(ROOT, file), 'utf8').matchAll(pattern)) found.add(hit[1].trim()); };
  for (const pack of ['jepara', 'umum'])
    for (const file of fs.readdirSync(path.join(ROOT, 'packs', pack)).filter(name => name.endsWith('.ini')))
      read(`packs/${pack}/${file}`, /^[\w.-]+\s*=\s*(.+)$/gm);
  for (const file of fs.readdirSync(path.join(ROOT, 'src/cli')).filter(name => /^demo.*\.c$/.test(name)))
    for (const hit of fs.readFileSync(path.join(ROOT, 'src/cli', file), 'utf8').matchAll(/(?:"(?:[^"\\]|\\.)*"\s*)+/g))
      found.add([...hit[0].matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(part => part[1]).join(''));
  for (const one of [...found]) for (const part of one.split(/[,;|] ?/)) found.add(part.trim().replace(/^\d+ /, ''));
  const letter = /[\p{L}\p{N}]/u, escaped = one => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [...found].filter(one => one.length > 2).sort((a, b) => b.length - a.length)
    .map(one => [one, new RegExp((letter.test(one[0]) ? '(?<![\\p{L}\\p{N}])' : '') + escaped(one) + (letter.test(one.at(-1)) ? '(?![\\p{L}\\p{N}])' : ''), 'gu')]);
}

describe('english pages', { skip: missing() ?? false, timeout: 300000 }, () => {
  let server, data, password;
  const faults = new Map(); // what -> where
  const seen = new Set();

  before(async () => {
    server = await start({ args: ['--tenant', 'jepara', '--demo'] });
    password = fs.readFileSync(path.join(server.data, 'demo.txt'), 'utf8').trim();
    const stored = await openOffice(server).rows(`SELECT name AS word FROM area UNION SELECT title FROM cases UNION SELECT name FROM account UNION SELECT tupoksi FROM agency UNION SELECT code FROM policy UNION SELECT name FROM desk UNION SELECT place FROM desk`);
    data = dataWords(stored.map(row => row.word));
  });
  after(() => server?.stop());

  const said = text => data.reduce((rest, [one, whole]) => rest.includes(one) ? rest.replace(whole, '·') : rest,
    text.replace(/\b[A-Z]{2,8}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/g, '').replace(/https?:\S+/g, ''));

  function compare(where, indonesian, english) {
    const before = new Set(words(indonesian));
    for (const text of words(english)) {
      const own = said(text);
      const same = before.has(text) && (own.match(/[A-Za-z]\w{2,}/g) || []).some(word => !SAME.has(word.toLowerCase()));
      if (same || LEFT.test(own)) faults.set(own, where);
    }
  }

  // Every page behind a link, at most `most` of one kind.
  async function walk(get, from, most = 6) {
    const kinds = new Map(), queue = [...from];
    while (queue.length) {
      const at = queue.shift().replace(/&amp;/g, '&').replace(/#.*/, '');
      const kind = at.replace(/[A-Z]{2,8}-[0-9A-Z]{4}-[0-9A-Z]{4}/, ':ticket').replace(/=[^&]*/g, '=').replace(/\/akun\/.*/, '/akun/:login');
      if (seen.has(at) || (kinds.get(kind) || 0) >= most) continue;
      seen.add(at);
      kinds.set(kind, (kinds.get(kind) || 0) + 1);
      const [id, en] = [await get(at, 'id'), await get(at, 'en')];
      if (!en) continue;
      compare(at, id, en);
      for (const [, href] of en.matchAll(/<a [^>]*href="(\/[^"]*)"/g))
        if (!/^\/(assets|umpan|peta\.|open311|foto)|[?&](lang|amp;lang)=/.test(href)) queue.push(href);
    }
    return kinds;
  }

  const report = () => assert.deepEqual([...faults].map(([what, where]) => `${where}: ${what}`), []);
  const page = async answer => /^text\/html/.test(answer.headers.get('content-type')) ? answer.text() : null;

  test('the public face', async () => {
    const get = async (at, lang) => page(await fetch(server.url + at, { headers: { cookie: `lang=${lang}` } }));
    const kinds = await walk(get, ['/', '/lapor', '/cek', '/cek?t=JPR-2222-2222', '/cek?t=x', '/daftar', '/tentang', '/tidak-ada', '/masuk', '/laporan/JPR-2222-2222'], 30);
    assert.ok([...kinds.keys()].some(kind => kind.startsWith('/laporan/:ticket')), 'reaches cases');
    report();
  });

  test('mistakes in the public form', async () => {
    const send = async lang => page(await fetch(`${server.url}/lapor`, { method: 'POST', headers: { cookie: `lang=${lang}` },
      body: new URLSearchParams({ aksi: 'kirim', teks: '', nama: 'x'.repeat(200), telepon: 'abc', email: 'b', lat: '1', lng: '2', patokan: 'x'.repeat(400) }) }));
    compare('POST /lapor', await send('id'), await send('en'));
    report();
  });

  test('a reporter behind his link', async () => {
    const answer = await fetch(`${server.url}/lapor`, { method: 'POST', redirect: 'manual',
      body: new URLSearchParams({ aksi: 'baru', jenis: 'pengaduan', teks: 'Uji', patokan: 'Uji', keterbukaan: 'rahasia', telepon: '081234567890', email: 'uji@contoh.id' }) });
    assert.equal(answer.status, 303);
    const at = answer.headers.get('location'), get = async (at, lang) => page(await fetch(server.url + at, { headers: { cookie: `lang=${lang}` } }));
    const mine = at.replace('/terkirim/', '/laporan/');
    for (const one of [at, mine, `${mine}&pesan=balas`, mine.replace(/k=.*/, 'k=x')]) compare(one, await get(one, 'id'), await get(one, 'en'));
    report();
  });

  for (const login of ['verifikator', 'petugas-dpupr', 'atasan-dpupr', 'pimpinan', 'admin']) {
    test(`the console of ${login}`, async () => {
      seen.clear();
      const staff = new Staff(server.url);
      await staff.signIn(login, password);
      const get = async (at, lang) => {
        staff.cookies.set('lang', lang);
        const answer = await staff.get(at);
        return answer.status === 303 ? null : page(answer);
      };
      const queues = [...(await get('/console/rel', 'en') || '').matchAll(/href="([^"]+)"/g)].map(hit => hit[1]);
      await walk(get, [...queues, '/console/antrean/semua', '/console/antrean/tidak-ada', '/console/cari?q=jalan', '/console/sandi', '/console/totp', '/console/statistik',
        '/console/kasus/JPR-2222-2222'], 12);
      assert.ok([...seen].some(at => at.startsWith('/console/kasus/')), `${login} reaches cases`);
      report();
    });
  }
});
