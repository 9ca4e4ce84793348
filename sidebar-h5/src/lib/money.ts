import { words } from '../lang/lang.ts'

export type Money = { amount: number; currency: string }

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** '1,234.5' → 123450. Digits are moved as text: 0.1 + 0.2 has no place in an amount. Null: not an amount. */
export const toMinor = (text: string, currency = 'CNY'): number | null => {
  const digits = digitsOf(currency)
  const match = /^(\d{1,10})(?:\.(\d*))?$/.exec(text.replace(/[,，\s¥￥]/g, '').replace('。', '.'))
  if (match === null) return null
  const fraction = match[2] ?? ''
  return fraction.length > digits ? null : Number((match[1] ?? '') + fraction.padEnd(digits, '0'))
}

export const showMoney = ({ amount, currency }: Money): string => {
  const digits = digitsOf(currency)
  const unit = 10 ** digits
  return new Intl.NumberFormat(words.lang, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: amount % unit === 0 ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(amount / unit)
}
