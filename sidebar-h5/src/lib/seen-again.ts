import { onMounted, onUnmounted } from 'vue'

const PAUSE_MS = 400

/** Beside the chat the page stays open for hours; it looks again when its window comes forward or the network is back. */
export const whenSeenAgain = (look: () => void): void => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = (): void => {
    clearTimeout(timer)
    if (document.visibilityState === 'visible') timer = setTimeout(look, PAUSE_MS)
  }
  onMounted(() => {
    window.addEventListener('focus', soon)
    window.addEventListener('online', soon)
    document.addEventListener('visibilitychange', soon)
  })
  onUnmounted(() => {
    clearTimeout(timer)
    window.removeEventListener('focus', soon)
    window.removeEventListener('online', soon)
    document.removeEventListener('visibilitychange', soon)
  })
}
