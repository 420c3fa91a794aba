// SIGTERM and kill -9 while 64 reports are on their way: what was acknowledged is there, once.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { missing, start } from '../lib/kentongan.js';
import { end, until } from '../lib/wait.js';

const POSTERS = 64;

describe('stopped while reports are on their way', { skip: missing() }, () => {
  const wrong = [];
  let server, key;
  before(async () => {
    server = await start();
    key = (await server.command('key add', ['--label', 'x', '--scope', 'open311'])).trim().split('\n').at(-1);
  });
  after(async () => { await server?.stop(); });

  // One report; its ticket, or null when the connection ended or it was told to come again.
  const post = (agent, text) => new Promise(resolve => {
    const body = new URLSearchParams({ api_key: key, service_code: 'lampu_jalan', description: text, lat: '-6.59', long: '110.67' }).toString();
    const request = http.request(`${server.url}/open311/v2/requests.json?jurisdiction_id=jepara`, { method: 'POST', agent,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) } }, answer => {
      let said = '';
      answer.setEncoding('utf8');
      answer.on('data', chunk => { said += chunk; });
      answer.on('error', () => resolve(null));
      answer.on('end', () => {
        if (![200, 503].includes(answer.statusCode)) wrong.push(`${answer.statusCode} ${said}`);
        resolve(answer.statusCode === 200 ? JSON.parse(said)[0].service_request_id : null);
      });
    });
    request.on('error', () => resolve(null));
    request.end(body);
  });

  for (const signal of ['SIGTERM', 'SIGKILL']) {
    test(`${signal}: every acknowledged one is there, and the log is whole`, async () => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: POSTERS });
      const acknowledged = [];
      let posting = true;
      const before = JSON.parse(await server.command('report list', ['--format', 'json', '--all'])).length;
      const posters = Array.from({ length: POSTERS }, async (_, i) => {
        for (let n = 0; posting; n++) {
          const ticket = await post(agent, `${signal} ${i} ${n}`);
          if (ticket) acknowledged.push(ticket);
          else if (posting) await new Promise(setImmediate);
        }
      });
      await until('200 reports', () => acknowledged.length >= 200 || wrong.length > 0, 60000);
      await end(server.child, signal, 60000);
      posting = false;
      await Promise.all(posters);
      agent.destroy();
      assert.deepEqual(wrong, []);
      if (signal === 'SIGTERM') assert.equal(server.child.exitCode, 0, server.log);
      await server.serve();
      const rows = JSON.parse(await server.command('report list', ['--format', 'json', '--all']));
      const there = new Set(rows.map(row => row.ticket));
      for (const ticket of acknowledged) assert.ok(there.has(ticket), `${ticket} was acknowledged and is gone`);
      assert.equal(there.size, rows.length);
      const texts = rows.map(row => row.text).filter(text => text.startsWith(`${signal} `));
      assert.equal(new Set(texts).size, texts.length, 'none is there twice');
      assert.ok(rows.length - before <= acknowledged.length + POSTERS);
      assert.match(await server.command('verify'), / 0 findings/);
    });
  }
});
