import type { Scenario } from './shape.ts'

export type Size = { reps?: number | undefined; customers?: number | undefined; perDay?: number | undefined }

/** The same scenario for a company of another size; arrivals grow with the reps unless they are given. */
export const resized = (scenario: Scenario, size: Size): Scenario => {
  const reps = size.reps ?? scenario.company.reps
  const perDay = size.perDay ?? (scenario.arrivals.perDay * reps) / scenario.company.reps
  return {
    ...scenario,
    company: {
      ...scenario.company,
      reps,
      teams: Math.min(scenario.company.teams, reps),
      customers: size.customers ?? scenario.company.customers,
    },
    arrivals: { ...scenario.arrivals, perDay },
  }
}
