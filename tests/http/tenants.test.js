// Every route, asked by everybody, everywhere, for everything: nobody reads or changes what is of
// another government, another agency or another person, and nothing makes the program stumble. The
// routes are read from the table itself; a placeholder that is new there must be given values here.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missing } from '../lib/kentongan.js';
import { DOCUMENT, Judge } from '../lib/openapi.js';
import { openOffice } from '../lib/office.js';
import { quick } from '../lib/quick.js';
import { startRealm, TENANTS } from '../lib/realm.js';
import { ROUTES } from '../lib/routes.js';

const skip = missing();
const AT_ONCE = 8;

async function each(list, work) {
  const rest = [...list].reverse();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (rest.length > 0) await work(rest.pop()); }));
}

describe('tenants', { skip }, () => {
  let realm, office;
  const actions = new Judge(DOCUMENT).find('POST', '/api/v1/cases/x/actions/y').operation.parameters.find(one => one.name === 'action').schema.enum;
  before(async () => { realm = await startRealm(); office = openOffice(realm.server); });
  after(async () => { await realm?.server.stop(); });

  // What stands for ":x" of a pattern when somebody asks at a tenant: their own and the neighbours'.
  const VALUES = {
    ticket: (route, base) => nearby(base).map(one => ({ one, text: route.kind === 'OPEN311' ? `${one.ticket}.json` : one.ticket })),
    token: (route, base) => nearby(base).map(one => ({ one, text: `${one.ticket}.xml` })),
    name: (route, base) => route.pattern.startsWith('/ikon') ? ['apple.png', 'naga'].map(text => ({ text })) : nearby(base).map(one => ({ one, text: one.id })),
    code: () => ['pencemaran.json', 'naga.xml'].map(text => ({ text })),
    collection: () => ['requests.json?extensions=true&page_size=500', 'requests.xml', 'services.json', 'servicerequestupdates.json', 'discovery.json'].map(text => ({ text })),
    queue: () => ['verifikasi', 'kotak', 'tugas', 'instansi', 'pelapor', 'lewat', 'semua', 'naga'].map(text => ({ text })),
    login: () => Object.keys(TENANTS).map(tenant => ({ login: tenant, text: `leader-${tenant}` })),
    id: () => realm.keys.map(({ id, tenant }) => ({ key: tenant, text: id })),
    post: () => realm.posts.map(({ id, tenant }) => ({ post: tenant, text: id })),
    talk: () => realm.talks.map(({ id, tenant }) => ({ talk: tenant, text: id })),
    nth: () => [{ text: '0' }],
    deed: () => ['laporan', 'gabung', 'abaikan', 'kembalikan', 'ambil', 'tulis', 'lampirkan', 'naga'].map(text => ({ text })),
    channel: () => ['kannel', 'naga'].map(text => ({ text })),
    desk: () => ['mpp', 'balai-kota', 'naga'].map(text => ({ text })),
    number: () => ['1', 'naga'].map(text => ({ text })),
    paper: () => ['a6.pdf', 'naga.pdf'].map(text => ({ text })),
    action: (route, base, { one }) => (one.tenant === base ? actions : ['disposisi', 'catatan']).map(text => ({ text, action: text })),
    ...Object.fromEntries(['item', 'episode', 'promise', 'call'].map(name => [name, () => ['1', 'naga', '-1'].map(text => ({ text }))])),
  };
  // Arguments by which a page can be asked for more than it shows by itself.
  const ARGUMENTS = {
    '/cek': () => nearby('').map(one => `t=${one.ticket}`),
    '/daftar': base => [...nearby(base).map(one => `q=${one.words.text}`), 'status=semua', 'tampil=peta', 'layanan=pencemaran&wilayah=3'],
    '/wilayah.json': base => [`di=${{ jabar: '32.73', bandung: '32.73.01', jepara: '33.20.06' }[base]}`],
    '/peta.geojson': () => ['status=semua', 'kotak=90,-15,150,15'],
    '/umpan.atom': () => ['status=semua'],
    '/console/antrean/:queue': (base, path) => !path.endsWith('/semua') ? [] : [...nearby(base).slice(0, 3).map(one => `q=${one.words.text}`), 'instansi=dinkes', 'wilayah=3'],
    '/console/cari': base => nearby(base).map(one => `q=${one.ticket}`),
    '/console/rel': base => [`kini=${nearby(base)[0].ticket}`],
    '/api/v1/cases': base => [...nearby(base).flatMap(one => [`q=${one.words.text}`, `ticket=${one.ticket}`]), 'limit=500', 'agency=dinkes', 'agency=dishub', 'area=3', 'order=due', 'order=updated', 'status=diterima'],
    '/api/v1/officers': () => ['agency=dinkes'],
    '/api/v1/similar': base => [`lat=${TENANTS[base]?.point.lat}&long=${TENANTS[base]?.point.lng}&service=pencemaran`],
    '/open311/v2/:collection': base => [`service_request_id=${nearby(base).map(one => one.ticket)}`, 'updated_after=2020-01-01T00:00:00Z', 'bbox=90,-15,150,15'],
  };

  const bases = () => Object.keys(TENANTS);
  const nearby = base => realm.cases.filter(one => one.tenant === base || ['terbuka', 'rahasia'].includes(one.kind));

  // Every way to fill the placeholders of a route, at one tenant.
  function fillings(route, base) {
    let all = [{ path: route.pattern.replace('*', 'css/public.css') }];
    for (const name of route.names) {
      assert.ok(VALUES[name], `${route.pattern}: say in VALUES what :${name} stands for`);
      all = all.flatMap(done => VALUES[name](route, base, done).map(value => ({ ...done, ...value, text: undefined, path: done.path.replace(`:${name}`, value.text) })));
    }
    const more = path => route.method === 'GET' ? ARGUMENTS[route.pattern]?.(base, path) ?? [] : [];
    return all.flatMap(one => [one, ...more(one.path).map(query => ({ ...one, path: `${one.path}${one.path.includes('?') ? '&' : '?'}${query}` }))]);
  }

  const ask = (actor, base, route, path, { way = 'session', body, headers = {} } = {}) =>
    quick(`${realm.server.url}/t/${base}${path}`, { method: route.method, body, headers: { ...actor.headers(way), ...headers } });

  // The words of a case that an answer at a tenant may have.
  function allowed(actor, base, one) {
    const may = new Set();
    if (one.tenant !== base) return may;
    if (one.listed) may.add('text').add('place');
    if (actor.sees(one) && (one.visibility !== 'rahasia' || actor.acts(one))) may.add('text').add('note').add('place');
    return may;
  }

  // What belongs to somebody in a text: the words of realm.js, tickets, secrets of links, staff, keys.
  function* findings(text) {
    for (const [, name, tenant, kind] of text.matchAll(/(teks|catatan|orang|patokan)unik(jabar|bandung|jepara)([a-z]+)/gi))
      yield { name: { teks: 'text', catatan: 'note', orang: 'name', patokan: 'place' }[name.toLowerCase()], one: realm.case(tenant.toLowerCase(), kind.toLowerCase()) };
    for (const [, tenant] of text.matchAll(/unggahanunik(jabar|bandung|jepara)/g)) yield { name: 'post', tenant };
    for (const [, serial] of text.matchAll(/8125550(\d{4})/g)) yield { name: 'phone', one: realm.cases[Number(serial)] };
    for (const [ticket] of text.matchAll(/(?:JBR|BDG|JPR)-[0-9A-Z]{4}-[0-9A-Z]{4}/g)) yield { name: 'ticket', one: realm.byTicket.get(ticket), ticket };
    for (const one of realm.cases) if (text.includes(one.secret)) yield { name: 'secret', one };
    for (const [, what, tenant] of text.matchAll(/(Kunci-|Ibu )[a-z]+-(jabar|bandung|jepara)/g)) yield { name: what, tenant };
  }

  const decides = (actor, base) => actor.home === base && ['verifier', 'administrator'].includes(actor.role); // on public posts

  function assertClean(actor, base, path, text) {
    const asked = decodeURIComponent(path);
    for (const { name, one, tenant, ticket } of findings(text)) {
      const where = () => `${actor.name} at ${base}: ${path} has ${name} of ${one ? `${one.kind} in ${one.tenant}` : tenant}`;
      if (name === 'ticket') assert.ok(!one && ticket.endsWith('-4K7M-2Q9T') || asked.includes(ticket) || one?.tenant === base && (one.listed || actor.sees(one)), where());
      else if (name === 'post') assert.ok(decides(actor, base) && base === tenant, where());
      else if (one) assert.ok(asked.includes(name === 'secret' ? one.secret : one.words[name]) || allowed(actor, base, one).has(name), where());
      else assert.ok(actor.home === tenant || actor.looksInto(base) && base === tenant, where());
    }
  }

  // Where an account is nobody its role makes no difference, and machines' routes know no sessions.
  function asksSomething(actor, base, route) {
    if (!actor.home) return true;
    if (!['PAGE', 'API'].includes(route.kind)) return false;
    return actor.looksInto(base) || actor.role === 'administrator';
  }

  // What a POST is sent with: [fields, ...]; an account that may do that there is left out by ACTS.
  const whole = { jelas: '1', lengkap: '1', teks: 'diselundupkan', alasan: 'spam', instansi: 'dishub', layanan: 'pencemaran', wilayah: '', hari: '2', prioritas: '2', keterbukaan: 'rahasia', pemda: 'bandung' };
  const BODIES = {
    '/lapor': ({ base }) => nearby(base).filter(one => one.tenant !== base || !one.listed).map(one => ({ aksi: 'kirim', jenis: 'pengaduan', keterbukaan: 'terbuka', teks: 'diselundupkan', ikut: one.ticket })),
    '/lapor/usul': ({ base }) => [{ teks: 'teksunik pencemaran', ...TENANTS[base].point, layanan: 'pencemaran' }],
    '/lapor/kirim': asked => BODIES['/lapor'](asked).map(fields => ({ ...fields, kunci: `kunci-selundup-${asked.base}-${fields.ikut}` })),
    '/lapor/serupa': ({ base }) => [{ teks: 'pencemaran', ...TENANTS[base].point, layanan: 'pencemaran' }, { teks: 'pencemaran', kecamatan: '33.20.06', layanan: 'pencemaran' }],
    '/laporan-saya/kabar': () => [{ l: realm.cases.map((one, i) => `${one.ticket}.${realm.cases.at(i - 1).secret}`) }],
    '/laporan/:ticket': ({ base, one }) => ['dukung', 'balas', 'belum'].filter(aksi => aksi !== 'dukung' || one.tenant !== base)
      .map(aksi => ({ aksi, teks: 'diselundupkan', nilai: '5', k: realm.cases.find(other => other !== one).secret })),
    '/open311/v2/:collection': ({ base }) => nearby(base).flatMap(one => Object.keys(TENANTS).filter(tenant => tenant !== base || one.tenant !== base)
      .map(tenant => ({ api_key: realm.open311[tenant], service_code: 'naga', service_request_id: one.ticket, status: 'OPEN', description: 'diselundupkan', ...(one.tenant === base ? {} : { jurisdiction_id: one.tenant, api_key: realm.open311[base] }) }))),
    '/hook/sms/kannel': () => [{}], '/hook/sms/kannel/dlr': () => [{}], '/hook/:channel': () => [{ x: '1' }],
    '/masuk': ({ base }) => Object.keys(TENANTS).filter(tenant => tenant !== base).map(tenant => ({ nama: `leader-${tenant}`, sandi: 'bukan ini kata sandinya' })),
    '/api/v1/cases': ({ base }) => nearby(base).filter(one => one.tenant !== base || !one.listed).map(one => ({ text: 'diselundupkan', join: one.ticket })),
    '/api/v1/cases/:ticket/actions/:action': () => [{ clear: true, complete: true, text: 'diselundupkan', reason: 'spam', agency: 'dishub', service: 'pencemaran', days: 2, tenant: 'bandung' }],
    '/api/v1/notices/seen': () => [{}], '/console/kabar': () => [{}],
    '/api/v1/cases/:ticket/identity': () => [{ reason: 'ingin tahu saja siapa' }],
    '/console/kasus/:ticket/aksi/:action': ({ base }) => [{ ...whole, tujuan: realm.case(base, 'anonim').ticket }],
    '/console/kasus/:ticket/identitas': ({ one }) => [{ alasan: 'ingin tahu saja siapa', laporan: one.report }],
    '/console/kasus/:ticket/usul': () => [{}],
    '/console/sosial/:post/:deed': ({ base }) => [{ alasan: 'kasar', tiket: realm.case(base, 'terbuka').ticket }],
    '/console/percakapan/:talk/:deed': ({ base }) => [{ teks: 'diselundupkan', isi: 'diselundupkan', nomor: realm.case(base, 'terbuka').ticket }],
    '/console/massal': ({ actor, base }) => ['verifikasi', 'disposisi', 'tolak', 'catatan', 'tindak-lanjut'].map(aksi => ({ ...whole, aksi, antrean: 'semua', lakukan: '1', tiket: nearby(base).filter(one => !(one.tenant === base && actor.acts(one))).map(one => one.ticket) })),
    '/console/akun': ({ base }) => [{ nama_masuk: `selundup-${base}`, nama: 'Selundup', peran: 'administrator', sandi: 'kata sandi yang panjang' }],
    '/console/akun/:login': () => [{ nama: 'Selundup', peran: 'administrator' }, { apa: 'sandi', sandi: 'kata sandi yang panjang' }, { apa: 'nonaktif' }, { apa: 'kode' }],
    '/console/kanal/:channel': () => [{ apa: 'mati' }, { apa: 'kredensial', kunci: 'token', nilai: 'x' }, { apa: 'uji', alamat: '081299990000' }],
    '/console/kunci': () => [{ label: 'Selundup', lingkup: 'open311' }],
    '/console/kunci/:id/cabut': () => [{}],
    '/console/sandi': () => [{ lama: 'salah', baru: 'kata sandi yang panjang', ulang: 'kata sandi yang panjang' }],
    '/console/totp': () => [{ langkah: 'mulai', sandi: 'salah' }, { langkah: 'hapus', sandi: 'salah' }],
    '/console/surat/:name': () => [{}],
    '/console/posko/lapor': () => [{ teks: 'diselundupkan', setuju: '1', aksi: 'simpan' }],
    '/console/posko/cari': () => nearby('').map(one => ({ dicari: one.words.phone })),
    '/console/posko/minta/:ticket': () => [{ teks: 'diselundupkan' }],
    '/console/posko/:desk/tugas': () => [{ aksi: 'masuk', meja: '1' }, { aksi: 'pulang' }],
    '/console/posko/:desk/antrean': () => ['ambil', 'panggil', 'ulang', 'absen', 'selesai'].map(aksi => ({ aksi, nomor: '1' })),
    '/keluar': () => [],
    '/api/v1/calls': () => [{ line: '0353880999', number: '081299990000', started_at: '2026-01-05T08:00:00+07:00' }],
    '/console/usul-isian': () => [{ teks: 'teksunik pencemaran', tempat: 'Jepara' }],
    '/console/radio': () => [{ teks: 'diselundupkan', disposisi: 'keduanya', kunci: 'x' }],
    '/console/radio/catatan/:item': () => ['teks', 'disposisi', 'relai', 'lepas'].map(apa => ({ apa, teks: 'diselundupkan', disposisi: 'dialog', unit: 'polres', jawaban: 'diterima' })),
    '/console/radio/acara': () => [{ acara: 'ayo-mas-bro', waktu: '2026-11-27T08:00' }],
    '/console/radio/acara/:episode': () => ['topik', 'kelompok', 'ubah', 'naik', 'hapus', 'masuk', 'hasil', 'janji', 'tutup'].map(apa => ({ apa, id: '1', laporan: '1', topik: 'x', hasil: 'x', janji: 'x', instansi: 'dishub', hari: '2' })),
    '/console/janji/:promise': () => [{ kata: 'diselundupkan' }],
    '/console/telepon': () => [{ nomor: '081299990000', saluran: 'tetap', arah: 'masuk' }, { balas: '1' }],
    '/console/telepon/impor': () => [{}],
    '/console/telepon/:call': () => [{ teks: 'diselundupkan', kunci: 'x' }, { apa: 'selesai', hasil: 'tersambung' }],
  };
  const ACTS = {
    '/api/v1/cases/:ticket/actions/:action': ({ actor, base, one, action }) => one.tenant === base && (actor.acts(one) || actor.sees(one) && actor.home !== base || actor.serves(base) && action === 'minta-perkembangan'),
    '/api/v1/cases/:ticket/identity': ({ actor, base, one }) => one.tenant === base && actor.acts(one),
    '/console/sosial/:post/:deed': ({ actor, base, post }) => decides(actor, base) && post === base,
    '/console/percakapan/:talk/:deed': ({ actor, base, talk }) => decides(actor, base) && talk === base,
    '/console/akun': ({ actor, base }) => actor.role === 'administrator' && actor.home === base,
    '/console/akun/:login': ({ actor, base, login }) => actor.role === 'administrator' && actor.home === base && login === base,
    '/console/kunci': ({ actor, base }) => actor.role === 'administrator' && actor.home === base,
    '/console/kunci/:id/cabut': ({ actor, base, key }) => actor.role === 'administrator' && actor.home === base && key === base,
  };
  ACTS['/console/kasus/:ticket/aksi/:action'] = ACTS['/api/v1/cases/:ticket/actions/:action'];
  for (const rest of ['lapor', 'cari', 'minta/:ticket', ':desk/tugas', ':desk/antrean']) ACTS[`/console/posko/${rest}`] = ({ actor, base }) => actor.serves(base);
  ACTS['/console/kasus/:ticket/usul'] = ACTS['/console/kasus/:ticket/identitas'] = ACTS['/api/v1/cases/:ticket/identity'];

  function sealed(actor, route, fields) {
    if (route.flags.includes('RAW_BODY')) return { way: 'key', body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } };
    const pairs = Object.entries({ csrf: actor.session?.csrf ?? 'x', ...fields }).flatMap(([name, value]) => [value].flat().map(one => [name, one]));
    return { body: new URLSearchParams(pairs) };
  }

  const world = async () => (await Promise.all([
    office.rows("SELECT 'cases' AS what, ticket, version, status, agency, visibility, reports, supports FROM cases ORDER BY id"),
    office.rows("SELECT 'account' AS what, login, role, active, name, agency, password FROM account ORDER BY id"),
    office.rows("SELECT 'post' AS what, id, state, decided_by FROM post ORDER BY id"),
    office.rows("SELECT 'talk' AS what, id, state, account, case_id, version FROM conversation ORDER BY id"),
    office.rows("SELECT 'key' AS what, label, revoked_at FROM api_key ORDER BY id"),
    office.rows("SELECT 'message' AS what, key, channel, outbound, count(*) AS n FROM message GROUP BY key, channel, outbound"),
    office.rows("SELECT 'event' AS what, kind, count(*) AS n FROM event GROUP BY kind ORDER BY kind"),
    ...['report', 'hop', 'attachment', 'person', 'support'].map(table => office.rows(`SELECT '${table}' AS what, count(*) AS n FROM ${table}`)),
  ])).flat().map(row => JSON.stringify(row));

  const asks = method => realm.actors.flatMap(actor => bases().flatMap(base =>
    ROUTES.filter(route => route.method === method && !route.flags.includes('DEV') && asksSomething(actor, base, route)).flatMap(route =>
      fillings(route, base).map(filling => ({ actor, base, route, ...filling })))));

  it('the walk has something to find: who may see sees', async () => {
    for (const actor of realm.actors.filter(one => one.home))
      for (const one of realm.cases) {
        const { status, text } = await ask(actor, one.tenant, { method: 'GET' }, `/api/v1/cases/${one.ticket}`);
        const want = actor.sees(one) ? 200 : actor.looksInto(one.tenant) ? 404 : 401;
        assert.equal(status, want, `${actor.name}: ${one.kind} in ${one.tenant}`);
        if (want === 200) for (const name of allowed(actor, one.tenant, one)) assert.ok(text.includes(one.words[name]), `${actor.name}: ${name} of ${one.kind} in ${one.tenant}`);
        const page = await ask(actor, one.tenant, { method: 'GET' }, `/console/kasus/${one.ticket}`);
        assert.equal(page.status, { 200: 200, 404: 404, 401: 303 }[want], `${actor.name}: page of ${one.kind} in ${one.tenant}`);
        if (want === 200) for (const name of allowed(actor, one.tenant, one)) assert.ok(page.text.includes(one.words[name]), `${actor.name}: page, ${name} of ${one.kind} in ${one.tenant}`);
      }
  });

  it('nobody reads what is not his, on any route', async () => {
    const seen = new Map();
    await each(asks('GET'), async ({ actor, base, route, path, one }) => {
      const { status, text } = await ask(actor, base, route, path);
      const full = route.pattern === '/posko/:desk/alir' && status === 503; // so many streams from one address
      assert.ok(status < 500 || full, `${actor.name} at ${base}: ${path}: ${status}`);
      assertClean(actor, base, path, text);
      if (route.pattern === '/foto/:name') assert.equal(status === 200, allowed(actor, base, one).has('text'), `${actor.name} at ${base}: photo of ${one.kind} in ${one.tenant}`);
      if (route.kind === 'API' && actor.home) {
        const byKey = await ask(actor, base, route, path, { way: 'key' });
        assert.ok(byKey.status < 500 || route.pattern === '/posko/:desk/alir');
        assertClean(actor, base, path, byKey.text);
      }
      seen.set(route.pattern, (seen.get(route.pattern) ?? new Set()).add(status));
    });
    const withoutOne = ['/console/sosial/:post/gambar/:nth']; // no post here has a picture
    const byLinkOnly = [...withoutOne, '/laporan-saya/alir', '/terkirim/:ticket', '/laporan/:ticket/qr.svg'];
    for (const [pattern, statuses] of seen) if (!pattern.startsWith('/hook/') && !byLinkOnly.includes(pattern)) assert.ok(statuses.has(200) || statuses.has(303), `${pattern} never answered: ${[...statuses]}`);
  });

  it('nobody changes what is not his, on any route', async () => {
    const before = await world();
    await each(asks('POST'), async asked => {
      const { actor, base, route, path } = asked;
      assert.ok(BODIES[route.pattern], `${route.pattern}: say in BODIES what it is sent`);
      if (ACTS[route.pattern]?.(asked)) return;
      for (const fields of BODIES[route.pattern](asked)) {
        const { status, text } = await ask(actor, base, route, path, sealed(actor, route, fields));
        const where = `${actor.name} at ${base}: POST ${path} ${JSON.stringify(fields).slice(0, 200)}`;
        assert.ok(status < 500, `${where}: ${status} ${text.slice(0, 200)}`);
        assertClean(actor, base, path + JSON.stringify(fields), text);
      }
    });
    const now = await world();
    assert.deepEqual([now.filter(row => !before.includes(row)), before.filter(row => !now.includes(row))], [[], []], 'nothing has changed');
  });

  it('the link of a report opens that report, at its own government, and no other', async () => {
    const GET = { method: 'GET' }, nobody = realm.actors[0];
    for (const one of realm.cases) {
      const paths = other => [`/laporan/${one.ticket}?k=${other.secret}`, `/terkirim/${one.ticket}?k=${other.secret}`, `/laporan/${one.ticket}/qr.svg?k=${other.secret}`, `/foto/${one.id}?k=${other.secret}`];
      for (const path of paths(one)) {
        for (const base of bases()) assert.equal((await ask(nobody, base, GET, path)).status, base === one.tenant ? 200 : 404, `${base}: ${path}`);
      }
      const page = await ask(nobody, one.tenant, GET, paths(one)[0]);
      assert.ok(page.text.includes(one.words.text) && !page.text.includes(one.words.note));
      const neighbour = realm.cases.find(other => other.tenant === one.tenant && other !== one);
      for (const [i, path] of paths(neighbour).entries()) {
        const { status, text } = await ask(nobody, one.tenant, GET, path);
        const open = one.listed && (i === 0 || i === 3) || one.kind === 'baru' && i === 0;
        assert.equal(status, open ? 200 : 404, `${one.kind}: ${path}`);
        assertClean(nobody, one.tenant, path, text);
      }
    }
  });

  it('a case of one’s own is never tied to what is another’s', async () => {
    const before = await world();
    for (const home of bases()) {
      const verifier = realm.actor(home, 'verifier').client, supervisor = realm.actor(home, 'supervisor').client;
      const own = realm.case(home, 'terbuka').ticket, fresh = realm.case(home, 'baru').ticket;
      for (const other of realm.cases.filter(one => one.tenant !== home)) await verifier.act(fresh, 'gabung', { target: other.ticket }, 400);
      for (const tenant of bases()) if (TENANTS[tenant].parent !== home && TENANTS[home].parent !== tenant) await verifier.act(fresh, 'serahkan', { tenant, text: 'x' }, 400);
      const ids = (await office.rows(`SELECT CAST(a.id AS TEXT) AS id FROM account a JOIN tenant t ON t.id = a.tenant WHERE t.code <> '${home}'`)).map(row => row.id);
      for (const officer of ids) await supervisor.act(own, 'serah-petugas', { officer }, 400);
      for (const agency of ['rsud-bandung', 'rsud-al-ihsan', 'rsud-kartini']) {
        const there = (await verifier.get('/api/v1/reference')).agencies.some(one => one.code === agency);
        if (!there) await verifier.act(fresh, 'disposisi', { agency, service: 'pencemaran' }, 400);
      }
    }
    assert.deepEqual(await world(), before);
  });
});
