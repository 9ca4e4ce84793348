export const CHINA_OFFSET = 8 * 3600

/** Days since the epoch as China counts them: statistics and daily limits are cut at midnight there. */
export const chinaDay = (seconds: number): number => Math.floor((seconds + CHINA_OFFSET) / 86_400)
