const SECRET_FIELDS =
  /(?<![a-z_])((?:suite_|provider_)?access_token|corpsecret|secret|key|code|ticket|jsapi_ticket|user_ticket|response_code)(["']?\s*[=:]\s*["']?)[^&\s"',}]+/gi

/** Values shorter than this would blank out ordinary words of the text. */
const SHORTEST_SECRET = 6

/**
 * Takes secrets out of a text meant for a log or a person: `access_token=…` and the like by name, and every
 * given value wherever it stands.
 */
export const redact = (text: string, secrets: readonly string[] = []): string => {
  let clean = text.replace(SECRET_FIELDS, '$1$2***')
  for (const secret of secrets) {
    if (secret.length >= SHORTEST_SECRET) clean = clean.split(secret).join('***')
  }
  return clean
}
