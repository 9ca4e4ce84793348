export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyTheOldWay(text)
  }
}

// Desktop WeCom serves the page over plain http in some companies; the clipboard API is missing there. The field goes
// into the open dialog if there is one: outside of it nothing can be focused.
const copyTheOldWay = (text: string): boolean => {
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  const focused = document.activeElement
  const host = document.querySelector('dialog[open]') ?? document.body
  host.append(field)
  field.select()
  let done = false
  try {
    done = document.execCommand('copy')
  } catch {
    done = false
  }
  field.remove()
  // Whoever works with the keyboard goes on from the button, not from the top of the page.
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  return done
}
