import { setTimeout as pause } from 'node:timers/promises'
import type { CrashPoint } from '../../src/spine/crash-points.ts'
import type { Company } from './company.ts'

export type Stage = { at: string; events: number; points: readonly CrashPoint[]; randomKills: number }

const LIFE_MS: readonly [number, number] = [300, 900]
const PATIENCE_MS = 4_000

/** What has to happen so that a point is passed at all. */
const provoke = async (company: Company, point: CrashPoint): Promise<void> => {
  if (point === 'token:fetched') company.sandbox.tokens.expireNow()
  if (point === 'sync:page-saved') await company.askForSync().catch(() => undefined)
}

/** Kills the product at every point of the stage and then at random moments; it is up again when this resolves. */
export const killThrough = async (
  company: Company,
  stage: Stage,
  { random, onHit }: { random: () => number; onHit: (point: CrashPoint) => void },
): Promise<void> => {
  const { product } = company
  const dieAt = async (point: CrashPoint): Promise<void> => {
    const nth = point === 'sync:page-saved' || point === 'token:fetched' ? 1 : 1 + Math.floor(random() * 3)
    await product.start({ TRIAL_CLOCK: stage.at, CHAOS_CRASH: `${point}#${nth}` })
    await provoke(company, point)
    const deadline = performance.now() + PATIENCE_MS
    while (product.isUp() && performance.now() < deadline) await pause(10)
    if (!product.isUp()) onHit(point)
  }
  const dieSomewhere = async (): Promise<void> => {
    await product.start({ TRIAL_CLOCK: stage.at })
    await pause(LIFE_MS[0] + random() * (LIFE_MS[1] - LIFE_MS[0]))
  }
  for (const point of stage.points) {
    await product.kill()
    await dieAt(point)
  }
  for (let kill = 0; kill < stage.randomKills; kill += 1) {
    await product.kill()
    await dieSomewhere()
  }
  await product.kill()
  await product.start({ TRIAL_CLOCK: stage.at })
}
