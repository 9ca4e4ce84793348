import type { FileKind } from '../../../src/features/media/rules.ts'
import type { FileView } from '../../../src/features/media/shapes.ts'
import { words } from '../lang/lang.ts'
import { ApiFailure, failureFrom } from './client.ts'
import { ROUTES } from './routes.ts'

export type Upload = { done: Promise<FileView>; stop: () => void }

const answerOf = (request: XMLHttpRequest): unknown => {
  try {
    return JSON.parse(request.responseText)
  } catch {
    return null
  }
}

/** Not `fetch`, which does not tell how far it is. It may take minutes on a phone, so nothing but the rep ends it. */
export const upload = (file: Blob, about: { kind: FileKind; name: string }, tell: (share: number) => void): Upload => {
  const request = new XMLHttpRequest()
  const [method = '', path = ''] = ROUTES.upload.split(' ')
  const done = new Promise<FileView>((resolve, reject) => {
    request.upload.onprogress = (event) => tell(event.lengthComputable ? event.loaded / event.total : 0)
    request.onerror = () => reject(new ApiFailure('offline', { status: 0 }))
    request.onabort = request.onerror
    request.onload = () => {
      if (request.status === 201) resolve(answerOf(request) as FileView)
      else if (request.status === 401) reject(new ApiFailure('signed-out', { status: 401 }))
      else reject(failureFrom(request.status, answerOf(request)))
    }
    request.open(method, `${path}?${new URLSearchParams(about)}`)
    request.setRequestHeader('x-lang', words.lang)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.send(file)
  })
  return { done, stop: () => request.abort() }
}
