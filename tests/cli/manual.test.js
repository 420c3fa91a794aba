// What --help says stands in the manual, and the other way round; both agree with kentongan.ini(5).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { missing, PROGRAM, ROOT } from '../lib/kentongan.js';

const MAN = path.join(ROOT, 'docs/man');
const SHARED = ['--config', '--data', '--db', '--tenant'];

const kentongan = (...args) => spawnSync(PROGRAM, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
const read = name => fs.readFileSync(path.join(MAN, name), 'utf8').replaceAll('Fl \\-', 'Fl --').replaceAll('\\-', '-');
const commandsOf = help => [...help.matchAll(/^ {2}([a-z-]+(?: [a-z]+)?) {2,}/gm)].map(found => found[1]);
const optionsOf = help => [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(found => found[1]).filter(name => name !== '--help');

describe('manual', { skip: missing() }, () => {
  let commands;
  before(() => { commands = commandsOf(kentongan('--help').stdout); });

  test('every command has a page that names all its options, and no other', () => {
    assert.equal(commands.length, 22);
    const seen = new Map();
    for (const command of commands) {
      const { status, stdout } = kentongan(...command.split(' '), '--help');
      assert.equal(status, 0, command);
      const page = `kentongan-${command.split(' ')[0]}.1`;
      const text = read(page);
      assert.match(text, new RegExp(`Cm ${command}\\b`), `${page} names ${command}`);
      const own = optionsOf(stdout).filter(name => !SHARED.includes(name));
      for (const option of own) {
        assert.match(text, new RegExp(`^\\.It Fl ${option}( |$)`, 'm'), `${page} explains ${option}`);
        seen.set(page, [...(seen.get(page) || []), option]);
      }
    }
    for (const page of fs.readdirSync(MAN).filter(name => name.startsWith('kentongan-'))) {
      const told = [...read(page).matchAll(/^\.It Fl (--[a-z-]+)/gm)].map(found => found[1]);
      for (const option of told) assert.ok((seen.get(page) || []).includes(option), `${page}: ${option} does not exist`);
    }
  });

  test('kentongan(1) names every command and the shared options', () => {
    const text = read('kentongan.1');
    for (const command of commands) assert.match(text, new RegExp(`(Cm|,) ${command}\\b`), command);
    for (const option of SHARED) assert.match(text, new RegExp(`Fl ${option}\\b`), option);
  });

  const toldIn = part => [...part.matchAll(/^\.It Ic (.+)$/gm)].flatMap(found => found[1].split(/ , Ic /)).sort();

  test('kentongan.ini(5) names every driver and its keys, and no other', () => {
    const folder = path.join(ROOT, 'src/channel');
    const source = name => fs.readFileSync(path.join(folder, name), 'utf8');
    const array = (text, name) => [...(text.match(new RegExp(`${name}\\[\\] = \\{([^}]*)\\}`)) || ['', ''])[1].matchAll(/"(\w+)"/g)].map(found => found[1]).sort();
    const drivers = new Map(); // as the program has them: a name, its keys
    for (const file of fs.readdirSync(folder).filter(name => name.endsWith('.c'))) {
      for (const [, name] of source(file).matchAll(/const ChannelDriver \w+ = \{\s*\.name = "(\w+)"/g)) drivers.set(name, array(source(file), source(file).includes(`${name.toUpperCase()}_KEYS[]`) ? `${name.toUpperCase()}_KEYS` : 'KEYS'));
    }
    assert.equal(drivers.size, source('drivers.c').match(/&\w+_DRIVER/g).length);
    const text = read('kentongan.ini.5');
    const parts = text.slice(text.indexOf('.Ss [channel'), text.indexOf('.Sh EXAMPLES')).split(/^\.Ss /m).slice(1);
    assert.deepEqual(toldIn(parts[0]), array(source('keys.c'), 'COMMON'));
    const told = parts.slice(1).map(part => [part.match(/^driver = (\w+)/)[1], toldIn(part)]);
    assert.deepEqual(new Map(told.sort()), new Map([...drivers].sort()));
  });

  test('kentongan-pack(5) names every key of every file, its usual value, and no other', () => {
    const source = name => fs.readFileSync(path.join(ROOT, name), 'utf8');
    const settings = source('src/model/settings.c'), reader = source('src/domain/pack_read.c');
    const rows = name => [...settings.slice(settings.indexOf(`${name}[]`)).split('{ NULL')[0].matchAll(/\{ "(\w+)", SETTING_\w+,[^"]*?(?:"([^"]*)"|NULL) \}/g)].map(row => [row[1], row[2]]);
    const table = name => [...reader.slice(reader.indexOf(`${name}[]`)).split('};')[0].matchAll(/\{ "[^"]*", "([\w.*]+)" \}/g)].map(row => row[1].replace('.*', '.NAME'));
    const includes = [...reader.matchAll(/\{ "include", "(\w+)" \}/g)].map(row => row[1]);
    const text = read('kentongan-pack.5');
    const parts = Object.fromEntries(text.split(/^\.Ss /m).slice(1).map(part => [part.slice(0, part.indexOf('\n')), part]));
    const tenant = rows('TENANT_SETTINGS'), policy = rows('POLICY_SETTINGS');
    assert.ok(tenant.length > 25 && policy.length > 10);
    const wanted = { 'pack.ini [tenant]': [...tenant.map(row => row[0]), 'parent'], 'pack.ini [include]': includes, 'policies.ini': policy.map(row => row[0]),
      'agencies.ini': table('AGENCY_KEYS'), 'services.ini': table('SERVICE_KEYS'), 'routing.ini': table('RULE_KEYS'), 'areas.ini': table('AREA_KEYS') };
    for (const [file, keys] of Object.entries(wanted)) assert.deepEqual(toldIn(parts[file]), keys.sort(), file);
    for (const [file, all] of [['pack.ini [tenant]', tenant], ['policies.ini', policy]])
      for (const [key, usual] of all) if (usual) {
        const item = parts[file].split(/^\.It Ic /m).find(one => one.split('\n')[0].split(' , Ic ').includes(key));
        assert.ok(item.replace(/\s+/g, ' ').includes(usual), `${file}: ${key} is ${usual} unless it is given`);
      }
  });

  test('kentongan.ini(5) names every key of [serve], and no other', () => {
    const table = fs.readFileSync(path.join(ROOT, 'src/cli/config.c'), 'utf8');
    const keys = [...table.matchAll(/\{ SERVE, "([a-z_]+)" \}/g)].map(found => found[1]);
    assert.ok(keys.length > 15);
    const text = read('kentongan.ini.5');
    const part = text.slice(text.indexOf('.Ss [serve]'), text.indexOf('.Ss [channel'));
    assert.deepEqual(toldIn(part), keys.sort());
  });

  test('help and version go to the standard output, mistakes do not', () => {
    assert.match(kentongan('--version').stdout, /^kentongan \d+\.\d+/);
    for (const [args, status] of [[[], 2], [['nosuch'], 2], [['serv'], 2], [['user'], 2], [['user', '--help'], 0],
      [['user', 'remove'], 2], [['key', 'revoke'], 2], [['key', 'revoke', '1', '2'], 2], [['serve', '--nosuch'], 2]]) {
      const done = kentongan(...args);
      assert.equal(done.status, status, args.join(' '));
      assert.equal(done.stdout === '', status === 2, `${args.join(' ')}: stdout`);
      assert.equal(done.stderr === '', status === 0, `${args.join(' ')}: stderr`);
    }
    assert.match(kentongan('serv').stderr, /did you mean "serve"/);
    assert.match(kentongan('user', 'lits').stderr, /did you mean "user list"/);
  });
});
