import type { RetryClass } from '../errcodes-data.ts'
import { ERRCODES, explain } from '../errcodes-data.ts'

type Row = { klass: RetryClass; zh: string; en: string }

/** The SDK's own numbers, apart from those of the API. 10004 and 10007 are out of use. */
export const ARCHIVE_CODES: Readonly<Record<number, Row>> = {
  10000: {
    klass: 'fix-config',
    zh: '会话存档参数错误，请核对企业 ID、会话存档 Secret，每次最多拉取 1000 条。',
    en: 'A parameter of the chat archive is wrong; check the corp id and the archive secret, and pull at most 1000 rows.',
  },
  10001: {
    klass: 'retry',
    zh: '会话存档网络错误，稍后会自动重试；一直失败请检查代理设置。',
    en: 'The chat archive could not be reached; this is tried again. Check the proxy if it goes on.',
  },
  10002: {
    klass: 'retry',
    zh: '会话存档数据解析失败，稍后会自动重试。',
    en: 'The answer of the chat archive could not be read; this is tried again.',
  },
  10003: {
    klass: 'retry',
    zh: '会话存档系统调用失败，稍后会自动重试。',
    en: 'A system call of the chat archive failed; this is tried again.',
  },
  10004: {
    klass: 'fix-config',
    zh: '会话存档加密密钥错误，请核对公钥。',
    en: 'The encryption key of the chat archive is wrong; check the public key.',
  },
  10005: {
    klass: 'outcome',
    zh: '存档文件编号错误，或文件已过期，无法再下载。',
    en: 'The archived file has another number or has expired and cannot be fetched any more.',
  },
  10006: {
    klass: 'fix-config',
    zh: '会话内容解密失败，请核对私钥与管理后台的公钥版本是否一致。',
    en: 'A message could not be decrypted; check that the private key belongs to the public key version in the console.',
  },
  10007: {
    klass: 'fix-config',
    zh: '找不到对应版本的私钥，请补上这个版本的私钥。',
    en: 'There is no private key of that version; add it.',
  },
  10008: {
    klass: 'retry',
    zh: '会话内容解密出错，稍后会自动重试。',
    en: 'Decrypting a message went wrong; this is tried again.',
  },
  10009: {
    klass: 'fix-config',
    zh: '服务器 IP 不在会话存档的可信 IP 内，请在会话存档设置里加入。',
    en: "The server's address is not trusted for chat archiving; add it in its settings.",
  },
  10010: {
    klass: 'fix-config',
    zh: '会话存档已到期，或数据已超过保存期限。请续费，并至少每天拉取一次。',
    en: 'Chat archiving has expired, or the data is too old. Renew it, and pull at least once a day.',
  },
  10011: {
    klass: 'fix-config',
    zh: '会话存档证书错误，请检查服务器的根证书。',
    en: 'The certificate for the chat archive is wrong; check the root certificates of the server.',
  },
}

/** SDK numbers first, then those of the API (301042 …): one place may show either. */
export const explainArchive = (code: number, lang: 'zh' | 'en'): string =>
  ARCHIVE_CODES[code]?.[lang] ?? explain(code, lang)

export const archiveClassOf = (code: number): RetryClass =>
  ARCHIVE_CODES[code]?.klass ?? ERRCODES.get(code)?.klass ?? 'fix-data'
