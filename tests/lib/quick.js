// A plain client for tests that ask thousands of times: connections are kept, redirects not followed,
// an event stream is left as soon as it answers.
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });

// { status, headers, text }. body: text, Buffer or URLSearchParams.
export function quick(url, { method = 'GET', headers = {}, body } = {}) {
  const form = body instanceof URLSearchParams;
  const bytes = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(String(body));
  const sent = { ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}), ...(bytes || method === 'POST' ? { 'content-length': bytes?.length ?? 0 } : {}), ...headers };
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent, headers: sent }, response => {
      const answer = { status: response.statusCode, headers: response.headers, text: '' };
      if (response.headers['content-type']?.startsWith('text/event-stream')) { response.destroy(); return resolve(answer); }
      const chunks = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () => { answer.text = Buffer.concat(chunks).toString(); resolve(answer); });
      response.on('error', reject);
    });
    request.on('error', error => reject(Object.assign(error, { message: `${error.message}: ${method} ${String(url).slice(0, 300)} ${request.reusedSocket ? 'again' : 'first'}` })));
    request.end(bytes);
  });
}
