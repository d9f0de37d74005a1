import type { Stats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import type { Erasure } from '../../../core/erasure.ts'
import { field } from '../../../core/field.ts'
import { unreadableError } from '../directory.ts'
import { listLog, type LogFile } from '../files.ts'
import type { Marker } from '../markers.ts'
import { identityOf, openLogFile } from './open-file.ts'
import { createPieceMemory, type PieceMemory } from './pieces.ts'
import { searchFile, type Searched } from './search-file.ts'

/** A file that is to be read, and whose segments lie in it as far as it says. */
export type SurveyedFile = {
  readonly file: LogFile
  readonly segments: readonly string[]
  /** False for a merged file whose first line is damaged: it may hold others too. */
  readonly saysAll: boolean
  /** The same object as before for a file that has not changed since. */
  readonly searched: Searched
}

/** What has to be known of a whole log before its first event is given. */
export type LogSurvey = {
  /** In the order in which they are read; without those whose segments lie in a merged file. */
  readonly files: readonly SurveyedFile[]
  /** An erasure hides what stands in earlier segments too. */
  readonly erasures: readonly Erasure[]
  readonly refused: readonly { readonly file: LogFile; readonly detail: string }[]
  readonly owner: number | undefined
}

export type Surveyor = {
  /** @param to how far a file may be read */
  look(to: (file: LogFile) => number): Promise<LogSurvey>
}

type Known = Searched & { readonly stamp: string }

type Search = { readonly owner: number | undefined; readonly to: number; readonly memory: PieceMemory }

const TRIES = 8

/** Looks at all files of a log; what was searched once is not searched again. */
export function createSurveyor(dir: string): Surveyor {
  let known = new Map<string, Known>()

  async function look(to: (file: LogFile) => number, tries = TRIES): Promise<LogSurvey> {
    const { files, owner } = await listLog(dir)
    const seen = new Map<string, Known>()
    const found: { readonly file: LogFile; readonly searched: Searched }[] = []
    const refused: { readonly file: LogFile; readonly detail: string }[] = []
    const memory = createPieceMemory()
    let isStale = false
    for (const file of files) {
      const result = await search(file, { owner, to: to(file), memory })
      if (result === 'gone') isStale = true
      else if (typeof result === 'string') refused.push({ file, detail: result })
      else {
        seen.set(keyOf(file), result)
        found.push({ file, searched: result })
      }
    }
    known = seen
    // Something was renamed meanwhile, or merged into another file: it must not be missed.
    if (isStale && tries > 1) return look(to, tries - 1)
    const merged = new Set(found.flatMap(({ searched }) => searched.header?.merged ?? []))
    return {
      files: found
        .filter(({ file }) => file.form === 'merged' || !merged.has(file.id))
        .map(({ file, searched }) => ({
          file,
          searched,
          segments: segmentsOf(file, searched.header),
          saysAll: saysAll(file, searched.header),
        })),
      erasures: found.flatMap(({ searched }) => searched.erasures),
      refused,
      owner,
    }
  }

  async function search(file: LogFile, { owner, to, memory }: Search): Promise<Known | string> {
    const before = known.get(keyOf(file))
    const stats = await statsOf(file)
    if (stats === undefined) return 'gone'
    if (before !== undefined && before.stamp === stampOf(stats, to)) return before
    const opening = await openLogFile(file, owner)
    if (opening.state === 'gone') return 'gone'
    if (opening.state === 'refused') return opening.detail
    const { opened } = opening
    try {
      const isSame = before?.identity === opened.identity && before.end <= Math.min(to, opened.size)
      return { ...(await searchFile(opened, to, isSame ? before : undefined, memory)), stamp: stampOf(stats, to) }
    } finally {
      await opened.handle.close()
    }
  }

  return { look }
}

function segmentsOf(file: LogFile, header: Marker | undefined): readonly string[] {
  return file.form === 'merged' ? (header?.merged ?? [file.id]) : [file.id]
}

function saysAll(file: LogFile, header: Marker | undefined): boolean {
  return file.form !== 'merged' || header?.merged !== undefined
}

// A sealed file is still what it was when it was open.
function keyOf({ id, form, coding }: LogFile): string {
  return `${id}.${form === 'merged'}.${coding}`
}

function stampOf(stats: Stats, to: number): string {
  return `${identityOf(stats)}:${stats.mtimeMs}:${Math.min(to, stats.size)}`
}

async function statsOf(file: LogFile): Promise<Stats | undefined> {
  try {
    return await lstat(file.path)
  } catch (cause) {
    if (field(cause, 'code') === 'ENOENT') return undefined
    throw unreadableError(file.path, cause)
  }
}
