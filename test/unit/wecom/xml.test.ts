import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { fieldsOf, readXml, writeXml, XmlRefused } from '../../../src/wecom/xml.ts'

const refusal = (source: string): string => {
  try {
    readXml(source)
  } catch (error) {
    if (error instanceof XmlRefused) return error.why
    throw error
  }
  return 'accepted'
}

describe('reading the XML of a callback', () => {
  it('keeps every value as the text it was', () => {
    const root = readXml('<xml><A>00123</A><B>4561255354251345929</B><C>1e3</C><D>true</D><E> x </E></xml>')
    expect(fieldsOf(root)).toEqual({ A: '00123', B: '4561255354251345929', C: '1e3', D: 'true', E: ' x ' })
  })

  it('reads CDATA, entities and character references', () => {
    const root = readXml('<xml><A><![CDATA[<b>&amp;]]></A><B>&lt;&#20320;&#x1F600;&amp;&apos;&quot;&gt;</B></xml>')
    expect(fieldsOf(root)).toEqual({ A: '<b>&amp;', B: '<你😀&\'">' })
  })

  it('refuses everything that an attacker could use and the vendor does not', () => {
    const cases: Record<string, string> = {
      '<!DOCTYPE xml><xml></xml>': 'not a plain element',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml>&x;</xml>': 'not a plain element',
      '<xml>&x;</xml>': 'unknown entity',
      '<xml>&constructor;</xml>': 'unknown entity',
      '<xml>a & b</xml>': 'unknown entity',
      '<xml>&#0;</xml>': 'bad character reference',
      '<xml>\0</xml>': 'a NUL character',
      '<xml>&#xD800;</xml>': 'bad character reference',
      '<xml>&#x110000;</xml>': 'bad character reference',
      '<?php echo 1 ?><xml></xml>': 'not a plain element',
      '<xml><?pi?></xml>': 'not a plain element',
      '<xml><!-- c --></xml>': 'not a plain element',
      '<xml a="1"></xml>': 'not a plain element',
      '<xml><a></xml></a>': 'wrong end tag',
      '<xml></xml></xml>': 'wrong end tag',
      '<xml><a></xml>': 'wrong end tag',
      '<xml><a>': 'unclosed element',
      '<xml><![CDATA[x': 'unclosed CDATA',
      '<xml>a]]>b</xml>': 'stray end of CDATA',
      '<xml></xml><xml></xml>': 'a second root',
      '<xml></xml>tail': 'text outside the root',
      '<![CDATA[x]]>': 'text outside the root',
      '<xml>mixed<a></a></xml>': 'text between elements',
      '<xml': 'not a plain element',
      '': 'no element',
    }
    for (const [source, why] of Object.entries(cases)) expect(refusal(source), source).toBe(why)
  })

  it('refuses deep nesting and endless repetition instead of using up memory', () => {
    expect(refusal('<a>'.repeat(8) + '</a>'.repeat(8))).toBe('accepted')
    expect(refusal('<a>'.repeat(9) + '</a>'.repeat(9))).toBe('too deep')
    expect(refusal('<a>'.repeat(1_000_000))).toBe('too deep')
    expect(refusal(`<xml>${'<a/>'.repeat(30_000)}</xml>`)).toBe('too many elements')
  })

  it('is not confused by elements that are named like parts of the language', () => {
    const root = readXml('<xml><__proto__><polluted>yes</polluted></__proto__><constructor>c</constructor></xml>')
    expect(Object.entries(fieldsOf(root))).toContainEqual(['constructor', 'c'])
    expect(Object.getPrototypeOf({})).not.toHaveProperty('polluted')
  })

  it('throws nothing but its own refusal, whatever it is given', () => {
    const pieces = fc.constantFrom(
      '<xml>',
      '</xml>',
      '<a>',
      '</a>',
      '<a/>',
      '&amp;',
      '&',
      '<![CDATA[',
      ']]>',
      'x',
      '<',
      '>',
      '<?xml ?>',
      '<!--',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 20 }), (parts) => {
        expect(typeof refusal(parts.join(''))).toBe('string')
      }),
      { numRuns: 500 },
    )
  })

  it('writes any text so that it comes back unchanged, here and in another parser', () => {
    const other = new XMLParser({ parseTagValue: false, trimValues: false, cdataPropName: '', processEntities: false })
    const name = fc.stringMatching(/^[A-Z][A-Za-z]{2,8}$/)
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(']]>', 'a]]>b]]>', '<xml>', '&amp;', ']]', '>'),
    )
    fc.assert(
      fc.property(fc.dictionary(name, value, { minKeys: 1, maxKeys: 6, noNullPrototype: true }), (fields) => {
        // Other parsers turn a carriage return into a line feed; and so may the network.
        const plain = Object.fromEntries(Object.entries(fields).map(([key, item]) => [key, item.replaceAll('\r', '')]))
        const written = writeXml('xml', plain)
        const root = readXml(written)
        expect(Object.fromEntries(root.children.map((node) => [node.name, node.text]))).toEqual(plain)
        const parsed: { xml: Record<string, string> } = other.parse(written)
        expect(parsed.xml).toEqual(plain)
      }),
      { numRuns: 200 },
    )
  })

  it('writes numbers bare, lists repeated and nested fields inside', () => {
    expect(writeXml('xml', { CreateTime: 1, List: { Item: ['a', 'b'] }, Name: ']]>' })).toBe(
      '<xml><CreateTime>1</CreateTime><List><Item><![CDATA[a]]></Item><Item><![CDATA[b]]></Item></List>' +
        '<Name><![CDATA[]]]]><![CDATA[>]]></Name></xml>',
    )
  })
})
