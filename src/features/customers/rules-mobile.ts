const HEAD = 3
const TAIL = 4
const HIDDEN = 4

/**
 * A phone number as a card may show it: at most the first three and the last four digits, at least four starred.
 * Whatever people put between the digits stays, so that 138-0000-1234 reads as 138-****-1234. A short number shows less.
 */
export const maskMobile = (mobile: string): string => {
  const digits = mobile.match(/\p{Nd}/gu)?.length ?? 0
  const shown = Math.min(Math.max(0, digits - HIDDEN), HEAD + TAIL)
  const head = Math.floor((shown * HEAD) / (HEAD + TAIL))
  const tail = shown - head
  let at = 0
  return mobile.replace(/\p{Nd}/gu, (digit) => {
    at += 1
    return at <= head || at > digits - tail ? digit : '*'
  })
}
