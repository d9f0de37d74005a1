import { hash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { LogPart, LogParts } from '../../../core/log-parts.ts'
import { createSurveyor } from './survey.ts'

const PRINTED_BYTES = 64 * 1024

export function createLogParts(dir: string): LogParts {
  const surveyor = createSurveyor(dir)

  async function look(bytesOf: (name: string) => number | undefined): Promise<readonly LogPart[]> {
    const { files } = await surveyor.look(() => Number.POSITIVE_INFINITY)
    const parts: LogPart[] = []
    for (const { file, segments, searched } of files) {
      if (file.form !== 'foreign') parts.push(...segments.map((name) => ({ name })))
      else parts.push({ name: file.id, foreign: await printOf(file.path, bytesOf(file.id) ?? searched.size) })
    }
    return parts
  }

  return {
    parts: () => look(() => undefined),
    async hold(before) {
      const known = new Map(before.map((part) => [part.name, part.foreign]))
      const now = new Map((await look((name) => known.get(name)?.bytes)).map((part) => [part.name, part.foreign]))
      return before.every(({ name, foreign }) => {
        return now.has(name) && now.get(name)?.print === foreign?.print
      })
    },
  }
}

/** Of the beginning and the end of so many bytes. */
async function printOf(path: string, bytes: number): Promise<{ readonly bytes: number; readonly print: string }> {
  const file = await open(path, 'r')
  try {
    const length = Math.min(PRINTED_BYTES, bytes)
    const ends = Buffer.alloc(length * 2)
    const first = await file.read(ends, 0, length, 0)
    const last = await file.read(ends, length, length, bytes - length)
    return { bytes, print: `${first.bytesRead + last.bytesRead} ${hash('sha256', ends, 'hex')}` }
  } finally {
    await file.close()
  }
}
