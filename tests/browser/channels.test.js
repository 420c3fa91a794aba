// The administrator's page of a channel in a real Chromium: switched by keyboard, at 360 and 1366 px.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PHONE, check, noBrowser, shot, validate } from '../lib/browser.js';
import { openDesk } from '../lib/desk.js';
import { missing } from '../lib/kentongan.js';
import { until } from '../lib/wait.js';

const PAGE = '/console/kanal/telegram';

describe('channels in the console', { skip: missing() ?? noBrowser() ?? false, timeout: 300000 }, () => {
  const desk = openDesk();
  let admin;
  before(async () => {
    await desk.begin(undefined, { 'channel.telegram': { driver: 'telegram', token: '7:X', api_url: 'http://127.0.0.1:9', number: 'jepara_uji_bot', tenant: 'jepara' } });
    admin = await desk.signIn('pengelola');
    await until('the channel', async () => (await admin.request.get(PAGE)).status() === 200);
  });
  after(() => desk.end());

  test('from the list to the page, a credential, off and on, by keyboard', async () => {
    await admin.goto('/console/kanal');
    await check(admin, 'the list of channels');
    await admin.click('a[href$="/console/kanal/telegram"]');
    await admin.waitForSelector('#k-token');
    await check(admin, 'a channel that is down');
    assert.deepEqual(await validate(await (await admin.request.get(PAGE)).text()), []);
    await shot(admin, 'channel-down');
    await admin.fill('#k-token', '7:RAHASIA');
    await admin.keyboard.press('Enter');
    await admin.waitForSelector('[role=status]');
    assert.match(await admin.locator('#k-token-hint').innerText(), /Diisi .*Pengelola/);
    assert.equal(await admin.inputValue('#k-token'), '');
    await admin.focus('button:has-text("Matikan")');
    await admin.keyboard.press('Enter');
    await until('it off', async () => { await admin.goto(PAGE); return /dimatikan oleh pengelola/.test(await admin.locator('#kasus').innerText()); });
    await check(admin, 'a channel that is off');
    await shot(admin, 'channel-off');
    const phone = await desk.signIn('pengelola', { viewport: PHONE });
    await phone.goto(PAGE);
    await check(phone, 'a channel on a phone');
    await shot(phone, 'channel-phone');
    await admin.click('button:has-text("Nyalakan")');
    await until('it on', async () => { await admin.goto(PAGE); return await admin.locator('button:has-text("Matikan")').count() === 1; });
    assert.deepEqual(admin.problems, []);
  });
});
