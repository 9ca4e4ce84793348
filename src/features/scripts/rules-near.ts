/** Sounds that people and keyboards mix up; both sides of a comparison are folded, so the choice of letter is free. */
const FOLDS: readonly [RegExp, string][] = [
  [/zh/g, 'z'],
  [/ch/g, 'c'],
  [/sh/g, 's'],
  [/([aei])ng/g, '$1n'],
  [/l/g, 'n'],
]

export const foldSounds = (pinyin: string): string => FOLDS.reduce((text, [from, to]) => text.replace(from, to), pinyin)

/** Shorter ones are near to everything. */
export const MIN_NEAR_INITIALS = 3
const MIN_NEAR_PINYIN = 5
/** The same sound needs no slip, and so fewer letters. */
const MIN_SAME_SOUND = 3

/**
 * Whether `typed` with one slip in it (a wrong, extra or missing letter, or two swapped) begins `text`. Both walk
 * together up to the slip; what follows it must agree to the last typed letter.
 */
export const beginsNearly = (text: string, typed: string): boolean => {
  let at = 0
  while (at < typed.length && typed[at] === text[at]) at += 1
  if (at >= typed.length - 1) return true
  const rest = typed.slice(at + 1)
  if (text.startsWith(rest, at + 1) || text.startsWith(rest, at)) return true
  if (text.startsWith(typed.slice(at), at + 1)) return true
  return typed[at] === text[at + 1] && typed[at + 1] === text[at] && text.startsWith(typed.slice(at + 2), at + 2)
}

/** Of three pieces one survives any slip, even two letters swapped over a seam. */
const thirds = (typed: string): string[] => {
  const size = Math.ceil(typed.length / 3)
  return [0, 1, 2].map((one) => typed.slice(one * size, (one + 1) * size)).filter((piece) => piece !== '')
}

/** The same anywhere in `text`. */
const holdsNearly = (text: string, typed: string): boolean => {
  let from = 0
  for (const piece of thirds(typed)) {
    for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
      for (const start of [at - from - 1, at - from, at - from + 1]) {
        if (start >= 0 && start < text.length && beginsNearly(text.slice(start, start + typed.length + 1), typed))
          return true
      }
    }
    from += piece.length
  }
  return false
}

const near = (text: string, typed: string): boolean => {
  if (typed.length >= MIN_NEAR_PINYIN) return holdsNearly(text, typed)
  return typed.length >= MIN_SAME_SOUND && text.includes(typed)
}

/** As typed, and with mixed-up sounds made one: a slip inside `sh` or `ng` would keep them from folding. */
export const soundsNearly = (script: { pinyin: string; near: string }, sound: string): boolean =>
  near(script.pinyin, sound) || near(script.near, foldSounds(sound))

/** What a text must hold, one of these at least, to sound nearly like it; none when it is too short for a slip. */
export const nearPieces = (sound: string): string[] => {
  if (sound.length >= MIN_NEAR_PINYIN) return thirds(sound)
  return sound.length >= MIN_SAME_SOUND ? [sound] : []
}
