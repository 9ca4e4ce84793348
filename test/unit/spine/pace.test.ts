import { describe, expect, test } from 'vitest'
import { createPace, type Look, nextShare } from '../../../src/spine/pace.ts'

const CALM: Look = { asked: true, turnMs: 1, commitMs: 2 }
const after = (share: number, looks: number, look: Look): number => {
  let now = share
  for (let at = 0; at < looks; at += 1) now = nextShare(now, look)
  return now
}

describe('work nobody waits for', () => {
  test('gives way within three looks when callbacks wait for their turn or their commit', () => {
    expect(after(1, 3, { ...CALM, turnMs: 30 })).toBe(1 / 8)
    expect(after(1, 3, { ...CALM, commitMs: 80 })).toBe(1 / 8)
    expect(after(1, 50, { ...CALM, turnMs: 30 })).toBe(1 / 8)
  })
  test('comes back step by step once nobody waits long, and at once when nobody asks', () => {
    expect(after(1 / 8, 5, CALM)).toBeCloseTo(0.225)
    expect(after(1 / 8, 50, CALM)).toBe(1)
    // Bursts leave looks without a callback between them: those bring little back.
    expect(after(1 / 8, 5, { ...CALM, commitMs: null })).toBeCloseTo(0.15)
    expect(after(1 / 8, 4, { asked: false, turnMs: 200, commitMs: 0 })).toBe(1)
  })
  test('a busy thread that nobody asks anything works with all hands', () => {
    expect(after(1, 20, { asked: false, turnMs: 500, commitMs: 0 })).toBe(1)
  })
  test('always keeps one hand at work, and breathes only while it gives way', async () => {
    const pace = createPace('embedded')
    const sideBySide = createPace('postgres')
    expect([pace.hands(8), pace.hands(1)]).toEqual([8, 1])
    await pace.breathe(500)
    for (let at = 0; at < 12; at += 1) {
      for (const one of [pace, sideBySide]) {
        one.asked()
        one.stored(200)
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(pace.hands(8)).toBeLessThan(8)
    // Where hands work side by side they keep the queue from falling behind; what goes in steps gives way there too.
    expect([sideBySide.hands(8), await sideBySide.breathe(1)]).toEqual([8, false])
    expect(pace.hands(4)).toBeGreaterThanOrEqual(1)
    const started = performance.now()
    await pace.breathe(500)
    expect(performance.now() - started).toBeGreaterThan(5)
    pace.stop()
    sideBySide.stop()
  })
})
