// What the public reads is the same, byte for byte, before a secret report comes, while it is worked
// on and after it is done: not in a list, a count, a date of change, a feed, a map or a figure.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { png } from '../lib/picture.js';
import { addKey, addStaff } from '../lib/programs.js';
import { ROUTES } from '../lib/routes.js';

const skip = missing();
const POINT = { lat: '-6.5907', lng: '110.6677' };
const NOON = '2026-11-18T12:00:00+07:00', LATER = '2026-11-18T15:00:00+07:00'; // read at noon, done at three: a date of change would tell

describe('a secret report', { skip }, () => {
  let server, verifier, officer, open, shown;

  // What needs an argument, and what tells of the program and not of the reports.
  const ARGUMENTS = {
    '/ikon/:name': [], '/assets/*': [], '/foto/:name': [], '/hook/:channel': [], '/terkirim/:ticket': [], '/open311/v2/tokens/:token': [], '/laporan-saya/alir': [], '/posko/:desk/alir': [],
    '/posko/:desk/layar': [{ desk: () => 'kec-tahunan' }],
    '/laporan/:ticket': [{ ticket: () => open }], '/laporan/:ticket/qr.svg': [{ ticket: () => open }],
    '/open311/v2/services/:code': [{ code: () => 'jalan_rusak.json' }],
    '/open311/v2/requests/:ticket': [{ ticket: () => `${open}.json` }, { ticket: () => `${open}.xml` }],
    '/open311/v2/:collection': ['services.json', 'requests.json', 'requests.xml', 'servicerequestupdates.json', 'requests.json?status=closed', 'requests.json?lat=-6.59&long=110.66&radius=9000', 'requests.json?extensions=true'].map(one => ({ collection: () => one })),
  };
  const QUERIES = { '/daftar': ['', '?urut=baru', '?status=selesai', '?layanan=jalan_rusak', '?kata=lubang', '?kecamatan=33.20.06'], '/cek': ['', '?t=JPR-2222-2222'], '/peta.geojson': ['', '?bbox=110,-7,111,-6'] };
  const OF_THE_PROGRAM = ['/healthz', '/readyz', '/metrics', '/hook/sms/kannel', '/hook/sms/kannel/dlr', '/dev/clock', '/api/v1/openapi.json'];

  const addresses = () => ROUTES.filter(one => one.method === 'GET' && one.right === 'NONE' && !OF_THE_PROGRAM.includes(one.pattern)).flatMap(({ pattern, names }) => {
    const filled = names.length === 0 && !pattern.endsWith('*') ? [pattern] : ARGUMENTS[pattern]?.map(values => pattern.replace(/:([a-z]+)/g, (all, name) => values[name]()));
    assert.ok(filled, `${pattern}: say in ARGUMENTS what it is asked`);
    return filled.flatMap(one => (QUERIES[pattern] ?? ['']).map(query => one + query));
  });

  // Tokens of forms and what is made anew for each answer.
  const steady = text => text.replace(/(name="(?:csrf|kunci)" value=")[^"]*/g, '$1').replace(/nonce="[^"]*"|nonce-[\w+/=-]+/g, '').replace(/(oops__id">[^<]*<code>)\w+/, '$1');
  async function face() {
    await server.set(NOON);
    const pages = {};
    for (const at of addresses()) {
      const answer = await fetch(server.url + at, { redirect: 'manual' });
      pages[at] = `${answer.status} ${answer.headers.get('last-modified') ?? ''} ${steady(await answer.text())}`;
    }
    return pages;
  }
  async function assertSame(when) {
    const now = await face();
    await server.set(LATER);
    for (const [at, page] of Object.entries(shown)) assert.equal(now[at], page, `${at} ${when}`);
  }

  async function report(keterbukaan, teks) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ aksi: 'baru', jenis: 'pengaduan', keterbukaan, layanan: 'jalan_rusak', teks, ...POINT, patokan: 'Depan pasar', nama: 'Wati', telepon: '081255500001' })) form.append(name, value);
    form.append('foto', new Blob([png()], { type: 'image/png' }), 'a.png');
    const sent = await fetch(`${server.url}/lapor`, { method: 'POST', body: form, redirect: 'manual' });
    assert.equal(sent.status, 303, await sent.text());
    const to = new URL(sent.headers.get('location'), server.url);
    return { ticket: to.pathname.split('/').pop(), secret: to.searchParams.get('k') };
  }
  const byLink = (one, fields) => fetch(`${server.url}/laporan/${one.ticket}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ k: one.secret, ...fields }) });

  before(async () => {
    server = await start({ args: ['--tenant', 'jepara'], clock: true });
    await server.set(NOON);
    verifier = await addStaff(server, 'siti', 'verifier');
    officer = await addStaff(server, 'dodi', 'officer', { agency: 'dpupr' });
    await addKey(server);
    open = (await report('terbuka', 'Jalan berlubang besar di depan pasar')).ticket;
    await verifier.act(open, 'verifikasi', { clear: true, complete: true });
    await verifier.act(open, 'disposisi', { agency: 'dpupr' });
    shown = await face();
    await server.set(LATER);
  });
  after(() => server?.stop());

  it('is looked for on every page of the public', () => {
    assert.ok(Object.keys(shown).length > 30, Object.keys(shown).join(' '));
    assert.match(shown['/daftar'], new RegExp(open), 'and what is open does stand there');
  });

  it('changes nothing that anybody can read, at no step', async () => {
    const one = await report('rahasia', 'Jalan berlubang, dan saya tahu siapa yang mengambil aspalnya');
    await assertSame('after it came in');
    await verifier.act(one.ticket, 'verifikasi', { clear: true, complete: true });
    await assertSame('after it was verified');
    await verifier.act(one.ticket, 'disposisi', { agency: 'dpupr' });
    await officer.act(one.ticket, 'terima');
    await officer.act(one.ticket, 'tanya', { text: 'Kapan?' });
    assert.equal((await byLink(one, { aksi: 'balas', teks: 'Kemarin' })).status, 303);
    await officer.act(one.ticket, 'kemajuan', { text: 'Sedang diperiksa' });
    await assertSame('while the agency works on it');
    await officer.act(one.ticket, 'tindak-lanjut', { text: 'Sudah diperiksa' });
    await officer.act(one.ticket, 'usul-selesai', { text: 'Selesai diperiksa' });
    await assertSame('after the follow-up');
    assert.equal((await byLink(one, { aksi: 'sudah', nilai: '1' })).status, 303);
    await assertSame('after it was confirmed and rated');
  });

  it('changes nothing when it is refused, or found to be the same as an open one', async () => {
    const refused = await report('rahasia', 'Bukan apa-apa'), same = await report('rahasia', 'Jalan itu berlubang juga bagi saya');
    await verifier.act(refused.ticket, 'tolak', { reason: 'tidak-jelas' });
    await assertSame('after one was refused');
    await verifier.act(same.ticket, 'gabung', { target: open });
    await assertSame('after one was merged into an open case');
    const said = await byLink(same, { aksi: 'balas', teks: 'Yang mengambil aspal itu Pak Anu' });
    assert.equal(said.status, 303, await said.clone().text());
    await assertSame('after its reporter added something');
    const own = await (await fetch(`${server.url}/laporan/${same.ticket}?k=${same.secret}`)).text();
    assert.match(own, /Pak Anu/, 'which he sees himself');
    const { events } = await verifier.file(open);
    assert.match(JSON.stringify(events), /Pak Anu/, 'and so do those who work on it');
    await verifier.act(same.ticket, 'pisah', { text: 'Ternyata lain' });
    await assertSame('after it was taken apart again');
  });
});
