import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import type { Damage } from '../../core/store.ts'
import { readSnapshot, type Fingerprint, type Snapshot } from './durable-file.ts'
import type { LogState } from './log-document.ts'
import { backupOf } from './names.ts'
import { parseJson } from './parse-json.ts'
import { foreignError, isLogDocument, parseLog } from './parse-log.ts'
import { salvage } from './salvage.ts'

export type LoadedLog = {
  readonly state: LogState
  /** Of the file; undefined when there is none. */
  readonly fingerprint: Fingerprint | undefined
  /** Why the file was not enough. */
  readonly damage?: Damage
}

/**
 * Reads a document. One that is torn or gone is taken from the memory of this process, where that has it, else put
 * together from its backup and from what is whole in it.
 *
 * @returns undefined when there is neither a document nor a backup
 * @throws FinetapError `source_unreadable` when it is no log, and the errors of the operating system.
 */
export function loadLog(path: string, known?: LogState): LoadedLog | undefined {
  const snapshot = readSnapshot(path)
  const document = snapshot === undefined ? undefined : parseJson(snapshot.bytes)
  if (snapshot !== undefined && document !== undefined) {
    return { state: parseLog(path, document, known), fingerprint: snapshot.fingerprint }
  }
  const spare = readSnapshot(backupOf(path))
  const backup = spare === undefined ? undefined : parseJson(spare.bytes)
  if (snapshot === undefined && spare === undefined) return undefined
  return {
    ...(snapshot === undefined ? withoutFile(path, backup, known) : withoutWhole(path, snapshot, backup, known)),
    fingerprint: snapshot?.fingerprint,
  }
}

const FROM_MEMORY = 'what this process had written was taken'

type Mended = Omit<LoadedLog, 'fingerprint'>

function withoutFile(path: string, backup: unknown, known: LogState | undefined): Mended {
  const state = known ?? parseLog(backupOf(path), backup)
  const taken = known === undefined ? 'its backup was read' : FROM_MEMORY
  return { state, damage: { reason: 'torn', place: path, detail: `the document is gone; ${taken}` } }
}

function withoutWhole(path: string, { bytes }: Snapshot, backup: unknown, known: LogState | undefined): Mended {
  const taken = known === undefined ? 'what of it is, and its backup, were read' : FROM_MEMORY
  const detail = `it is not JSON as a whole; ${taken}`
  const damage = { reason: 'torn', place: path, detail } as const
  if (known !== undefined) return { state: known, damage }
  const { header, events } = salvage(bytes.toString('utf8'))
  const isOurs = header?.['kind'] === 'log' || isLogDocument(backup) || bytes.every((byte) => byte === 0)
  if (!isOurs) throw foreignError(path, 'it is not JSON, and has no backup')
  const { finetap, events: others, ...extra } = isJsonObject(backup) && isLogDocument(backup) ? backup : {}
  const document = {
    finetap: { kind: 'log', ...(isJsonObject(finetap) ? finetap : {}), ...header },
    ...extra,
    events: union(events, Array.isArray(others) ? others : []),
  }
  return { state: parseLog(path, document), damage }
}

/** By their numbers, in their order. What is in both is taken from the backup, whose bytes are whole. */
function union(salvaged: readonly JsonObject[], others: readonly Json[]): readonly Json[] {
  const byNumber = new Map<number, Json>()
  for (const element of [...salvaged, ...others]) {
    if (isJsonObject(element) && typeof element['number'] === 'number') byNumber.set(element['number'], element)
  }
  return [...byNumber].sort(([a], [b]) => a - b).map(([, element]) => element)
}
