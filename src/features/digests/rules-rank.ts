import type { Share } from './rules-data.ts'

/** Below it a place says who is on leave. */
const TEAM_AT_LEAST = 5

/**
 * A rep's place in the own team by what was done on time; who did equally well shares it. Only the upper half is told:
 * a place near the end moves nobody forward, and the lead sees it anyway. Whose sample is too small is not in `shares`.
 */
export const ranksInTeams = (
  shares: ReadonlyMap<string, Share>,
  teamOf: ReadonlyMap<string, number>,
): Map<string, number> => {
  const teams = new Map<number, { userid: string; rate: number }[]>()
  for (const [userid, { done, of }] of shares) {
    const team = teamOf.get(userid)
    if (team !== undefined) teams.set(team, [...(teams.get(team) ?? []), { userid, rate: done / of }])
  }
  const told = [...teams.values()].filter((team) => team.length >= TEAM_AT_LEAST)
  return new Map(told.flatMap((team) => placesOf(team).filter(([, place]) => place <= team.length / 2)))
}

const placesOf = (team: readonly { userid: string; rate: number }[]): [string, number][] =>
  team.map(({ userid, rate }) => [userid, 1 + team.filter((other) => other.rate > rate).length])
