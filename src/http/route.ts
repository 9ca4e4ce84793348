import type { z } from 'zod'
import type { Person } from '../features/members/rules.ts'

/** Who asks. An integration has an API key instead of a person behind it. */
export type Caller = Person & {
  /** Which of his sessions asks; an integration has none. */
  session?: string
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined

/** The bytes of a file in place of JSON. They are asked for only where the browser does not hold them yet. */
export class FileAnswer {
  readonly file: FileFacts
  constructor(file: FileFacts) {
    this.file = file
  }
}
type FileFacts = {
  name: string
  contentType: string
  /** Shown by the browser, not saved: only for what cannot hold a script. */
  inline: boolean
  /** The same for the same content. */
  tag: string
  bytes: () => Promise<Uint8Array>
}

export type RouteInput<P, Q, B> = {
  params: Parsed<P>
  query: Parsed<Q>
  body: Parsed<B>
  /** Of a route with `raw`. */
  bytes?: Uint8Array
  caller: Caller
  /** 'zh-CN' or 'en', from the page's own setting. */
  lang: string
}

export type Answer<R> = { status: number; body: R }

// Marked by identity: a reply may have fields named `status` and `body` of its own.
const answers = new WeakSet<object>()

/** For an answer that is not the route's usual status, e.g. 200 instead of 201 for an order we had already. */
export const withStatus = <R>(status: number, body: R): Answer<R> => {
  const answer = { status, body }
  answers.add(answer)
  return answer
}
export const isAnswer = (value: unknown): value is Answer<unknown> =>
  typeof value === 'object' && value !== null && answers.has(value)

export type Route<P = unknown, Q = unknown, B = unknown, R = unknown> = {
  summary: string
  params?: P
  query?: Q
  body?: B
  /** The body is taken as it comes, whatever its type is said to be, up to so many bytes. */
  raw?: number
  /** Answers with a file. */
  file?: true
  /** Done before the reading as the caller begins: in there nothing is waited for that several callers share. */
  before?: () => Promise<unknown>
  /** Every call asks the same of the database with other ids, so that one plan is good for all; a list is no such. */
  onePlan?: true
  reply: R
  /** The usual success status; 200 when absent. */
  status?: number
  handle: (
    input: RouteInput<P, Q, B>,
  ) => Promise<(R extends z.ZodType ? z.input<R> : unknown) | Answer<unknown> | FileAnswer>
}

/**
 * One route: its shapes and its handler. Business refusals are thrown with `httpErrors` of @fastify/sensible,
 * through `refuse` below; shapes are checked before the handler runs.
 */
export const route = <P, Q, B, R>(definition: Route<P, Q, B, R>): Route<P, Q, B, R> => definition

/** Any route, for whoever registers or documents them all; only its own handler knows the exact input. */
export type AnyRoute = {
  summary: string
  params?: unknown
  query?: unknown
  body?: unknown
  raw?: number
  file?: true
  before?: () => Promise<unknown>
  onePlan?: true
  reply: unknown
  status?: number
  handle: (input: never) => Promise<unknown>
}
export type AnyRoutes = Readonly<Record<string, AnyRoute>>

/** A refusal with a reason code a page can translate. */
export class Refusal extends Error {
  readonly statusCode: number
  readonly code: string
  constructor(statusCode: number, code: string, message: string) {
    super(message)
    this.statusCode = statusCode
    this.code = code
  }
}
