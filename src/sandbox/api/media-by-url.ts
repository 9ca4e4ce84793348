import { createHash } from 'node:crypto'
import type { Kernel } from '../kernel.ts'
import { emitAppEvent } from '../people/facts.ts'
import type { MediaJob } from '../state.ts'
import { type ApiContext, type Apis, fine, numberIn, type Reply, refuse, textIn } from './replies.ts'

const MOST_BYTES = 200 * 1024 * 1024
const WAIT_MS = 10_000
const TYPES = ['video', 'file']
const BAD_URL = 830001
const TOO_LARGE = 830002
/** The sandbox fetches from this machine alone: any other address is one it cannot reach. */
const HERE = ['127.0.0.1', 'localhost', '[::1]']

const fetched = async (url: string): Promise<Buffer | number> => {
  if (!URL.canParse(url) || !HERE.includes(new URL(url).hostname)) return BAD_URL
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(WAIT_MS) })
    if (!response.ok || Number(response.headers.get('content-length') ?? 0) > MOST_BYTES)
      return response.ok ? TOO_LARGE : BAD_URL
    const bytes = Buffer.from(await response.arrayBuffer())
    return bytes.length > MOST_BYTES ? TOO_LARGE : bytes
  } catch {
    return BAD_URL
  }
}

const finish = async (kernel: Kernel, jobId: string, job: MediaJob): Promise<void> => {
  const bytes = await fetched(job.url)
  if (typeof bytes === 'number') Object.assign(job, { status: 3, errcode: bytes })
  else if (createHash('md5').update(bytes).digest('hex') !== job.md5.toLowerCase())
    Object.assign(job, { status: 3, errcode: BAD_URL })
  else {
    job.mediaId = kernel.id('3', 64)
    const about = { type: job.type, robotKey: null, name: job.name, use: 'message' as const }
    kernel.state.media.set(job.mediaId, { ...about, at: kernel.seconds(), bytes })
    Object.assign(job, { status: 2, at: kernel.seconds() })
  }
  await emitAppEvent(kernel, 'upload_media_job_finish', 'sys', { JobId: jobId })
}

/** Answers at once; the file is fetched afterwards and the end is told by a callback. */
const begin = (context: ApiContext): Reply => {
  const { kernel, body } = context
  const [type, url, md5] = [textIn(body, 'type'), textIn(body, 'url'), textIn(body, 'md5')]
  const name = textIn(body, 'filename')
  if (url === '' || md5 === '' || name === '') return refuse(context, 40063)
  if (numberIn(body, 'scene') !== 1 || [...name].length > 128 || !/^[0-9a-f]{32}$/i.test(md5))
    return refuse(context, 40058)
  if (!TYPES.includes(type)) return refuse(context, 40004)
  const jobId = kernel.id('job', 32)
  const job: MediaJob = { type, name, url, md5, status: 1, errcode: 0, mediaId: '', at: 0 }
  kernel.state.mediaJobs.set(jobId, job)
  void finish(kernel, jobId, job)
  return fine({ jobid: jobId })
}

const result = (context: ApiContext): Reply => {
  const job = context.kernel.state.mediaJobs.get(textIn(context.body, 'jobid'))
  if (job === undefined) return refuse(context, 40058)
  if (job.status === 1) return fine({ status: 1 })
  const { errcode, errmsg } = job.errcode === 0 ? fine() : refuse(context, job.errcode)
  const found = job.mediaId === '' ? {} : { media_id: job.mediaId, created_at: `${job.at}` }
  return fine({ status: job.status, detail: { errcode, errmsg, ...found } })
}

export const mediaByUrlApis: Apis = {
  'media/upload_by_url': { method: 'POST', run: begin },
  'media/get_upload_by_url_result': { method: 'POST', run: result },
}
