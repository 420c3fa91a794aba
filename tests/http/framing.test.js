// What reaches the server as bytes: framing that smuggles, slow, huge and torn requests, wrong
// encodings, paths that climb. Nothing of it may be answered 200, 500, or not at all.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { raw, status } from '../lib/raw.js';

const skip = missing();
const SECOND = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

describe('framing', { skip }, () => {
  let server;
  before(async () => { server = await start(); });
  after(async () => { await server?.stop(); });

  const SMUGGLING = {
    'content-length with transfer-encoding': 'Host: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'transfer-encoding with content-length': 'Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n',
    'two different content-lengths': 'Host: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nabcde',
    'the same content-length twice': 'Host: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc',
    'a list of content-lengths': 'Host: x\r\nContent-Length: 3, 3\r\n\r\nabc',
    'a space before the colon': 'Host: x\r\nContent-Length : 0\r\n\r\n',
    'a tab before the colon': 'Host: x\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n',
    'a folded transfer-encoding': 'Host: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n',
    'a folded header': 'Host: x\r\nX-A: 1\r\n 2\r\n\r\n',
    'an unknown transfer-encoding': 'Host: x\r\nTransfer-Encoding: xchunked\r\n\r\n',
    'two transfer-encodings': 'Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n',
    'a list of transfer-encodings': 'Host: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n',
    'two hosts': 'Host: x\r\nHost: y\r\n\r\n',
    'no host': 'X-A: 1\r\n\r\n',
    'a signed length': 'Host: x\r\nContent-Length: +0\r\n\r\n',
    'a negative length': 'Host: x\r\nContent-Length: -1\r\n\r\n',
    'a length in hex': 'Host: x\r\nContent-Length: 0x0\r\n\r\n',
    'a length beyond all numbers': 'Host: x\r\nContent-Length: 184467440737095516160\r\n\r\n',
    'chunks of a negative size': 'Host: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n',
    'a header name with a space': 'Host: x\r\nX A: 1\r\n\r\n',
  };

  for (const [name, head] of Object.entries(SMUGGLING))
    for (const method of ['GET /healthz', 'POST /healthz'])
      it(`${method.split(' ')[0]} with ${name} is refused and closed`, async () => {
        const answer = await raw(server.port, `${method} HTTP/1.1\r\n${head}${SECOND}`);
        assert.doesNotMatch(answer, /HTTP\/1\.1 [25]\d\d/);
        assert.doesNotMatch(answer, /\r\nok\n/);
      });

  it('a good request after a good one is served', async () => {
    const answer = await raw(server.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n' + SECOND);
    assert.equal(answer.match(/HTTP\/1\.1 200/g).length, 2);
  });

  it('a head that is too large is refused', async () => {
    for (const head of [`X-A: ${'a'.repeat(300000)}`, 'X-A: 1\r\n'.repeat(3000) + 'X: 1', `Cookie: ${'a=b; '.repeat(20000)}`]) {
      const answer = await raw(server.port, `GET /healthz HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n`);
      assert.doesNotMatch(answer, /HTTP\/1\.1 [25]\d\d/);
    }
    const line = await raw(server.port, `GET /${'a'.repeat(100000)} HTTP/1.1\r\nHost: x\r\n\r\n`);
    assert.doesNotMatch(line, /HTTP\/1\.1 [25]\d\d/);
  });

  it('bytes that are no HTTP end the connection and not the server', async () => {
    for (const bytes of ['\x16\x03\x01\x02\x00\x01\x00', '\0'.repeat(5000), 'GET\r\n\r\n', '\r\n\r\n\r\nX', 'GET / HTTP/9.9\r\n\r\n']) {
      const answer = await raw(server.port, [Buffer.from(bytes, 'latin1'), 100, '\r\n\r\n', 100, SECOND], { limit: 40000 });
      assert.doesNotMatch(answer, /HTTP\/1\.1 5(?!05)\d\d/);
    }
    assert.equal((await fetch(server.url + '/healthz')).status, 200);
  });

  it('a client that sends its head byte by byte is cut, others are served meanwhile', async () => {
    const drip = ['GET /healthz HTTP/1.1\r\nHost: x\r\nX: '];
    for (let i = 0; i < 120; i++) drip.push(250, 'a');
    const slow = Promise.all(Array.from({ length: 20 }, () => raw(server.port, drip, { limit: 60000 })));
    for (let i = 0; i < 20; i++) assert.equal((await fetch(server.url + '/healthz')).status, 200);
    for (const answer of await slow) assert.doesNotMatch(answer, /200 OK/);
  });

  it('wrong encodings are refused in words', async () => {
    for (const target of ['/%ff', '/%c0%af', '/%00', '/laporan/%00', '/laporan/%ED%A0%80', '/console/kasus/a%2Fb', '/api/v1/cases/%0d%0aX', '/open311/v2/requests/%fe.json', '/?a=%ff', '/?%', '/lapor?x=%zz']) {
      const answer = await raw(server.port, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      assert.equal(status(answer), 400, `${target}: ${answer.slice(0, 40)}`);
    }
  });

  it('paths that climb out of the assets find nothing', async () => {
    for (const target of ['/assets/../VERSION', '/assets/%2e%2e/VERSION', '/assets/..%2fVERSION', '/assets//etc/passwd',
      '/assets/css/../../VERSION', '/assets/%2e%2e%2f%2e%2e%2fetc/passwd', '/assets/..\\VERSION', '/assets/%5c..%5cVERSION',
      '/assets/./README.md', '/assets/README.md', '/assets/', '/assets', '/t/jepara/../../etc/passwd']) {
      const answer = await raw(server.port, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      assert.ok([400, 404].includes(status(answer)), `${target}: ${answer.slice(0, 40)}`);
      assert.doesNotMatch(answer, /root:|0\.1\.0\n/);
    }
  });

  it('torn and lying multipart forms are refused and the server goes on', async () => {
    const post = (type, body, length = body.length) => raw(server.port,
      `POST /open311/v2/requests.json HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`);
    const form = 'multipart/form-data; boundary=b';
    const part = name => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`;
    const bodies = [
      [form, ''], [form, '--b'], [form, part('a')], [form, `${part('a')}1\r\n--b`], ['multipart/form-data', '--b--'],
      [form, `--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--`],
      [form, `${part('a')}\xff\xfe\r\n--b--`], [form, (part('a') + '1\r\n').repeat(300) + '--b--'],
      [form, `--b\r\n${'X: 1\r\n'.repeat(2000)}\r\n1\r\n--b--`], ['application/x-www-form-urlencoded', 'a=%ff&b=%'],
      ['application/x-www-form-urlencoded', 'a&'.repeat(1000)],
    ];
    for (const [type, body] of bodies) {
      const answer = await post(type, body);
      assert.ok(status(answer) >= 400 && status(answer) < 500, `${JSON.stringify(body.slice(0, 60))}: ${answer.slice(0, 60)}`);
    }
    const huge = await post(form, '', 10 ** 12);
    assert.ok([400, 413].includes(status(huge)), huge.slice(0, 60));
    assert.equal((await fetch(server.url + '/healthz')).status, 200);
  });

  it('a connection that breaks in the middle of a body leaves nothing behind', async () => {
    const { connect } = await import('node:net');
    for (let i = 0; i < 50; i++)
      await new Promise(resolve => {
        const socket = connect(server.port, '127.0.0.1', () => {
          socket.write('POST /open311/v2/requests.json HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nabc', () => { socket.resetAndDestroy(); resolve(); });
        });
        socket.on('error', resolve);
      });
    assert.equal((await fetch(server.url + '/healthz')).status, 200);
  });
});
