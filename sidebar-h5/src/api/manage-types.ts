import type { DayMessages, Times } from '../../../src/features/settings/rules-times.ts'

/** Shapes of the pages behind 管理 that no other part of the product shares. */
export type Page<T> = { items: T[]; nextCursor: string | null }
export type TagGroup = { id: string; name: string; tags: { id: string; name: string }[] }
export type Job = {
  name: string
  schedule: string
  nextAt: string | null
  last: { date: string; status: string; at: string | null; problem: string | null } | null
  skipped: { since: string; count: number; last: string | null }
}
export type CalendarDay = { day: string; kind: 'off' | 'work'; label: string | null }
export type CalendarYear = { year: number; official: boolean; days: CalendarDay[] }
export type ApiKeyScope = 'orders:write' | 'customers:read' | 'events:read'
export type ApiKey = { id: string; name: string; scopes: string[]; createdAt?: string; lastUsedAt?: string | null }
export type NewApiKey = { id: string; name: string; key: string }
export type Department = { id: number; name: string; parentId: number; leads: boolean }
export type Settings = {
  welcome: { text: string }
  brand: { name: string; product: string; store: string }
  scriptValues: { coupon: string; link: string; appointment: string }
  forbiddenWords: { words: string[] }
  postpone: { policy: 'keep' | 'next_workday' | 'prev_workday' }
  times: Times
  dayMessages: DayMessages
  cardFacts: { keys: string[] }
}
