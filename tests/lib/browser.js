// A real Chromium for the browser tests, and what every page is held to: no request to another host,
// no error in the console, no violation that axe-core finds, valid HTML, no sideways scroll.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { run, until } from './wait.js';

const require = createRequire(import.meta.url);
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(file => fs.existsSync(file));
const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const ALIKE = '.row:nth-child(n + 9)'; // rows of a list come from one template: eight are looked at
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

// Why it cannot run, or null.
export const noBrowser = () => CHROMIUM ? null : 'skipped: there is no chromium (apt-get install chromium)';

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1366, height: 768 };

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

// A Chromium that keeps its data in folder, as the one of a person does: close() ends it, kill() as
// a phone does that is out of memory. page() as in launch, but all pages share the one profile.
export async function launchAt(folder) {
  const { chromium } = require('playwright-core');
  const mark = path.join(folder, 'DevToolsActivePort');
  fs.rmSync(mark, { force: true });
  const child = run(CHROMIUM, [...QUIET, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank'], { detached: true });
  const port = await until('the port of chromium', () => fs.existsSync(mark) && fs.readFileSync(mark, 'utf8').split('\n')[0], 30000);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const [context] = browser.contexts();
  return {
    context,
    async page(url) {
      const page = await context.newPage();
      await page.setViewportSize(PHONE);
      watch(page, url);
      return page;
    },
    async kill() {
      process.kill(-child.pid, 'SIGKILL');
      await child.ended;
    },
    async close() {
      const session = await browser.newBrowserCDPSession();
      session.send('Browser.close').catch(() => {});
      const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 5000);
      await child.ended;
      clearTimeout(timer);
    },
  };
}

export async function launch() {
  const { chromium } = require('playwright-core');
  const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: QUIET });
  return {
    // A page in a context (profile) of its own; page.problems fills with what must not happen.
    async page(url, options = {}) {
      const context = await browser.newContext({ viewport: PHONE, locale: 'id-ID', ...options });
      const page = await context.newPage();
      watch(page, url);
      return page;
    },
    close: () => browser.close(),
  };
}

function watch(page, url) {
  const host = new URL(url).host;
  page.problems = [];
  page.bytes = 0;
  page.on('pageerror', error => page.problems.push(`script: ${error.message}`));
  page.on('console', message => {
    // Chromium writes every 4xx answer to the console; whether it was due is for the test to say
    if (message.type() === 'error' && !/^Failed to load resource/.test(message.text())) page.problems.push(`console: ${message.text()}`);
  });
  page.on('request', request => {
    const to = new URL(request.url());
    if (to.protocol.startsWith('http') && to.host !== host) page.problems.push(`request to ${to.host}`);
  });
  page.on('response', response => { if (response.status() >= 500) page.problems.push(`${response.status()} ${response.url()}`); });
  page.on('requestfinished', async request => {
    const sizes = await request.sizes().catch(() => null);
    if (sizes) page.bytes += sizes.responseBodySize + sizes.responseHeadersSize;
  });
}

const rules = {
  extends: ['html-validate:recommended'],
  rules: { 'long-title': 'off', 'no-trailing-whitespace': 'off', 'tel-non-breaking': 'off' },
};
export async function validate(html) {
  const { HtmlValidate, StaticConfigLoader } = require('html-validate');
  const report = await new HtmlValidate(new StaticConfigLoader(rules)).validateString(html);
  return (report.results[0]?.messages || []).map(m => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`);
}

// Holds the page as it is now to all of it. Needs JavaScript for axe; without it only the rest.
export async function check(page, name, { script = true } = {}) {
  assert.deepEqual(page.problems, [], `${name}: problems`);
  if (!script) return;
  // axe is put into a world of its own, so that the page's content policy stays in force
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const evaluate = async expression => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression, contextId: executionContextId, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description || exceptionDetails.text);
    return result.value;
  };
  await evaluate(AXE);
  const violations = await evaluate(`axe.run({ exclude: [[${JSON.stringify(ALIKE)}]] }, { runOnly: ${JSON.stringify(WCAG)} }).then(r => r.violations.map(v =>
    v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))`);
  await session.detach();
  assert.deepEqual(violations, [], `${name}: axe-core`);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(sideways <= 0, `${name}: ${sideways} px of sideways scroll`);
}

// Where screenshots go: KENTONGAN_SHOTS, else beside what was built.
const SHOTS = process.env.KENTONGAN_SHOTS ?? new URL('../../build/screens', import.meta.url).pathname;
export async function shot(page, name) {
  fs.mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true });
}

// Photos made by the browser itself, so that no picture stands in the tree.
export async function photo(browser, url, { width = 900, height = 700, colour = '#7a5' } = {}) {
  const page = await browser.page(url, { viewport: { width, height } });
  await page.setContent(`<body style="margin:0;background:linear-gradient(#9ce 45%,${colour} 45%)"><h1>foto</h1></body>`);
  const bytes = await page.screenshot({ type: 'jpeg' });
  await page.context().close();
  return { name: 'foto.jpg', mimeType: 'image/jpeg', buffer: bytes };
}
