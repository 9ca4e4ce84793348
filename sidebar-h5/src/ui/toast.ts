import { shallowRef } from 'vue'

export type ToastAct = { label: string; run: () => void }
export type ToastLine = { text: string; tone: 'plain' | 'hurt'; act: ToastAct | null }

export const toastLine = shallowRef<ToastLine | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

const show = (line: ToastLine, ms: number): void => {
  clearTimeout(timer)
  toastLine.value = line
  timer = setTimeout(hideToast, ms)
}

export const hideToast = (): void => {
  clearTimeout(timer)
  toastLine.value = null
}

/** With an act it stays the five seconds in which a step can be taken back. */
export const toast = (text: string, act: ToastAct | null = null): void =>
  show({ text, tone: 'plain', act }, act === null ? 2600 : 5000)

export const toastOffer = (text: string, act: ToastAct): void => show({ text, tone: 'plain', act }, 12_000)
export const toastHurt = (text: string): void => show({ text, tone: 'hurt', act: null }, 4200)
