import { describe, expect, test } from 'vitest'
import { maskMobile } from '../../../src/features/customers/rules-mobile.ts'

describe('a phone number on the card', () => {
  test.each([
    ['13800001234', '138****1234'],
    ['138-0000-1234', '138-****-1234'],
    ['138 0000 1234', '138 **** 1234'],
    ['+8613800001234', '+861******1234'],
    ['+86 138 0000 1234', '+86 1** **** 1234'],
    ['(+86)138.0000.1234', '(+86)1**.****.1234'],
    ['0571-88886666', '057*-****6666'],
    ['0571-88886666转8012', '057*-********转8012'],
    ['１３８００００１２３４', '１３８****１２３４'],
    ['88886666', '8****666'],
    ['8886666', '8****66'],
    ['12345', '****5'],
    ['1234', '****'],
    ['', ''],
    ['没有电话', '没有电话'],
  ])('%s is shown as %s', (number, shown) => expect(maskMobile(number)).toBe(shown))

  test('never shows more than seven digits and never all of them, however it is written', () => {
    for (let length = 1; length <= 20; length += 1) {
      const number = '1234567890'.repeat(2).slice(0, length)
      const shown = maskMobile([...number].join(length % 2 === 0 ? '-' : '')).match(/\d/g)?.length ?? 0
      expect(shown).toBeLessThanOrEqual(7)
      expect(length - shown).toBeGreaterThanOrEqual(Math.min(4, length))
    }
  })
})
