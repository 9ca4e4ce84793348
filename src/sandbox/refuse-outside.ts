/** The sandbox will not run like this. The message says why and how to mend it. */
export class SandboxRefused extends Error {
  override readonly name = 'SandboxRefused'
}

/** What WeCom hands out: `ww` and sixteen hexadecimal digits, or the older `wx`. */
const REAL_CORP = /^w[wx][0-9a-f]{16}$/i

/** A real corp id in a place where anybody may be anybody is a mistake on the way to production. */
export const refuseRealCorp = (corpId: string): void => {
  if (!REAL_CORP.test(corpId)) return
  throw new SandboxRefused(
    `${corpId} looks like the corp id of a real company; the sandbox plays invented companies only. Give it an invented id such as wwsandbox0000000001, or set all five WECOM_* values to reach WeCom itself.\n沙箱只扮演虚构的企业，${corpId} 像是真实的企业 ID。请换一个虚构的 ID，或配置全部五个 WECOM_* 变量连接企业微信。`,
  )
}

export const isLoopback = (host: string): boolean =>
  /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)

/** Addresses that the internet cannot reach: this machine, private networks, names without a public ending. */
const isPrivate = (host: string): boolean =>
  isLoopback(host) ||
  /^(10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|169\.254(\.\d{1,3}){2})$/.test(
    host,
  ) ||
  /^\[?(f[cd][0-9a-f]{2}|fe80):/i.test(host) ||
  /\.(local|lan|internal|intranet|home\.arpa|test)$/i.test(host) ||
  /^[a-z0-9_-]+$/i.test(host)

/**
 * Everybody who reaches a sandbox can log in as anybody. So it does not stand under an address of the internet; a
 * container that listens on all interfaces keeps its own address and is let through.
 */
export const refusePublicAddress = (address: string): void => {
  if (!URL.canParse(address) || isPrivate(new URL(address).hostname)) return
  throw new SandboxRefused(
    `The trial lets everybody log in as anybody, so it does not run under the public address ${address}. Set all five WECOM_* values for real use, or leave PUBLIC_URL out to try it on this machine.\n演示模式下任何人都能以任意身份登录，因此不能使用公网地址 ${address}。正式使用请配置全部五个 WECOM_* 变量；仅试用请去掉 PUBLIC_URL。`,
  )
}

export const refuseOutsideHost = (host: string): void => {
  if (isLoopback(host)) return
  throw new SandboxRefused(
    `The sandbox listens on this machine only, not on ${host}. Use 127.0.0.1, or pass allowOutside: true inside a container.\n沙箱只在本机监听，不能使用 ${host}。请改用 127.0.0.1；容器内可设 allowOutside: true。`,
  )
}
