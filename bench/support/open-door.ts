import type { Workplace } from './part.ts'
import type { RivalDoor } from '../rivals/rival.ts'
import { createSite, unwrappedDoor, type Door, type Site } from './door.ts'
import { writingFinetap } from './finetap.ts'
import { loadRival, openRival } from './rivals.ts'
import { loadSdk } from './sdk.ts'

/** The one door of a job that measures each by itself: `unwrapped` and `finetap`, or a rival. */
export async function openDoor({ job, stub, folder }: Workplace): Promise<{ site: Site; door: Door & RivalDoor }> {
  if (job.rival === undefined) {
    const site = createSite(await loadSdk('ai'), stub)
    return { site, door: job.case === 'unwrapped' ? unwrappedDoor(site) : writingFinetap(site, folder) }
  }
  const rival = await loadRival(job.rival)
  const site = createSite(await loadSdk(rival.sdk), stub)
  return { site, door: await openRival(site, rival) }
}

/** A job each for the unwrapped SDK, finetap and every rival. */
export function jobsOfAll(part: string, rivals: readonly string[]): readonly Workplace['job'][] {
  const own = ['unwrapped', 'finetap'].map((name) => ({ part, case: name }))
  return [...own, ...rivals.map((rival) => ({ part, rival }))]
}
