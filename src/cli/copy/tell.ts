import type { CopyCounts, CopyResult } from '../../storage/index.ts'
import { erasureKey } from '../../storage/erasure/key.ts'
import { plainJson } from '../plain-text.ts'
import type { Terminal } from '../terminal.ts'
import type { ExitCode } from '../verb.ts'

export type Telling = {
  readonly json: boolean
  readonly key: string | undefined
  /** What to end with when it is not complete. */
  readonly stopped: ExitCode
  readonly terminal: Terminal
}

/** Says what became of a copy. */
export async function tell(result: CopyResult, { json, key, stopped, terminal }: Telling): Promise<ExitCode> {
  const { complete, copied, damages, forgotten, refusals, refused, skipped, tombstones } = result
  if (json) await terminal.data(plainJson(result))
  terminal.say(`finetap: ${countsOf(result)}${complete ? '' : '; stopped, go on with --resume'}`)
  for (const { type, id, why } of refusals) terminal.warn(`finetap: ${type} ${id}: ${why}`)
  for (const file of new Set(refusals.flatMap(({ keptIn }) => keptIn ?? []))) {
    terminal.warn(`finetap: what was refused is kept in ${file}: remove it when you are done with it`)
  }
  const shared = key === undefined ? undefined : erasureKey(key).id
  for (const [keyId, count] of Object.entries(tombstones)) {
    if (keyId === shared) continue
    terminal.say(
      `finetap: erasures under the key ${keyId}: ${count}. Unless the target has it too, it does not know whom they name when more of them is imported: give both stores the same one, with --erasure-key-file or FINETAP_ERASURE_KEY`,
    )
  }
  if (!complete) return stopped
  if (refused > 0 || damages > 0) return 1
  return copied + skipped + forgotten === 0 ? 3 : 0
}

export function countsOf({ copied, forgotten, skipped, refused, damages }: CopyCounts): string {
  const rest = [
    [skipped, 'there already'],
    [forgotten, 'forgotten by the target'],
    [refused, 'refused'],
    [damages, 'could not be read'],
  ] as const
  const words = rest.filter(([count]) => count > 0).map(([count, word]) => `, ${count} ${word}`)
  return `${copied} copied${words.join('')}`
}
