/** Some web views throw on storage (private mode, full quota); losing a cached card must not lose the page. */
export const readStored = <T>(key: string): T | null => {
  try {
    const text = localStorage.getItem(key)
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null
  }
}

export const store = (key: string, value: unknown): void => {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Nothing to do: the page works without.
  }
}

export const forget = (key: string): void => {
  try {
    localStorage.removeItem(key)
  } catch {
    // As above.
  }
}

export const keysBelow = (start: string): string[] => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start))
  } catch {
    return []
  }
}

export const forgetAll = (isOurs: (key: string) => boolean): void => {
  try {
    for (const key of Object.keys(localStorage)) if (isOurs(key)) localStorage.removeItem(key)
  } catch {
    // As above.
  }
}

export const session = {
  read: (key: string): string | null => {
    try {
      return sessionStorage.getItem(key)
    } catch {
      return null
    }
  },
  write: (key: string, value: string): void => {
    try {
      sessionStorage.setItem(key, value)
    } catch {
      // As above.
    }
  },
  forget: (key: string): void => {
    try {
      sessionStorage.removeItem(key)
    } catch {
      // As above.
    }
  },
}
